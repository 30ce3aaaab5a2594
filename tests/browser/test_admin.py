"""The admin, for whoever works in it: axe finds nothing on a page of any kind, and none scrolls sideways."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import ReadMoreLink, Source, Tag
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

MODELS = [
    "articles/article", "articles/source", "articles/tag", "articles/author", "articles/readmorelink",
    "articles/import", "articles/subscription", "articles/twinpair", "auth/group", "auth/user",
]  # fmt: skip


def paths():
    story = factories.article("The tide", tags=[factories.tag("Ada Pier")], asks_for=["The lamp"])
    yield "/admin/"
    yield from (f"/admin/{model}/" for model in MODELS)
    for model, row in {
        "article": story, "source": Source.objects.first(), "tag": Tag.objects.first(),
        "readmorelink": ReadMoreLink.objects.first(),
    }.items():  # fmt: skip
        yield f"/admin/articles/{model}/{row.pk}/change/"
    yield from (f"/admin/articles/{model}/add/" for model in ("article", "source", "tag", "subscription"))
    yield "/admin/articles/article/paste/"


def test_axe_finds_nothing_in_the_admin(reader, admin_user):
    visitor = reader(bypass_csp=True)
    page = visitor.open("/admin/")
    found = {"login": barriers(page)}
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.click("input[type=submit]")
    for (scheme, width), path in product([("light", 360), ("dark", 1280)], list(paths())):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found[path, scheme] = barriers(visitor.open(path))
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def barriers(page):
    page.wait_for_function("!document.querySelector('.select2-selection[aria-labelledby]')")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [wrong["id"] for wrong in Axe().run(page).response["violations"]] + ([f"{wide} px"] if wide > 0 else [])
