"""What people do here, in a real browser: readers without JavaScript, editors with it."""

import zipfile
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

from articles.history.anchors import anchors
from articles.models import Article, Author, Byline, Capture
from tests import factories
from tests.importers.pages import page as saved_page

# The journeys share a server with a database of its own; its tables are emptied after each.
pytestmark = pytest.mark.django_db(transaction=True)

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def archive():
    call_command("load_seeds")


@pytest.fixture
def pages(archive):
    """An address of every kind of page."""
    moon = Article.objects.get(slug="two-men-walk-on-the-moon")
    urdu = Article.objects.filter(language="ur").first()
    author = Author.objects.exclude(bylines=None).first() or factories.author()
    Byline.objects.get_or_create(article=moon, author=author)
    body = moon.body.replace("fuel", "petrol")
    first, *others = moon.blocks
    Article.objects.filter(pk=moon.pk).update(body="\n\n".join([first.replace("Moon", "moon"), *others]))
    copy = factories.article("Men on the Moon", moon.published_on, source=factories.source("Bugle"), body=body)
    return [
        "/",
        "/latest/",
        moon.get_absolute_url(),
        f"{moon.get_absolute_url()}compare/{copy.pk}/",
        f"{moon.get_absolute_url()}thread/",
        f"{moon.get_absolute_url()}history/",
        f"{moon.get_absolute_url()}history/1/",
        f"{moon.get_absolute_url()}history/2/changes/",
        f"{moon.get_absolute_url()}cite/",
        f"/a/{moon.pk}/p/{anchors(moon.blocks)[0]}/",
        "/corrections/",
        urdu.get_absolute_url(),
        "/dates/",
        "/1969/",
        "/1969/07/",
        "/1969/07/21/",
        "/on-this-day/07-21/",
        "/sources/",
        "/sources/?by=name",
        "/sources/the-harbour-ledger/",
        "/sources/reuters/cited-in/",
        "/sources/the-northern-courier/",
        "/tags/",
        "/tags/?kind=person&by=name",
        "/tags/?q=armstrogn",
        "/tags/person/neil-armstrong/",
        "/authors/",
        author.get_absolute_url(),
        "/wanted/",
        "/search/",
        "/search/?q=moon+-foo%3Abar",
        "/search/?q=mooon",
        "/search/?q=nothing-of-that",
        "/search/?q=Armstrong&by=new",
        "/api/",
        "/nowhere/",
        "/ar/",
        f"/ur{moon.get_absolute_url()}",
        f"/ar{moon.get_absolute_url()}history/",
        f"/ur{moon.get_absolute_url()}cite/",
        "/ar/1969/07/",
        "/fr/search/?q=moon",
        "/ar/dates/",
        "/ur/tags/",
        "/ar/sources/reuters/",
        "/ur/wanted/",
    ]


def barriers(page):
    """What axe finds on a page, and how far it scrolls sideways."""
    report = Axe().run(page, options=WCAG).response
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    found = [f"{wrong['id']}: {wrong['nodes'][0]['html']}" for wrong in report["violations"]]
    return found + ([f"{wide} px too wide"] if wide > 0 else [])


def test_no_page_has_a_barrier_or_scrolls_sideways(reader, pages):
    found = {}
    for scheme, width in product(["light", "dark"], [320, 1280]):
        visitor = reader(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for path in pages:
            if wrong := barriers(visitor.open(path)):
                found[scheme, width, path] = wrong
        # Chromium tells of a 404, which /nowhere/ is on purpose.
        visitor.complaints = [text for text in visitor.complaints if "404" not in text]
    assert found == {}


def test_a_word_without_end_makes_no_page_of_its_story_scroll_sideways(reader):
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
    story = factories.article(word, body=word, tags=[word], asks_for=[word], byline=word, standfirst=word)
    copy = factories.article(word, source=factories.source(word), body=word, tags=[word])
    page, wide = reader(viewport={"width": 320, "height": 800}).page, {}
    here = story.get_absolute_url()
    pages = [here, f"{here}history/", f"{here}cite/?paragraph={anchors(story.blocks)[0]}", f"{here}thread/"]
    for path in [
        *pages,
        copy.get_absolute_url(),
        "/1969/07/21/",
        "/tags/",
        "/sources/",
        "/wanted/",
        f"/search/?q={word}",
    ]:
        page.goto(path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert {path: by for path, by in wide.items() if by > 0} == {}


def test_a_sentence_runs_the_way_of_its_page_whatever_the_words_in_it(reader, archive):
    visitor = reader()
    for path, way in [("/ar/search/?q=trade+-japan", "rtl"), ("/search/?q=ملالہ", "ltr")]:
        heading = visitor.open(path).get_by_role("heading", level=1)
        assert heading.evaluate("element => getComputedStyle(element).direction") == way


def test_a_reader_goes_from_story_to_story_without_javascript(reader, archive):
    page = reader(java_script_enabled=False).open("/1969/07/25/")
    page.get_by_role("link", name="Apollo 11 crew safe aboard the Hornet").click()
    assert page.locator("time").first.inner_text() == "Friday, July 25, 1969"
    page.locator(".read-more").get_by_role("link", name="Two men walk on the Moon").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Two men walk on the Moon"
    assert page.get_by_text("Soviet probe Luna 15 believed lost in the Sea of Crises").count() == 1
    assert page.get_by_role("link", name="Soviet probe Luna 15").count() == 0
    page.get_by_role("link", name="Neil Armstrong", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Neil Armstrong"


def test_a_reader_searches_from_any_page_without_javascript(reader, archive):
    page = reader(java_script_enabled=False).open("/1969/07/25/")
    page.get_by_label("Search the archive").fill("Hornet")
    page.get_by_role("button", name="Search").click()
    assert page.get_by_role("heading", level=1).inner_text() == "“Hornet”"
    page.get_by_role("link", name="Apollo 11 crew safe aboard the Hornet").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Apollo 11 crew safe aboard the Hornet"


def test_an_empty_list_of_suggestions_is_not_seen(reader, archive):
    page = reader().open("/latest/")
    assert page.locator(".suggestions").count() == 1
    assert not page.locator(".suggestions").is_visible()


def test_a_reader_gets_around_by_keyboard(reader, archive):
    page = reader().open("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the text"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/20*/**")
    assert page.get_by_role("heading", level=1).count() == 1


def test_an_editor_pastes_a_page_publishes_it_and_sees_it(reader, admin_user):
    page = reader().open("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("input[type=submit]")
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name="Paste a page").click()
    page.fill("#id_page", saved_page().decode())
    page.click("input[value='Read it']")
    assert page.input_value("#id_headline") == "Two men walk on the Moon"
    page.fill("#id_standfirst", "Half a billion people watch.")
    page.click("input[name=_publish]")
    page.get_by_role("link", name="/a/").click()
    assert page.url.endswith("/1969/07/21/two-men-walk-on-the-moon/")
    assert page.get_by_text("Half a billion people watch.").is_visible()
    assert bytes(Capture.objects.get().content) == saved_page()


def test_an_editor_imports_a_table_without_javascript(reader, admin_user, tmp_path):
    table = tmp_path / "stories.csv"
    table.write_text("Title;Wanneer;Text\nHarbour opens;21 July 1969;The harbour is open.\nNo text below;;;\n;1970;\n")
    page = reader(java_script_enabled=False).open("/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("input[type=submit]")
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name="Import a table").click()
    page.set_input_files("#id_import_file", table)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_label("Wanneer").select_option("published")
    page.get_by_role("button", name="Look again").click()
    assert page.get_by_text("2 new, 1 failed.").is_visible()
    assert page.get_by_text("July 21, 1969").is_visible()
    page.get_by_role("button", name="Bring them in").click()
    assert "/admin/articles/import/" in page.url
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["Harbour opens", "No text below"]


def test_an_editor_finds_a_tag_by_typing(reader, admin_user, archive, client):
    visitor = reader()
    client.force_login(admin_user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visitor.address}
    visitor.context.add_cookies([cookie])
    article = Article.objects.get(slug="two-men-walk-on-the-moon")
    page = visitor.open(f"/admin/articles/article/{article.pk}/change/")
    page.locator("#taggings-group .add-row a").click()
    page.locator("#taggings-group tr.dynamic-taggings").last.locator(".select2-selection").click()
    page.keyboard.type("Gagarin")
    page.get_by_role("option", name="Yuri Gagarin").click()
    page.click("input[name=_save]")
    page.wait_for_url("**/articles/article/")
    assert article.taggings.filter(tag__name="Yuri Gagarin").exists()


def test_an_editor_takes_the_stories_of_a_filtered_list_home_as_a_book(reader, admin_user, archive, client, tmp_path):
    visitor = reader()
    client.force_login(admin_user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visitor.address}
    visitor.context.add_cookies([cookie])
    page = visitor.open("/admin/articles/article/?language__exact=ur")
    page.check("#action-toggle")
    page.select_option("select[name=action]", "export_stories")
    page.click("button[name=index]")
    page.get_by_text("In which format?").wait_for()
    page.get_by_label("EPUB 3").check()
    with page.expect_download() as download:
        page.click("input[value=Export]")
    download.value.save_as(tmp_path / "book.epub")
    with zipfile.ZipFile(tmp_path / "book.epub") as book:
        chapters = [name for name in book.namelist() if "story-" in name]
    assert len(chapters) == Article.objects.filter(language="ur").count()


def test_a_story_prints_with_its_publication_date_and_address_and_nothing_else(reader, archive):
    visitor = reader()
    moon = Article.objects.get(slug="two-men-walk-on-the-moon")
    page = visitor.open(moon.get_absolute_url())
    page.emulate_media(media="print")
    for words in ("The Harbour Ledger", "Monday, July 21, 1969"):
        assert page.get_by_text(words, exact=True).first.is_visible()
    assert page.get_by_text(f"{visitor.address}/a/").first.is_visible()
    assert not page.locator("nav").first.is_visible()
    assert not page.locator(".seek").is_visible()
    assert page.get_by_text("Version 1 of this story in the archive").is_visible()
    assert page.get_by_text(f"at {visitor.address}{moon.get_absolute_url()}").is_visible()


def test_a_reader_copies_a_citation(reader, archive):
    visitor = reader()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open(f"{Article.objects.get(slug='two-men-walk-on-the-moon').get_absolute_url()}cite/")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("status").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("pre").first.inner_text()


def test_a_reader_follows_a_paragraph_through_its_versions_without_javascript(reader, archive):
    moon = Article.objects.get(slug="two-men-walk-on-the-moon")
    first, *others = moon.blocks
    visitor = reader(java_script_enabled=False)
    page = visitor.open(moon.get_absolute_url())
    page.get_by_role("link", name="Cite this story").click()
    assert page.get_by_role("button", name="Copy").count() == 0
    page.get_by_text("Cite one paragraph").click()
    page.locator("details li a").first.click()
    address = page.locator("dl a").first.inner_text()
    page.goto(address)
    assert page.url.endswith(f"{moon.get_absolute_url()}#p-{anchors([first])[0]}")
    Article.objects.filter(pk=moon.pk).update(body="\n\n".join([first.replace("Moon", "moon"), *others]))
    page.goto(address)
    assert page.get_by_role("heading", level=1).inner_text() == "This paragraph has changed"
    page.get_by_role("link", name="In its place in that version").click()
    assert page.get_by_text("This is version 1 of 2, and not what the story says now.").is_visible()
