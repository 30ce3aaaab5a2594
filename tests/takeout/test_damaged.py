"""Archive files that are not what they say: each is told in words, with file and line, and changes nothing."""

import hashlib
import io
import json
from copy import copy
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article, Source
from articles.takeout import package
from articles.takeout.export import export
from tests import factories
from tests.takeout import everything

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """The bytes of an archive file of everything; the database is empty again."""
    stream = io.BytesIO()
    with django_db_blocker.unblock():
        everything.fill()
        export(stream)
        everything.empty(users=())
        connection.close()
    return stream.getvalue()


@pytest.fixture
def archive(whole, tmp_path):
    """The path of an archive file of everything, to be damaged."""
    path = tmp_path / "archive.zip"
    path.write_bytes(whole)
    return path


def refusal(path):
    """What `import_archive` says of a file that it must not take in; the database stays empty."""
    with pytest.raises(CommandError) as refused:
        call_command("import_archive", str(path))
    assert [name for name, kept in everything.rows().items() if kept] == []
    return str(refused.value).removeprefix(f"{path}: ")


def members_of(path):
    with ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def write(path, members, **compression):
    with ZipFile(path, "w", **({"compression": ZIP_DEFLATED} | compression)) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)


def summed(members):
    """`members` with a manifest that is right about them: whoever changes a file can do that, too."""
    manifest = json.loads(members["manifest.json"])
    for member in manifest["members"]:
        content = members[member["name"]]
        member |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        if "rows" in member:
            member["rows"] = content.count(b"\n")
    return members | {"manifest.json": json.dumps(manifest).encode()}


def change_line(path, name, number, **values):
    """Set members of the object in a line; `manifest.json` is made to agree."""
    members = members_of(path)
    lines = members[name].splitlines(keepends=True)
    lines[number - 1] = json.dumps(json.loads(lines[number - 1]) | values).encode() + b"\n"
    write(path, summed(members | {name: b"".join(lines)}))


def change_manifest(path, **values):
    members = members_of(path)
    write(path, members | {"manifest.json": json.dumps(json.loads(members["manifest.json"]) | values).encode()})


def test_a_flipped_byte_is_told_by_the_member_it_is_in(archive):
    with ZipFile(archive) as zipped:
        entry = zipped.getinfo("articles.jsonl")
    content = bytearray(archive.read_bytes())
    content[entry.header_offset + 30 + len(entry.filename) + 20 + entry.compress_size // 2] ^= 0x10
    archive.write_bytes(content)
    assert refusal(archive).startswith("articles.jsonl cannot be unpacked: it is damaged. (")


def test_a_member_that_was_changed_is_told_by_its_sum(archive):
    members = members_of(archive)
    write(archive, members | {"tags.jsonl": members["tags.jsonl"].replace(b"Neil", b"Nell")})
    assert refusal(archive) == "tags.jsonl is not what was written: its SHA-256 is another. Nothing was changed."


def test_a_page_that_was_changed_is_told_by_its_name(archive):
    members = members_of(archive)
    name = max(name for name in members if name.startswith("captures/") and members[name])
    write(archive, members | {name: members[name][:-1] + b"!"})
    assert refusal(archive) == f"{name} is not what was written: its SHA-256 is another. Nothing was changed."


def test_a_missing_member_is_named(archive):
    members = members_of(archive)
    del members["corrections.jsonl"]
    write(archive, members)
    assert refusal(archive) == "corrections.jsonl is missing, and manifest.json names it. Nothing was changed."


def test_a_missing_page_is_counted(archive):
    members = members_of(archive)
    del members[next(name for name in members if name.startswith("captures/") and members[name])]
    write(archive, members)
    size = len(everything.PAGE)
    assert refusal(archive) == (
        f"captures/ has 1 files of 0 bytes, and manifest.json says 2 files of {size} bytes. Nothing was changed."
    )


def test_a_page_that_no_file_has_is_told_by_the_line_that_asks_for_it(archive):
    change_line(archive, "captures.jsonl", 2, sha256="0" * 64)
    assert refusal(archive) == f"captures.jsonl, line 2: there is no file captures/{'0' * 64}. Nothing was changed."


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/cron.d/x", "captures/../x", "notes.txt", "captures/"])
def test_an_extra_member_is_named_and_goes_nowhere(archive, tmp_path, name):
    write(archive, members_of(archive) | {name: b"x"})
    assert refusal(archive) == f"{name!r} is in it, and manifest.json does not name it. Nothing was changed."
    assert list(tmp_path.iterdir()) == [archive]


def test_a_member_of_a_later_newsroom_is_named(archive):
    members = members_of(archive)
    manifest = json.loads(members["manifest.json"])
    manifest["members"].append({"name": "films.jsonl", "size": 0, "sha256": hashlib.sha256(b"").hexdigest(), "rows": 0})
    write(archive, members | {"films.jsonl": b"", "manifest.json": json.dumps(manifest)})
    assert refusal(archive) == (
        "'films.jsonl' is nothing that this Newsroom knows: it was made by a later one. Nothing was changed."
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_named(archive):
    with ZipFile(archive, "a") as zipped:
        zipped.writestr("tags.jsonl", b"")
    assert refusal(archive) == "tags.jsonl is in it twice. Nothing was changed."


@pytest.mark.parametrize("cut", [1, 30, 5000])
def test_a_file_that_was_cut_short_is_no_zip(archive, cut):
    archive.write_bytes(archive.read_bytes()[:-cut])
    assert refusal(archive).startswith("This is no ZIP file, or its end is missing, as when a download was cut short.")


def test_a_file_that_is_something_else_is_no_zip(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>A page.</p>")
    assert refusal(path).startswith("This is no ZIP file")


def test_a_zip_of_something_else_is_told(tmp_path):
    write(tmp_path / "other.zip", {"a.txt": b"a"})
    assert refusal(tmp_path / "other.zip") == (
        "There is no manifest.json in it: this ZIP was not made by export_archive. Nothing was changed."
    )


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refusal(tmp_path / "none.zip") == f"{tmp_path / 'none.zip'} cannot be read: No such file or directory."


def test_a_file_of_a_later_version_is_told(archive):
    change_manifest(archive, version=2)
    assert refusal(archive) == (
        "It is of version 2, and this Newsroom reads version 1: take it in with the Newsroom that made it, "
        "or a later one. Nothing was changed."
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"format": "other"}, "manifest.json says that its format is 'other', not “newsroom-archive”."),
        ({"members": {}}, "manifest.json has no list of members."),
        ({"members": ["a"]}, "manifest.json: its member number 1 lacks a name, a size or a SHA-256."),
        (
            {"members": [{"name": "a", "size": True, "sha256": "0" * 64}]},
            "manifest.json: its member number 1 lacks a name, a size or a SHA-256.",
        ),
        ({"members": [{"name": "a", "size": 1, "sha256": "0" * 64}] * 2}, "manifest.json names a member twice."),
    ],
)
def test_a_manifest_that_makes_no_sense_is_told(archive, values, words):
    change_manifest(archive, **values)
    assert refusal(archive) == f"{words} Nothing was changed."


def test_a_member_of_another_size_is_told(archive):
    members = members_of(archive)
    write(archive, members | {"users.jsonl": b""})
    size = len(members["users.jsonl"])
    assert refusal(archive) == f"users.jsonl has 0 bytes, and manifest.json says {size}. Nothing was changed."


def test_a_bomb_is_not_unpacked(archive, monkeypatch):
    monkeypatch.setattr(package, "ALWAYS_FINE", 1024 * 1024)
    members = members_of(archive) | {"tags.jsonl": b"\n" * 20_000_000}
    write(archive, summed(members))
    assert refusal(archive).startswith("It would unpack from ")


def test_members_that_lie_over_each_other_are_no_archive(archive):
    with ZipFile(archive, "a") as zipped:
        zipped.writestr("captures/" + "0" * 64, b"x" * 100)
        largest = zipped.getinfo("articles.jsonl")
        for number in range(100):
            again = copy(largest)
            again.filename = f"captures/{number + 1:064}"
            zipped.filelist.append(again)
    assert refusal(archive) == (
        "Its members lie over each other, which they do in no file but a bomb. Nothing was changed."
    )


def test_another_compression_is_refused(archive):
    write(archive, members_of(archive), compression=ZIP_BZIP2)
    assert refusal(archive) == ("README.txt is compressed in a way that no archive file is. Nothing was changed.")


def test_a_line_beyond_all_measure_is_told(archive, monkeypatch):
    monkeypatch.setattr(package, "LONGEST", 3000)
    change_line(archive, "articles.jsonl", 2, body="x" * 4000)
    assert refusal(archive) == "articles.jsonl, line 2 is longer than 3,000 bytes. Nothing was changed."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"id": 1', "is no JSON: Expecting ',' delimiter at character 9."),
        (b'{"id": NaN}', "is no JSON: it has no NaN."),
        (b"[1]", "is no JSON object."),
        (b"", "is no JSON: Expecting value at character 1."),
        (b'{"name": "\xff"}', "is not UTF-8: byte 11 is 0xff."),
        (b"[" * 200_000, "is nested deeper than any row is."),
    ],
)
def test_a_line_that_is_no_json_object_is_told_by_its_number(archive, line, words):
    members = members_of(archive)
    first = members["tags.jsonl"].splitlines()[0]
    write(archive, summed(members | {"tags.jsonl": first + b"\n" + line + b"\n"}))
    told = refusal(archive)
    assert told == f"tags.jsonl, line 2 {words} Nothing was changed."


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"headline": 7}, "“headline”: a text is needed here, not 7"),
        ({"headline": None}, "“headline”: a value is needed here, not null"),
        ({"headline": "a\x00b"}, "“headline”: a text has no NUL character"),
        ({"headline": "\ud800"}, "“headline”: the text holds half of a character (a lone surrogate)"),
        ({"status": "lost"}, "“status”: 'lost' is none of draft, published, review, withdrawn"),
        ({"published_on": "1969-02-30"}, "“published_on”: '1969-02-30' is in no calendar"),
        ({"published_on": "21.7.1969"}, "“published_on”: a date is needed here, as in 1969-07-21, not '21.7.1969'"),
        (
            {"added_at": "1969-07-21T02:56:15"},
            "“added_at”: a moment is needed here, as in 1969-07-21T02:56:15Z, not '1969-07-21T02:56:15'",
        ),
        ({"revision": 1.5}, "“revision”: a whole number is needed here, not 1.5"),
        ({"revision": True}, "“revision”: a whole number is needed here, not True"),
        ({"revision": -1}, "“revision”: -1 is less than 0"),
        ({"edited_by": "eve"}, "“edited_by”: “eve” is not in users.jsonl"),
        ({"mood": "good"}, "“mood” is nothing that this Newsroom knows; was it made by a later one?"),
        ({"slug": "s" * 101}, "value too long for type character varying(100)"),
        ({"revision": 10**12}, 'value "1000000000000" is out of range for type integer'),
        ({"headline": ""}, "it breaks a rule of the archive, “article has a headline”"),
        ({"source": 99}, "“source” is 99, and sources.jsonl has no such row"),
    ],
)
def test_a_row_that_cannot_be_is_told_by_its_line(archive, values, words):
    change_line(archive, "articles.jsonl", 2, **values)
    assert refusal(archive) == f"articles.jsonl, line 2: {words}. Nothing was changed."


def test_a_row_that_is_there_twice_is_told_by_its_line(archive):
    first = json.loads(members_of(archive)["articles.jsonl"].splitlines()[0])["id"]
    change_line(archive, "articles.jsonl", 2, id=first)
    words = f"articles.jsonl, line 2: it is there twice: Key (id)=({first}) already exists. Nothing was changed."
    assert refusal(archive) == words


def test_json_that_postgres_cannot_have_is_told_by_its_line(archive):
    change_line(archive, "related_stories.jsonl", 1, reason={"words": "\x00"})
    assert (
        refusal(archive) == "related_stories.jsonl, line 1: unsupported Unicode escape sequence. Nothing was changed."
    )


def test_a_user_without_a_name_is_told(archive):
    change_line(archive, "users.jsonl", 1, username="")
    assert refusal(archive) == "users.jsonl, line 1: “username” is no name of a user. Nothing was changed."


def test_a_request_by_somebody_unknown_is_told(archive):
    change_line(archive, "requests.jsonl", 1, metadata={"user": "eve"})
    assert refusal(archive) == "requests.jsonl, line 1: “metadata”: “eve” is not in users.jsonl. Nothing was changed."


def test_a_number_of_lines_that_is_not_the_manifests_is_told(archive):
    members = members_of(archive)
    manifest = json.loads(members["manifest.json"])
    next(member for member in manifest["members"] if member["name"] == "tags.jsonl")["rows"] += 1
    write(archive, members | {"manifest.json": json.dumps(manifest)})
    count = members["tags.jsonl"].count(b"\n")
    assert refusal(archive) == (
        f"tags.jsonl has {count} lines, and manifest.json says {count + 1}. Nothing was changed."
    )


def test_a_row_of_an_older_newsroom_may_lack_what_has_a_default(archive):
    members = members_of(archive)
    lines = [json.loads(line) for line in members["articles.jsonl"].splitlines()]
    for line in lines:
        del line["section"]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    write(archive, summed(members | {"articles.jsonl": text.encode()}))
    call_command("import_archive", str(archive))
    assert set(Article.objects.values_list("section", flat=True)) == {""}


def test_a_row_may_not_lack_what_has_none(archive):
    members = members_of(archive)
    row = json.loads(members["tags.jsonl"].splitlines()[0])
    del row["name"]
    write(archive, summed(members | {"tags.jsonl": json.dumps(row).encode() + b"\n"}))
    assert refusal(archive) == "tags.jsonl, line 1: “name” is missing. Nothing was changed."


def test_a_database_that_is_not_empty_is_left_alone(archive):
    factories.source("The Harbour Ledger")
    with pytest.raises(CommandError) as refused:
        call_command("import_archive", str(archive))
    assert str(refused.value) == (
        "The database is not empty, and an archive file is a whole archive: it has sources (1), source names (1). "
        "Nothing was changed."
    )
    assert Source.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_export_that_fails_leaves_no_file_and_the_older_one_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "archive.zip"
    path.write_text("the older one")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("articles.takeout.writer.as_line", full)
    factories.source()
    with pytest.raises(CommandError) as refused:
        call_command("export_archive", str(path))
    assert str(refused.value) == f"{path} cannot be written: No space left on device"
    assert ([each.name for each in tmp_path.iterdir()], path.read_text()) == (["archive.zip"], "the older one")


def test_an_export_into_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("export_archive", str(tmp_path / "none" / "archive.zip"))
    assert str(refused.value) == f"{tmp_path / 'none' / 'archive.zip'} cannot be written: No such file or directory"


def test_an_export_without_a_name_says_what_it_needs():
    with pytest.raises(CommandError) as refused:
        call_command("export_archive")
    assert str(refused.value) == "Say which file to write: export_archive FILE.zip"


@pytest.mark.django_db(transaction=True)
def test_an_archive_file_may_go_down_a_pipe(capfdbinary):
    call_command("export_archive", "-")
    with ZipFile(io.BytesIO(capfdbinary.readouterr().out)) as zipped:
        assert zipped.testzip() is None
