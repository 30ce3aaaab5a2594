"""A bulk import ends as one story after another does: the same rows, the same words on what came of each."""

import gc
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from datetime import date
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from articles.importers.load import MANY, load
from articles.importers.pages import Page
from articles.models import (
    Article,
    ArticleVersion,
    Byline,
    Capture,
    Citation,
    Correction,
    ImportFailure,
    OldAddress,
    Picture,
    ReadMoreLink,
    RelatedStory,
    Settling,
    Source,
    Tagging,
    TagProposal,
)  # fmt: skip
from articles.publishing import relate_archive
from tests import factories
from tests.importers.pages import page


def line(number, **members):
    on = date.fromordinal(date(2001, 1, 1).toordinal() + number // 3).isoformat()
    story = {
        "newsroom": 1,
        "headline": f"Report {number} on the harbour",
        "body": [f"Paragraph one of story {number}.", "A second <em>paragraph</em>.<script>x</script>"],
        "publisher": f"Paper “{number % 4}”",
        "published": {"on": on, "basis": "stated"},
        "external_id": f"id-{number}",
        "status": "published",
        "authors": [f"Writer {number % 5}"],
        "tags": [{"kind": "place", "name": f"Place {number % 7}"}, {"kind": "topic", "name": "harbours"}],
        "cited": ["IRNA", f"Paper “{number % 4}”", f"Agency {number % 3}"],
    }
    return {**story, **members}


def many():
    """More stories than go one by one, with all that can come between two of them."""
    stories = [line(number) for number in range(MANY + 20)]
    stories[3] = line(3, headline="Report 2 on the harbour", body=["Same day, same headline."])
    stories[7] = line(7, read_more=[{"headline": "REPORT 90 ON THE HARBOUR", "after": 1}, {"headline": "Nowhere"}])
    stories[8] = line(8, published=None)
    stories[9] = line(9, status="withdrawn")
    stories[10] = line(10, status="draft")
    stories[11] = line(11, published={"on": "1999", "basis": "printed"}, updated_at="2001-02-03T04:05:06+00:00")
    stories[12] = line(12, url="https://paper.example/12", former_urls=["https://old.example/12"])
    stories[13] = line(13, url="https://paper.example/12", external_id="")
    stories[14] = line(14, pictures=[{"url": "https://paper.example/a.jpg", "caption": "A <b>"}, {"url": "no"}])
    stories[15] = line(15, corrections=[{"on": "2001-05-05", "text": "A wrong name."}], slug="the-slug")
    stories[16] = {**stories[12], "body": ["Later words of story 12."]}
    stories[17] = stories[5]
    stories[18] = {**stories[6], "external_id": "", "publisher": ""}
    stories[19] = {**stories[18]}
    for number in range(20, MANY, 10):
        stories[number] = {"newsroom": 1, "body": ["A story without a headline."]}
    return "\n".join(json.dumps(story) for story in stories).encode()


def as_kept():
    """All rows that an import makes, with names and places instead of numbers and clocks."""
    story = "article__source__name", "article__external_id"
    names = {
        Article: (
            "source__name", "external_id", "headline", "slug", "standfirst", "body", "byline", "dateline", "section",
            "language", "status", "original_url", "record_hash", "published_on", "published_at", "date_precision",
            "date_basis", "updated_at", "names", "text_hash", "headline_key", "search", "revision",
        ),
        ArticleVersion: ("headline", "body", "revision", "slug"),
        Capture: (*story, "name", "sha256", "media_type"),
        Citation: (*story, "source__name", "position"),
        Byline: (*story, "author__name", "author__slug", "position"),
        Correction: (*story, "corrected_on", "text"),
        OldAddress: (*story, "url"),
        Picture: (*story, "url", "caption", "credit", "alt", "position"),
        ReadMoreLink: (*story, "headline", "line", "label", "after", "url", "state", "decided_by", "target__headline"),
        # Scores depend on how many stories there were when they were worked out.
        RelatedStory: ("article__external_id",),
        Settling: story,
        Source: ("name", "slug", "kind"),
        Tagging: (*story, "tag__kind", "tag__name", "tag__slug"),
        TagProposal: (*story, "kind", "name", "count", "evidence", "state"),
        ImportFailure: ("name", "reason"),
    }  # fmt: skip
    kept = {
        model.__name__: sorted(map(repr, model.objects.order_by().values_list(*columns)))
        for model, columns in names.items()
    }
    return kept | {"indexes": indexes()}


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'articles_article' ORDER BY 1")
        return cursor.fetchall()


def told(lines):
    return [(line.number, line.name, line.outcome, line.reason) for line in lines]


def one_by_one(data):
    """The same stories as runs of their own, a few lines each, which never go in bulk."""
    lines, step = data.split(b"\n"), 40
    for start in range(0, len(lines), step):
        list(load([Page("many.jsonl", b"\n".join(lines[start : start + step]))], publish=True))


def related_anew():
    """How rare a word is was asked at other moments on either way."""
    list(relate_archive(again=True))


@pytest.mark.django_db
def test_a_bulk_import_ends_like_one_story_after_another():
    factories.tag("harbours", "topic")
    with transaction.atomic():
        one_by_one(many())
        related_anew()
        alone = as_kept()
        transaction.set_rollback(True)
    lines = told(load([Page("many.jsonl", many())], publish=True))
    related_anew()
    bulk = as_kept()
    for kept in (alone, bulk):
        # The runs are cut elsewhere, so a story's number in its run is another.
        kept["Capture"] = sorted(re.sub("item [0-9,]+", "item", row) for row in kept["Capture"])
        kept["ImportFailure"] = sorted(re.sub("(item|line) [0-9,]+", r"\1", row) for row in kept["ImportFailure"])
    assert bulk == alone
    assert [number for number, *_ in lines] == list(range(1, MANY + 21))


@pytest.mark.django_db
def test_cycles_are_looked_for_as_before_once_a_bulk_import_is_over_or_given_up():
    before = gc.get_threshold()
    run = load([Page("many.jsonl", many())], publish=True)
    next(run)
    assert gc.get_threshold() != before
    run.close()
    assert gc.get_threshold() == before
    list(load([Page("many.jsonl", many())], publish=True))
    assert gc.get_threshold() == before


@pytest.mark.django_db
def test_a_body_is_kept_unpacked_and_a_capture_packed():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, attstorage FROM pg_attribute WHERE (attrelid, attname) IN"
            " (('articles_article'::regclass, 'body'), ('articles_capture'::regclass, 'content'))"
        )
        assert dict(cursor.fetchall()) == {"body": "e", "content": "x"}


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_end_like_one():
    with transaction.atomic():
        list(load([Page("many.jsonl", many())], publish=True))
        alone = as_kept()
        transaction.set_rollback(True)
    list(load([Page("many.jsonl", many())], publish=True))
    assert as_kept() == alone


@pytest.mark.django_db
def test_a_second_run_says_same_of_every_story_and_changes_nothing():
    first = told(load([Page("many.jsonl", many())], publish=True))
    before = as_kept()
    second = told(load([Page("many.jsonl", many())], publish=True))
    assert {outcome for _, _, outcome, _ in second} == {"same", "failed"}
    assert [line for line in second if line[2] == "failed"] == [line for line in first if line[2] == "failed"]
    assert {**as_kept(), "ImportFailure": before["ImportFailure"]} == before


@pytest.mark.django_db
def test_what_waits_as_drafts_comes_out_with_publish():
    data = b"\n".join(json.dumps(line(number)).encode() for number in range(MANY))
    list(load([Page("all.jsonl", data)]))
    assert Article.objects.filter(status="draft").count() == MANY
    lines = list(load([Page("all.jsonl", data)], publish=True))
    assert {line.reason for line in lines} == {"this very page is here; published"}
    assert Article.objects.filter(status="published").count() == MANY


@pytest.mark.django_db
def test_a_story_that_postgres_refuses_costs_no_other_story():
    stories = [line(number) for number in range(MANY)]
    stories[50]["published"] = {"on": "2001-01-01", "at": "2020-01-01T00:00:00+00:00"}
    data = b"\n".join(json.dumps(story).encode() for story in stories)
    lines = list(load([Page("all.jsonl", data)], publish=True))
    assert [line.number for line in lines if line.outcome != "new"] == [51]
    assert lines[50].reason.startswith("Postgres refuses it: ")
    assert "moment_is_of_the_day" in lines[50].reason


@pytest.mark.django_db
def test_names_known_as_tags_are_tags_in_bulk_as_they_are_alone():
    moon = factories.tag("Neil Armstrong")
    text = ["Neil Armstrong spoke; then Neil Armstrong walked.", "President Richard Nixon called."]
    pages = [Page(f"{n}.txt", page(f"Walk {n}", paragraphs=[*text, f"Story {n}."])) for n in range(MANY)]
    lines = list(load(pages, publish=True))
    assert {line.outcome for line in lines} == {"new"}
    assert list(Tagging.objects.values_list("tag", flat=True)) == [moon.pk] * MANY
    states = TagProposal.objects.order_by().values_list("kind", "name", "state").distinct()
    assert sorted(states) == [("person", "Neil Armstrong", "accepted"), ("person", "Richard Nixon", "open")]
    assert Article.objects.first().names == "Neil Armstrong"


MOMENTS = 10
KILLED = 400
# In batches of a quarter of the stories; after the first one the indexes of words are set aside.
IMPORTING = """
from django.core.management import execute_from_command_line
import django; django.setup()
from articles.importers import copy, filling
copy.BATCH = filling.MANY = 100
execute_from_command_line()
"""


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_at_ten_random_moments_and_run_again_ends_as_if_nothing_had_happened(tmp_path):
    """The moments are random in how far the import has come, since how long that takes is the machine's affair."""
    file = tmp_path / "all.jsonl"
    file.write_bytes(b"\n".join(json.dumps(whole(number)).encode() for number in range(KILLED)))
    before = indexes()
    # By then all stories are in; what remains is links and related stories.
    moments = sorted(random.Random().sample(range(2 * KILLED), MOMENTS))
    for moment in moments:
        kill_at(moment, importing(file))
    assert importing(file).wait() == 0
    killed = as_kept()
    assert killed["indexes"] == before
    call_command("flush", interactive=False, verbosity=0)
    assert importing(file).wait() == 0
    assert killed == as_kept(), f"killed at {moments}"


def whole(number):
    """A story that may ask for another, and that is like no other, so that related stories take no time."""
    asks = [{"headline": f"Quay{(number * 7) % KILLED} opens", "after": 1}]
    tags = [{"kind": "topic", "name": f"Topic {number}"}]
    return line(number, headline=f"Quay{number} opens", tags=tags, cited=[], read_more=asks * (number % 3 == 0))


def importing(file):
    database = connection.get_connection_params()
    user, host, port = (quote(str(database.get(part) or ""), safe="") for part in ("user", "host", "port"))
    url = f"postgres://{user}@{host}:{port}/{database['dbname']}"
    return subprocess.Popen(
        [sys.executable, "-c", IMPORTING, "import_articles", str(file), "--publish"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.DEVNULL,
    )


def kill_at(moment, process):
    """Kill the import once it has come as far as `moment`: a story counts once when it is in, once when settled."""
    while process.poll() is None:
        if 2 * Article.objects.count() - Settling.objects.waiting().count() >= moment:
            process.send_signal(signal.SIGKILL)
        time.sleep(0.001)
    process.wait()
