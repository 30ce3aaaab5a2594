import os
import stat

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from newsroom import first_run


@pytest.fixture
def password_file(monkeypatch, tmp_path):
    monkeypatch.setattr(first_run, "PASSWORD_FILE", tmp_path / "var" / "admin-password")
    return tmp_path / "var" / "admin-password"


def make_administrator(name="editor"):
    return get_user_model().objects.create_superuser(name, password="their own")


@pytest.mark.django_db
def test_an_archive_without_administrator_gets_one_whose_password_only_the_owner_can_read(password_file):
    lines = first_run._administrator()
    editor = get_user_model().objects.get()
    password = password_file.read_text().strip()
    assert (editor.username, editor.is_superuser, editor.check_password(password)) == ("editor", True, True)
    assert lines == ["as      editor", f"with    {password}   (kept in {password_file})"]
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_the_next_start_changes_nothing_and_says_the_same(password_file):
    before = first_run._administrator()
    editor = get_user_model().objects.get()
    assert first_run._administrator() == before
    assert get_user_model().objects.get().password == editor.password


@pytest.mark.django_db
def test_a_password_that_is_in_the_file_is_kept(password_file):
    password_file.parent.mkdir()
    password_file.write_text("chosen by somebody\n")
    first_run._administrator()
    assert password_file.read_text() == "chosen by somebody\n"
    assert get_user_model().objects.get().check_password("chosen by somebody")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["editor", "somebody"])
def test_a_password_we_did_not_make_is_neither_changed_nor_told(password_file, name):
    theirs = make_administrator(name)
    assert first_run._administrator() == ["with the name and password you have set"]
    assert get_user_model().objects.get().password == theirs.password
    assert not password_file.exists()


@pytest.mark.django_db
def test_an_editor_who_came_with_an_archive_by_name_alone_becomes_the_administrator(password_file):
    users = get_user_model().objects
    users.create(username="editor", password=make_password(None), is_active=False)
    lines = first_run._administrator()
    editor = users.get()
    assert (editor.is_active, editor.is_staff, editor.is_superuser) == (True, True, True)
    assert editor.check_password(password_file.read_text().strip())
    assert lines[0].split() == ["as", "editor"]


@pytest.mark.django_db
def test_a_password_that_was_changed_since_is_not_told(password_file):
    first_run._administrator()
    editor = get_user_model().objects.get()
    editor.set_password("their own")
    editor.save()
    assert first_run._administrator() == ["with the name and password you have set"]


@pytest.fixture
def site(settings, tmp_path):
    """A site with one static file of its own, which collects into this test's folder."""
    settings.VAR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS[0].mkdir()
    (tmp_path / "source" / "page.css").write_text("p { color: black }")
    return tmp_path


def test_static_files_are_collected_when_one_has_changed_and_only_then(site):
    told = []
    first_run._collect_static(told.append)
    first_run._collect_static(told.append)
    assert told == ["Collecting static files …"]
    os.utime(site / "source" / "page.css", (1, 1))
    first_run._collect_static(told.append)
    assert told == ["Collecting static files …"] * 2
    assert (site / "static" / "page.css").read_text() == "p { color: black }"


def test_static_files_that_went_missing_are_collected_again(site):
    told = []
    first_run._collect_static(told.append)
    (site / "static" / "page.css").unlink()
    (site / "static").rmdir()
    first_run._collect_static(told.append)
    assert (site / "static" / "page.css").exists()


def test_the_developers_version_collects_nothing(site, settings):
    settings.DEBUG = True
    first_run._collect_static(pytest.fail)
    assert not (site / "static").exists()
