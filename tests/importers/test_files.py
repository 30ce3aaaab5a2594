import pytest

from articles.importers.files import LARGEST, Files
from articles.importers.load import Page


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b.txt").write_bytes(b"B")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.TXT").write_bytes(b"A")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.txt").write_bytes(b"C")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    return tmp_path


def test_a_folder_gives_its_text_files_by_name_and_counts_the_others(folder):
    files = Files([folder])
    assert [page.data for page in files] == [b"B", b"A"]
    assert (len(files), files.passed_over) == (2, 1)


def test_a_file_that_is_named_is_taken_whatever_its_name(folder):
    assert list(Files([str(folder / "photo.jpg")])) == [Page(str(folder / "photo.jpg"), b"\xff\xd8")]


def test_a_file_that_is_not_there_is_a_page_that_says_so(tmp_path):
    missing = str(tmp_path / "missing.txt")
    assert list(Files([missing])) == [Page(missing, b"", "cannot be opened: No such file or directory")]


def test_of_a_huge_file_no_more_is_read_than_shows_that_it_is_too_long(tmp_path):
    path = tmp_path / "film.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST * 3)
    (page,) = Files([path])
    assert len(page.data) == LARGEST + 1
