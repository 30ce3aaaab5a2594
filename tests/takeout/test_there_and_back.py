"""The whole archive goes into a file and comes out of it in another database, row for row and page for page."""

import io
import json
from threading import Thread
from zipfile import ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from articles.models import Archive, Article, ArticleVersion, FormerAddress, ImportChange, Source, TextBand
from articles.takeout.export import export
from articles.takeout.kinds import KINDS
from articles.takeout.package import Package
from articles.takeout.restore import restore
from tests import factories
from tests.takeout import everything

pytestmark = pytest.mark.django_db(transaction=True)


def exported():
    stream = io.BytesIO()
    export(stream)
    return stream


def taken_in(stream):
    with Package.open(stream) as package:
        package.verify()
        return restore(package)


def members(stream):
    with ZipFile(stream) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_every_row_and_every_public_page_is_the_same_elsewhere(client):
    everything.fill()
    rows, pages = everything.rows(), everything.pages(client)
    assert [name for name, kept in rows.items() if not kept] == []
    assert {status for status, _, _ in pages.values()} == {200, 301, 302, 404, 410}
    stream = exported()
    everything.empty()
    assert taken_in(stream) == {name: len(kept) for name, kept in rows.items()}
    assert everything.rows() == rows
    assert everything.pages(client) == pages


def test_an_archive_keeps_its_own_uuid_elsewhere_whatever_a_reader_asked_there_before():
    factories.article("Moon")
    named = Archive.objects.own().uuid
    stream = exported()
    everything.empty()
    assert Archive.objects.own().uuid != named
    taken_in(stream)
    assert Archive.objects.own().uuid == named


def test_one_that_has_told_nobody_of_its_stories_takes_the_uuid_of_where_it_comes():
    factories.article("Moon")
    stream = exported()
    everything.empty()
    here = Archive.objects.own().uuid
    taken_in(stream)
    assert [archive.uuid for archive in Archive.objects.all()] == [here]


def test_the_same_archive_gives_the_same_bytes_but_for_when_it_was_taken():
    everything.fill()
    first = exported()
    everything.empty()
    taken_in(first)
    once, again = members(first), members(exported())
    assert list(once) == list(again)
    manifests = [json.loads(each.pop("manifest.json")) for each in (once, again)]
    assert once == again
    assert [{**manifest, "made_at": ""} for manifest in manifests] == [{**manifests[0], "made_at": ""}] * 2


def test_an_archive_of_nothing_comes_back_as_nothing():
    assert set(taken_in(exported()).values()) == {0}


def test_pages_are_kept_once_however_many_stories_they_are_of():
    everything.fill()
    kept = [name for name in members(exported()) if name.startswith("captures/")]
    assert len(kept) == 2


def test_users_come_back_by_name_and_cannot_sign_in():
    everything.fill()
    stream = exported()
    everything.empty()
    taken_in(stream)
    anna = get_user_model().objects.get(username="anna")
    assert (anna.is_active, anna.is_staff, anna.has_usable_password()) == (False, False, False)
    assert Article.objects.get(edited_by__isnull=False).edited_by == anna
    assert ArticleVersion.objects.filter(pgh_context__metadata__user=anna.pk).count() == 1
    [candidate] = ImportChange.objects.get().before["articles_linkcandidate"]
    assert candidate["decider_id"] == anna.pk


def test_a_user_who_is_there_already_stays_as_they_are():
    everything.fill()
    stream = exported()
    everything.empty()
    get_user_model().objects.create_superuser("anna", password="hers")
    taken_in(stream)
    anna = get_user_model().objects.get(username="anna")
    assert (anna.is_active, anna.is_superuser, anna.check_password("hers")) == (True, True, True)


def test_what_is_added_afterwards_gets_new_numbers_and_what_is_changed_leaves_a_version():
    everything.fill()
    stream = exported()
    everything.empty()
    taken_in(stream)
    highest = max(Source.objects.values_list("pk", flat=True))
    assert Source.objects.create(name="Another", slug="another").pk == highest + 1
    story = Article.objects.filter(status="published").first()
    versions, left = ArticleVersion.objects.count(), FormerAddress.objects.count()
    story.slug = "moved-again"
    story.save()
    assert (ArticleVersion.objects.count(), FormerAddress.objects.count()) == (versions + 1, left + 1)


def test_postgres_knows_afterwards_how_much_there_is():
    everything.fill()
    stream = exported()
    everything.empty()
    taken_in(stream)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'articles_article'")
        assert cursor.fetchone() == (Article.objects.count(),)


def test_a_page_of_rows_follows_the_other(monkeypatch):
    monkeypatch.setattr("articles.takeout.export.ROWS", 2)
    monkeypatch.setattr("articles.takeout.export.BYTES", 1)
    everything.fill()
    rows, stream = everything.rows(), exported()
    everything.empty()
    taken_in(stream)
    assert everything.rows() == rows


def test_both_commands_say_what_they_did(tmp_path, capsys):
    everything.fill()
    path = tmp_path / "archive.zip"
    call_command("export_archive", str(path))
    everything.empty()
    call_command("import_archive", str(path))
    count = Article.objects.count()
    assert capsys.readouterr().out == (
        f"The archive, with {count} stories, is in {path}.\n"
        f"{count} stories are in the archive, with all that belongs to them.\n"
    )
    assert list(tmp_path.iterdir()) == [path]


def test_texts_are_indexed_again_so_that_a_copy_of_an_older_story_is_found(client, tmp_path):
    everything.fill()
    rows, pages, bands = everything.rows(), everything.pages(client), everything.bands()
    path = tmp_path / "archive.zip"
    call_command("export_archive", str(path), verbosity=0)
    everything.empty()
    call_command("import_archive", str(path), verbosity=0)
    assert (everything.bands(), everything.rows(), everything.pages(client)) == (bands, rows, pages)
    fog = Article.objects.get(headline="Fog over the harbour")
    another = factories.article("Fog, as another paper has it", fog.published_on, body=fog.body)
    assert another.wire_copy.cluster == fog.pk


def test_an_index_that_stories_left_behind_does_not_pass_for_that_of_the_stories_that_come(tmp_path):
    everything.fill()
    bands, path = everything.bands(), tmp_path / "archive.zip"
    call_command("export_archive", str(path), verbosity=0)
    everything.empty()
    TextBand.objects.bulk_create(TextBand(band=band + 1, article_id=article) for band, article in bands)
    call_command("import_archive", str(path), verbosity=0)
    assert everything.bands() == bands


def test_every_kind_is_told_to_whoever_follows():
    told = {}

    def follow(rows, words, total):
        told[words] = total
        return rows

    everything.fill()
    export(io.BytesIO(), follow)
    assert told == {kind.words: kind.model._base_manager.count() for kind in KINDS} | {"pages": 3}


class Killed(BaseException):
    """Ctrl-C, or worse."""


def test_an_import_that_is_stopped_has_done_nothing_and_can_be_run_again():
    def stopped(rows, words, total):
        yield from rows
        if words == "versions":
            raise Killed

    everything.fill()
    rows, stream = everything.rows(), exported()
    everything.empty()
    with Package.open(stream) as package, pytest.raises(Killed):
        restore(package, stopped)
    assert [name for name, kept in everything.rows().items() if kept] == []
    assert list(get_user_model().objects.values_list("username", flat=True)) == ["somebody", "else"]
    taken_in(stream)
    assert everything.rows() == rows


def test_an_export_shows_one_moment_whoever_writes_meanwhile():
    def written_meanwhile(rows, words, total):
        if words == "articles":
            in_another_thread(lambda: factories.article("A story that came too late"))
        return rows

    everything.fill()
    rows, stream = everything.rows(), io.BytesIO()
    export(stream, written_meanwhile)
    assert Article.objects.filter(headline="A story that came too late").exists()
    everything.empty()
    taken_in(stream)
    assert everything.rows() == rows


def in_another_thread(act):
    def run():
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
