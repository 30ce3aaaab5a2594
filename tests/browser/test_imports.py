"""An editor brings in a large upload, sees how far it is, and takes it back: in a browser without a script of ours."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from articles.admin import pasting
from articles.models import Article, Import
from tests.browser.test_journeys import WCAG
from tests.importers.pages import page as saved_page

pytestmark = pytest.mark.django_db(transaction=True)


def barriers(page):
    """What axe finds in our part of an admin page, and how far it scrolls sideways."""
    report = Axe().run(page, context="#content", options=WCAG).response
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [wrong["id"] for wrong in report["violations"]] + ([f"{wide} px too wide"] if wide > 0 else [])


def seen_everywhere(reader, cookies, url):
    """The barriers of a page at every width and in either scheme."""
    found = []
    for scheme, width in product(["light", "dark"], [320, 1280]):
        # axe sets styles of its own on what it looks at, which our policy would not let it.
        visitor = reader(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
        visitor.context.add_cookies(cookies)
        found += barriers(visitor.open(url))
    return found


def test_an_editor_uploads_watches_and_takes_back(reader, admin_user, monkeypatch):
    monkeypatch.setattr(pasting, "AT_ONCE", 10)
    visitor = reader()
    page = visitor.open("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("input[type=submit]")
    page.goto("/admin/articles/article/paste/")
    files = [("One.txt", saved_page("One")), ("Two.txt", saved_page("Two")), ("film.txt", b"\x89PNG\r\n\x1a\n\0\0")]
    page.set_input_files("#id_files", [{"name": n, "mimeType": "text/plain", "buffer": data} for n, data in files])
    page.click("input[value='Read it']")
    page.get_by_role("heading", name="Waiting").wait_for()
    assert page.get_by_role("progressbar", name="0 %").is_visible()
    cookies = visitor.context.cookies()
    assert seen_everywhere(reader, cookies, page.url + "?still=1") == []
    call_command("run_imports", "--quiet")
    page.get_by_role("heading", name="Finished").wait_for()  # it is loaded anew by itself
    assert page.get_by_role("cell", name="film.txt").is_visible()
    assert seen_everywhere(reader, cookies, page.url) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the failures").click()
    assert download.value.suggested_filename == f"import-{Import.objects.get().pk}-failures.zip"
    page.get_by_role("link", name="Undo …").click()
    page.get_by_text("2 stories that it added").wait_for()
    assert seen_everywhere(reader, cookies, page.url) == []
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_role("heading", name="Undone", exact=True).wait_for()
    assert not Article.objects.exists()
