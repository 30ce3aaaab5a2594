"""An archive that has a row of every kind, and what is compared when it was taken elsewhere and back."""

import hashlib
import re
from datetime import UTC, date, datetime

import pghistory
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from articles.importers.remember import mark, remember
from articles.models import (
    Archive,
    Author,
    Byline,
    Capture,
    Citation,
    Correction,
    FailureContext,
    FormerAddress,
    Import,
    ImportFailure,
    ImportFile,
    ImportFilePart,
    ImportNote,
    LinkCandidate,
    OldAddress,
    Picture,
    ReadMoreLink,
    RelatedStory,
    Settling,
    Source,
    SourceName,
    Tag,
    TagName,
    TagProposal,
    TextBand,
    TwinPair,
)
from articles.publishing import publish, settle, tell_apart, withdraw
from articles.takeout.kinds import KINDS, LEFT_OUT
from tests import factories

PAGE = "A page as it came: “quotes”, \x00 and \xff.".encode() + b"\xff\x00\r\n"
AT = datetime(2024, 7, 16, 10, 0, 0, 123456, tzinfo=UTC)


def fill():
    """Rows of every kind, with what is hard to carry: other scripts, bytes, null, times to the microsecond."""
    Archive.objects.own()
    anna = get_user_model().objects.create_user("anna", password="x", is_active=True)
    run = Import.objects.create(
        user=anna, origin="pages of “Tuesday”", added=2, failed=1, finished_at=AT, state="finished", bytes_total=2**40
    )
    moon, crew, rocket = _stories(run, anna)
    _names_around(moon, crew, run)
    _links_and_relations(moon, crew, rocket, anna)
    _things_beside(moon, crew, run)
    _copies(anna)
    _import_log(run, moon)
    _imports_to_come(run, anna)
    remember(run, [moon.pk])
    _changes(moon, crew, anna)
    mark(run, [moon.pk])
    settle([moon.pk, crew.pk, rocket.pk])


def _stories(run, anna):
    moon = factories.article(
        "Two men walk on the Moon",
        tags=["Neil Armstrong"],
        asks_for=["Crew “safe” on deck", "A story nobody has", "Rocket leaves for the Mon"],
        body="One\\n paragraph\twith \\ and <em>signs</em>.\n\nAnother — “quoted”.\n\n<blockquote>A block</blockquote>",
        imported_by=run,
        published_at=datetime(1969, 7, 21, 2, 56, 15, tzinfo=UTC),
        original_url="https://ledger.example/moon",
        external_id="moon-1",
        captured_at=AT,
    )
    crew = factories.article(
        "Crew “safe” on deck", date(1969, 7, 1), date_precision="month", edited_by=anna, edited_at=AT, imported_by=run
    )
    rocket = factories.article("Rocket leaves for the Moon", date(1969, 1, 1), date_precision="year", language="ur")
    unfinished = factories.draft("An unfinished story", None, source=None)
    Settling.objects.create(article=unfinished, stage=Settling.Stage.TO_RELATE)
    factories.article("A story of a day to come", date(2190, 1, 1))
    gone = factories.article("A story taken back", date(1970, 1, 1))
    withdraw(gone, "Its author made it up.")
    return moon, crew, rocket


def _names_around(moon, crew, run):
    agency = factories.source("Islamic Republic News Agency", kind="agency", country="IR", homepage="https://irna.ir/")
    SourceName.objects.create(source=agency, name="إيرنا")
    Citation.objects.create(article=moon, source=agency, position=1)
    person = factories.tag("Neil Armstrong")
    TagName.objects.create(tag=person, kind="person", name="نیل آرمسٹرانگ")
    factories.tag("Armstrong, Neil").merge_into(person)
    TagProposal.objects.create(article=crew, kind="place", name="Hornet", count=2, evidence="The Hornet lay near.")
    author = Author.objects.create(name="Ada Writer", slug="ada-writer", imported_by=run)
    Author.objects.create(name="A. Writer", slug="a-writer").merge_into(author)
    factories.source("Harbour Ledger").merge_into(factories.source())
    for noun in (person, agency, author):
        noun.refresh_from_db()
        noun.slug = f"{noun.slug}-again"
        noun.save()
    Byline.objects.create(article=moon, author=author, position=0)


def _links_and_relations(moon, crew, rocket, anna):
    near = ReadMoreLink.objects.get(headline="Rocket leaves for the Mon")
    LinkCandidate.objects.update_or_create(
        link=near,
        article=rocket,
        defaults={"similarity": 0.1 + 0.2, "state": "rejected", "decided_at": AT, "decider": anna},
    )
    ReadMoreLink.objects.create(article=crew, headline="Elsewhere", state="external", url="https://elsewhere.example/1")
    RelatedStory.objects.update_or_create(article=moon, other=rocket, defaults={"origin": "pinned"})
    RelatedStory.objects.update_or_create(
        article=crew, other=rocket, defaults={"origin": "banned", "score": 1 / 3, "reason": {"words": ["چاند"]}}
    )


def _things_beside(moon, crew, run):
    for number, story in enumerate([moon, crew]):
        Capture.objects.create(
            article=story, imported_by=run, name=f"{number}.html", content=PAGE, sha256=hashlib.sha256(PAGE).hexdigest()
        )
    Capture.objects.create(article=moon, content=b"", sha256=hashlib.sha256(b"").hexdigest(), media_type="text/html")
    Correction.objects.create(article=moon, corrected_on=date(1969, 7, 22), text="It was “one small step”.")
    Picture.objects.create(article=moon, url="https://ledger.example/moon.jpg", caption="The Moon", position=1)
    OldAddress.objects.create(article=moon, url="https://testserver/old/moon.html")


def _copies(anna):
    """Two papers with one text, and a third story with it of which an editor says that it is none of them."""
    body = factories.text()
    post = factories.source("The Island Post")
    first = factories.article("Fog over the harbour", date(1980, 5, 1), body=body)
    second = factories.article("Fog over the harbour, still", date(1980, 5, 2), body=body, source=post)
    third = factories.draft("A form, filled in anew", date(1980, 5, 3), body=body)
    settle([third.pk])
    tell_apart(first.pk, third.pk, anna)
    tell_apart(second.pk, third.pk, anna)
    assert list(TwinPair.objects.order_by("pk").values_list("state", flat=True)) == ["found", "rejected", "rejected"]
    assert TextBand.objects.count() > 0


def _import_log(run, moon):
    around = FailureContext.objects.create(
        imported_by=run, sha256=hashlib.sha256(PAGE).hexdigest(), before=PAGE, after=b""
    )
    ImportFailure.objects.create(
        imported_by=run, number=3, name="odd\tname.txt", reason="There is no headline.", line=7,
        content=PAGE, whole=True, format="feed", context=around,
    )  # fmt: skip
    ImportFailure.objects.create(imported_by=run, number=4, name="large.txt", reason="It is too large.")
    ImportNote.objects.create(imported_by=run, number=1, name="moon.html", outcome="kept", text="“Kept”.", article=moon)
    ImportNote.objects.create(imported_by=run, text="One folder cannot be read.")


def _imports_to_come(run, anna):
    """A subscription, and an upload that retries what failed and is not worked off yet."""
    factories.subscription(
        "https://ledger.example/feed", source=factories.source(), last_import=run, etag='W/"1"', tried_at=AT,
        failures=2, failing_since=AT, problem="The server was not found.",
    )  # fmt: skip
    waiting = Import.objects.create(
        user=anna, origin="pages.zip", state="waiting", in_background=True, retries=run, publisher="إيرنا"
    )
    file = ImportFile.objects.create(imported_by=waiting, name="pages.zip", size=len(PAGE))
    for number, content in enumerate([PAGE[:9], PAGE[9:]]):
        ImportFilePart.objects.create(file=file, number=number, content=content)


def _changes(moon, crew, anna):
    with pghistory.context(user=anna.pk, url="/admin/"):
        moon.refresh_from_db()
        moon.headline, moon.slug = "Two men walked on the Moon", "two-men-walked"
        moon.save()
    crew.refresh_from_db()
    crew.published_on, crew.date_precision = date(1969, 7, 24), "day"
    crew.save()
    publish(crew)
    assert FormerAddress.objects.count() == 2


def rows():
    """Every row of every table of the archive with all its columns, users by their names."""
    names = dict(get_user_model().objects.values_list("pk", "username"))
    return {
        kind.name: [_told(row, kind, names) for row in kind.model._base_manager.order_by("pk").values()]
        for kind in KINDS
    }


def _told(row, kind, names):
    users = [
        field.attname
        for field in kind.model._meta.concrete_fields
        if field.remote_field and field.related_model._meta.label == settings.AUTH_USER_MODEL
    ]
    told = row | {name: names.get(row[name]) for name in users}
    for name, keys in kind.users_within.items():
        told[name] = _with_names(row[name], keys, names)
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in told.items()}


def _with_names(value, keys, names):
    if isinstance(value, list):
        return [_with_names(each, keys, names) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: names.get(each) if key in keys else _with_names(each, keys, names) for key, each in value.items()}


def bands():
    """The index of texts, which is in no file."""
    return list(TextBand.objects.order_by("pk").values_list("band", "article"))


def pages(client):
    """Every public page by its address: all that can be reached from the front page, and all that ever had one."""
    from articles.models import Article

    waiting = ["/", "/nowhere/", "/old/moon.html", *(article.get_permanent_url() for article in Article.objects.all())]
    waiting += [f"/{former}/" for former in FormerAddress.objects.all()]
    waiting += [article.get_absolute_url() for article in Article.objects.all()]
    waiting += [noun.get_absolute_url() for model in (Tag, Source, Author) for noun in model.objects.all()]
    waiting += ["/tags/person/neil-armstrong/", "/authors/ada-writer/"]
    found = {}
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(("/static/", "/admin/")):
            continue
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        found[address] = (response.status_code, dict(response.headers), content)
        waiting += [
            _unescaped(link) for link in re.findall(r'(?:href|src)="(/[^"#]*)', content.decode(errors="replace"))
        ]
    return found


def _unescaped(link):
    return link.replace("&amp;", "&")


def empty(users=("somebody", "else")):
    """The database as `migrate` leaves it, but for users, so that numbers of users are others than before."""
    models = [*(kind.model for kind in KINDS), *LEFT_OUT, get_user_model()]
    tables = ", ".join(model._meta.db_table for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    for name in users:
        get_user_model().objects.create_user(name)
