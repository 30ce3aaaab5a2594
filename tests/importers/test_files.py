import io
import sys

import pytest

from articles.importers.files import Files
from articles.importers.pages import Page


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b.txt").write_bytes(b"B")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.TXT").write_bytes(b"A")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.txt").write_bytes(b"C")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    return tmp_path


def test_a_folder_gives_what_may_hold_stories_by_name_and_counts_the_others(folder):
    files = Files([folder])
    assert [page.name for page in files] == [str(folder / "b.txt"), str(folder / "sub" / "a.TXT")]
    assert [page.path.read_bytes() for page in files] == [b"B", b"A"]
    assert (len(files), files.passed_over) == (2, 1)


def test_a_file_that_is_named_is_taken_whatever_its_name(folder):
    path = folder / "photo.jpg"
    assert list(Files([str(path)])) == [Page(str(path), path=path)]


def test_standard_input_is_a_page_of_its_own(monkeypatch):
    stream = io.BytesIO(b"Text")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    (page,) = Files(["-"])
    assert page.name == "standard input"
    with page.open() as opened:
        assert opened.read() == b"Text"
