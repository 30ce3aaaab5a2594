"""Numbers of stories by date and of what is wanted: those that lists would show, whatever was done to the stories."""

import json
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from articles.importers.load import MANY as BULK
from articles.importers.load import load
from articles.importers.pages import Page
from articles.importers.undo import undo
from articles.models import Article, Import, PeriodCount, ReadMoreLink, WantedCount, dating
from articles.models.counting import MANY, count_anew
from articles.publishing import publish, withdraw
from tests import factories

pytestmark = pytest.mark.django_db

KINDS = ("year", "month", "day")
EVER = date(1600, 1, 1), date(2200, 1, 1)
DAY = date(1969, 7, 21)


def counted():
    return {kind: counts for kind, counts in PeriodCount.objects.within(*EVER, *KINDS).items() if counts}


def listed():
    """The same by the lists themselves."""
    dates = Article.objects.exclude(published_on=None).values_list("published_on", flat=True)
    periods = {(on.year, on.month, on.day)[:size] for on in dates for size in (1, 2, 3)}
    counts = defaultdict(dict)
    for period in periods:
        if stories := Article.objects.published().on(*period).count():
            counts[KINDS[len(period) - 1]][dating.period(*period)[0]] = stories
    return dict(counts)


def wanted():
    return {row.headline.lower(): row.asked_by for row in WantedCount.objects.most(1000)}


def asked():
    """The same by the lines themselves."""
    lines = ReadMoreLink.objects.filter(state__in=["pending", "suggested"], article__in=Article.objects.published())
    return dict(Counter(headline for _, headline in set(lines.values_list("article", "headline_key"))))


def around(first, after, kind):
    """What lies beside a period, by the lists."""
    days, ours = listed().get("day", {}), listed().get(kind, {})
    sides = {
        "earlier": max((day for day in ours if day < first), default=None),
        "later": min((day for day in ours if day >= after), default=None),
        "earliest": min(days, default=None),
        "latest": max(days, default=None),
    }
    return {side: day for side, day in sides.items() if day}


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


NOW = timezone.now()
# A date and how precisely it is known. Some are to come, and one is today's with a moment that is.
DATES = [
    (DAY, "day", None),
    (date(1969, 7, 22), "day", None),
    (date(1969, 7, 1), "month", None),
    (date(1969, 7, 1), "day", None),
    (date(1969, 1, 1), "year", None),
    (date(2000, 2, 29), "day", None),
    (NOW.date(), "day", None),
    (NOW.date(), "day", NOW + timedelta(hours=20)),
    (NOW.date() + timedelta(days=3), "day", None),
    (date(NOW.year + 1, 1, 1), "year", None),
    (None, "day", None),
]
HEADLINES = ["Luna 15", "Apollo 11", "Harbour opens"]
INSERT = """
    INSERT INTO articles_article (headline, slug, status, published_on, date_basis)
    SELECT 'Story ' || n, 'bulk-' || n || '-' || %s, CASE WHEN n %% 3 = 0 THEN 'draft' ELSE 'published' END,
        date '1969-07-20' + n %% 4, 'printed'
    FROM generate_series(1, 7) AS n
"""


class Archive(RuleBasedStateMachine):
    """Whatever may be done to stories and to their lines, by the site's own means and by statements."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.bulks = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def some(self, number):
        ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        return Article.objects.get(pk=ids[number % len(ids)])

    @rule(
        dated=st.sampled_from(DATES),
        lines=st.lists(st.sampled_from(HEADLINES), max_size=3),
        shown=st.booleans(),
    )
    def add(self, dated, lines, shown):
        on, precision, at = dated
        story = factories.draft(None, on, date_precision=precision, published_at=at, asks_for=lines)
        if shown and on:
            publish(story)

    @precondition(lambda self: Article.objects.exists())
    @rule(number=st.integers(0, 99))
    def publish_or_withdraw(self, number):
        story = self.some(number)
        if story.status == "published":
            withdraw(story)
        elif story.published_on:
            publish(story)

    @precondition(lambda self: Article.objects.exists())
    @rule(number=st.integers(0, 99), dated=st.sampled_from(DATES[:-1]))
    def date_anew(self, number, dated):
        on, precision, at = dated
        Article.objects.filter(pk=self.some(number).pk).update(
            published_on=on, date_precision=precision, published_at=at, date_basis="set"
        )

    @precondition(lambda self: Article.objects.exists())
    @rule(number=st.integers(0, 99))
    def delete(self, number):
        self.some(number).delete()

    @precondition(lambda self: Article.objects.exists())
    @rule(number=st.integers(0, 99), headline=st.sampled_from(HEADLINES))
    def archive_what_is_asked_for(self, number, headline):
        story = self.some(number)
        story.headline = headline
        story.save()
        if story.published_on:
            publish(story)

    @precondition(lambda self: ReadMoreLink.objects.exists())
    @rule(headline=st.sampled_from(HEADLINES), state=st.sampled_from(["suggested", "pending"]))
    def ask_for_another(self, headline, state):
        ReadMoreLink.objects.filter(state__in=["pending", "suggested"]).update(headline=headline, state=state)

    @rule()
    def insert_many(self):
        self.bulks += 1
        run(INSERT, self.bulks)

    @rule()
    def publish_all_by_hand(self):
        run("UPDATE articles_article SET status = 'published' WHERE published_on IS NOT NULL AND slug <> ''")

    @rule()
    def fold(self):
        run("SELECT fold_period_counts(), fold_wanted_counts()")

    @rule()
    def count_anew(self):
        count_anew()

    @invariant()
    def numbers_are_those_of_lists(self):
        assert counted() == listed()
        assert wanted() == asked()
        lines = ReadMoreLink.objects.with_asked_by().values_list("headline_key", "state", "asked_by")
        waiting = {headline: number for headline, state, number in lines if state != "resolved" and number}
        assert waiting == asked()

    @rule(period=st.sampled_from([(1969,), (1969, 7), (1969, 7, 21), (NOW.year,), (NOW.year, NOW.month, NOW.day)]))
    def look_at_neighbours(self, period):
        first, after = dating.period(*period)
        kind = KINDS[len(period) - 1]
        assert PeriodCount.objects.around(first, after, kind) == around(first, after, kind)


def test_numbers_are_those_of_lists_whatever_is_done():
    run_state_machine_as_test(Archive, settings=settings(max_examples=15, stateful_step_count=12))


def test_numbers_stay_right_when_stories_come_in_bulk_and_are_taken_back():
    factories.article(on=DAY, asks_for=["Report 7", "Nowhere"])
    before = counted(), wanted()
    stories = [
        {"newsroom": 1, "headline": f"Report {n}", "body": [f"Words of story {n}."], "publisher": "Argus",
         "published": {"on": f"1969-07-{n % 28 + 1:02}", "basis": "stated"},
         "status": "draft" if n % 5 else "published",
         "read_more": [{"headline": f"Report {n + 9}", "after": 1}, {"headline": "Nowhere"}]}
        for n in range(BULK + 20)
    ]  # fmt: skip
    list(load([Page("many.jsonl", "\n".join(map(json.dumps, stories)).encode())], publish=True))
    assert (counted(), wanted()) == (listed(), asked())
    assert wanted()["nowhere"] == 1 + len(stories) // 5
    undo(Import.objects.get())
    assert (counted(), wanted()) == before


def test_numbers_of_what_is_to_come_are_not_told_before():
    factories.article(on=NOW.date() + timedelta(days=2))
    factories.article(on=NOW.date(), published_at=NOW + timedelta(hours=1), asks_for=["Luna 15"])
    assert (counted(), wanted()) == ({}, {})
    assert PeriodCount.objects.of_years("year", "month") == {}


def test_what_many_rows_say_is_added_up_by_who_adds_the_next():
    """As an archive does that grows: the ids of its rows pass the next multiple of MANY."""
    factories.article(on=DAY, asks_for=["Luna 15"])
    for table in ("articles_periodcount", "articles_wantedcount"):
        run("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", table, 5 * MANY - 1)
    factories.article(on=DAY, asks_for=["Luna 15"])
    assert list(PeriodCount.objects.order_by("first", "kind").values_list("kind", "first", "stories")) == [
        ("year", date(1969, 1, 1), 2),
        ("month", date(1969, 7, 1), 2),
        ("day", DAY, 2),
    ]
    assert list(WantedCount.objects.values_list("asked_by", "folded")) == [(2, True)]
    assert (counted(), wanted()) == (listed(), asked())


def test_what_comes_to_nothing_leaves_no_row_when_it_is_added_up():
    factories.article(asks_for=["Luna 15"]).delete()
    assert PeriodCount.objects.count() == 6
    run("SELECT fold_period_counts(), fold_wanted_counts()")
    assert (PeriodCount.objects.count(), WantedCount.objects.count()) == (0, 0)


def test_emptied_tables_leave_no_numbers():
    factories.article(asks_for=["Luna 15"])
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("TRUNCATE articles_readmorelink CASCADE")
    assert (wanted(), counted()) == ({}, listed())
    factories.article(asks_for=["Luna 15"])
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("TRUNCATE articles_article CASCADE")
    assert (wanted(), counted()) == ({}, {})


def test_an_update_that_changes_no_number_adds_no_row():
    story = factories.article(asks_for=["Luna 15"])
    before = PeriodCount.objects.count(), WantedCount.objects.count()
    Article.objects.filter(pk=story.pk).update(headline="Other", body="Other")
    ReadMoreLink.objects.update(label="See also")
    assert (PeriodCount.objects.count(), WantedCount.objects.count()) == before


def in_another(statement, *values):
    """Run a statement on a connection of its own, which waits for nobody."""
    with connection.copy().cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        cursor.execute(statement, values)
        cursor.connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_who_write_side_by_side_wait_for_nobody_even_where_one_adds_up():
    factories.article(on=DAY, asks_for=["Luna 15"])
    run("SELECT setval(pg_get_serial_sequence('articles_periodcount', 'id'), %s)", 5 * MANY - 1)
    with transaction.atomic():
        run(INSERT, "here")  # passes the multiple of MANY
        assert PeriodCount.objects.filter(kind="day", first=DAY).count() == 1
        run("SELECT setval(pg_get_serial_sequence('articles_periodcount', 'id'), %s)", 6 * MANY - 1)
        in_another(INSERT, "there")  # so does this one, and leaves it to the other
    assert counted() == listed()
    run("SELECT fold_period_counts()")
    assert counted() == listed()
