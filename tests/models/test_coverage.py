"""Numbers of stories are those of the stories, whoever wrote them and however."""

from collections import Counter
from datetime import date
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from articles.importers.files import Files
from articles.importers.load import load
from articles.importers.undo import undo
from articles.models import (
    Article,
    Byline,
    Citation,
    Coverage,
    CoverageChange,
    Import,
    Source,
    Standing,
    Tag,
    Tagging,
)
from articles.models.coverage import Role, recount
from articles.names.counts import months
from articles.publishing import withdraw
from tests import factories
from tests.importers.pages import page

JULY = date(1969, 7, 21)


def kept():
    """{(role, bearer, year, month): stories} and {(role, bearer): stories} as the tables have them."""
    by_month, in_all = Counter(), Counter()
    for model in (Coverage, CoverageChange):
        for row in model.objects.all():
            by_month[row.role, row.bearer, row.year, row.month] += row.stories
    for model in (Standing, CoverageChange):
        for row in model.objects.all():
            in_all[row.role, row.bearer] += row.stories
    return _without_zeros(by_month), _without_zeros(in_all)


def counted():
    """The same, counted from the stories themselves."""
    by_month, in_all = Counter(), Counter()
    for article in Article.objects.filter(status="published").prefetch_related("taggings", "citations", "bylines"):
        on = article.published_on
        month = 0 if article.date_precision == "year" else on.month
        bearers = [(Role.PUBLISHER, article.source_id)] if article.source_id else []
        bearers += [(Role.TAG, row.tag_id) for row in article.taggings.all()]
        bearers += [(Role.CITED, row.source_id) for row in article.citations.all()]
        bearers += [(Role.AUTHOR, row.author_id) for row in article.bylines.all()]
        by_month.update((*bearer, on.year, month) for bearer in bearers)
        in_all.update(bearers)
    return by_month, in_all


def _without_zeros(counter):
    return Counter({key: stories for key, stories in counter.items() if stories})


def fold():
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.fold_coverage(1, 30000)")
    assert not CoverageChange.objects.exists()


def cite(article, name="Reuters"):
    return Citation.objects.create(article=article, source=factories.source(name))


@pytest.mark.django_db
class TestOneStory:
    @pytest.fixture
    def story(self):
        made = factories.article(tags=["Neil Armstrong", "Buzz Aldrin"])
        cite(made)
        Byline.objects.create(article=made, author=factories.author())
        return made

    def test_a_published_story_counts_for_all_whom_it_names(self, story):
        armstrong, reuters = Tag.objects.get(name="Neil Armstrong"), Source.objects.get(name="Reuters")
        assert kept() == counted()
        assert [found.of for found in months(armstrong.pk, Role.TAG)] == [{(1969, 7): 1}]
        assert [found.of for found in months(reuters.pk, Role.PUBLISHER, Role.CITED)] == [{}, {(1969, 7): 1}]
        assert [found.of for found in months(story.source_id, Role.PUBLISHER, Role.CITED)] == [{(1969, 7): 1}, {}]
        assert [found.of for found in months(factories.author().pk, Role.AUTHOR)] == [{(1969, 7): 1}]

    @pytest.mark.parametrize(
        "act",
        [
            lambda story: withdraw(story),
            lambda story: story.delete(),
            lambda story: story.taggings.all().delete(),
            lambda story: Article.objects.filter(pk=story.pk).update(published_on=date(1970, 1, 1)),
            lambda story: Article.objects.filter(pk=story.pk).update(
                published_on=date(1969, 1, 1), date_precision="year"
            ),
            lambda story: Article.objects.filter(pk=story.pk).update(source=factories.source("Another")),
            lambda story: Article.objects.filter(pk=story.pk).update(source=None),
            lambda story: story.taggings.filter(tag__name="Buzz Aldrin").update(tag=factories.tag("Apollo", "topic")),
            lambda story: story.citations.update(position=3),
            lambda story: Tag.objects.get(name="Buzz Aldrin").merge_into(Tag.objects.get(name="Neil Armstrong")),
            lambda story: Source.objects.get(name="Reuters").merge_into(factories.source("Agency")),
            lambda story: factories.source().merge_into(factories.source("Reuters")),
            lambda story: factories.author().merge_into(factories.author("A. Writer")),
        ],
    )
    @pytest.mark.parametrize("folded", [False, True])
    def test_it_counts_as_what_it_becomes(self, story, act, folded):
        if folded:
            fold()
        act(story)
        assert kept() == counted()
        fold()
        assert kept() == counted()

    def test_it_counts_when_its_rows_go_in_whatever_order(self, story):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM articles_article WHERE id = %s", [story.pk])
            assert kept() == (Counter(), Counter())
            for table in ("tagging", "citation", "byline", "settling", "relatedstory", "signature", "nearest"):
                cursor.execute(f"DELETE FROM articles_{table} WHERE article_id = %s", [story.pk])
        assert kept() == (Counter(), Counter())

    def test_a_draft_does_not_count(self):
        cite(factories.draft(tags=["Neil Armstrong"]))
        assert kept() == (Counter(), Counter())

    def test_a_story_of_a_day_to_come_counts_when_that_has_come(self, story):
        factories.article(on=date(2190, 1, 1), tags=["Neil Armstrong"])
        armstrong = Tag.objects.get(name="Neil Armstrong")
        [found] = months(armstrong.pk, Role.TAG)
        assert (found.stories, found.years, found.first) == (1, {1969: 1}, date(1969, 7, 1))
        tomorrow = timezone.now() + timezone.timedelta(days=1)
        later = factories.article(on=tomorrow.date(), published_at=tomorrow, tags=["Neil Armstrong"])
        assert months(armstrong.pk, Role.TAG)[0].stories == 1
        Article.objects.filter(pk=later.pk).update(published_at=timezone.now(), published_on=timezone.now().date())
        assert months(armstrong.pk, Role.TAG)[0].stories == 2

    def test_a_story_known_by_its_year_is_in_no_month(self, story):
        factories.article(on=date(1969, 1, 1), date_precision="year", tags=["Neil Armstrong"])
        factories.article(on=date(1969, 1, 1), date_precision="month", tags=["Neil Armstrong"])
        [found] = months(Tag.objects.get(name="Neil Armstrong").pk, Role.TAG)
        assert found.of == {(1969, 0): 1, (1969, 1): 1, (1969, 7): 1}

    def test_counting_anew_comes_to_the_same(self, story):
        before = kept()
        CoverageChange.objects.all().delete()
        recount()
        assert kept() == before == counted()

    def test_a_tag_stands_under_the_kind_that_it_is_of(self, story):
        fold()
        tag, source = Tag.objects.get(name="Buzz Aldrin"), factories.source("Reuters")
        assert Standing.objects.get(role=Role.TAG, bearer=tag.pk).kind == "person"
        source.kind = "agency"
        source.save()
        assert Standing.objects.get(role=Role.CITED, bearer=source.pk).kind == "agency"


def stories(number, seed):
    return [
        (f"{seed}-{n}.txt", page(f"Story {seed}-{n}", paragraphs=[f"A text of its own, {seed} and {n}."]))
        for n in range(number)
    ]


@pytest.mark.django_db
def test_stories_that_come_in_by_copy_count_and_those_of_an_import_that_is_undone_do_not(tmp_path):
    factories.article(tags=["Neil Armstrong"])
    before = kept()
    for name, data in stories(130, "a"):
        (tmp_path / name).write_bytes(data)
    list(load(Files([tmp_path]), publish=True, origin="test"))
    assert kept() == counted() != before
    assert Article.objects.filter(status="published").count() == 131
    undo(Import.objects.latest("pk"))
    assert kept() == counted()
    assert kept()[1] == before[1]


@pytest.mark.django_db(transaction=True)
def test_a_tag_given_while_the_story_is_withdrawn_counts_for_nothing():
    """Whichever is first, the other waits for it and sees what it did."""
    story, tag = factories.article(), factories.tag("Neil Armstrong")

    def tags_it():
        Tagging.objects.create(article_id=story.pk, tag=tag)
        connection.close()

    with transaction.atomic():
        Article.objects.filter(pk=story.pk).update(status="withdrawn")
        other = Thread(target=tags_it)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join()
    assert kept() == counted() == (Counter(), Counter())


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_do_not_wait_for_each_other_and_only_one_folds():
    tag = factories.tag("Neil Armstrong")
    one, two = factories.article(), factories.article()
    done = []

    def tags_the_other():
        Tagging.objects.create(article=two, tag=tag)
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.fold_coverage(1, 30000)")
        done.append(CoverageChange.objects.count())
        connection.close()

    with transaction.atomic():
        Tagging.objects.create(article=one, tag=tag)
        fold()
        other = Thread(target=tags_the_other)
        other.start()
        other.join(5)
        assert not other.is_alive()
    assert done[0] > 0
    assert kept() == counted()


def test_changes_are_folded_when_many_have_come_together(django_db_setup, db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('articles_coveragechange', 'id'), 29998)")
    factories.article(tags=["Neil Armstrong"])
    assert Standing.objects.filter(role=Role.PUBLISHER).get().stories == 1
    assert kept() == counted()


class Archive(RuleBasedStateMachine):
    """Whatever is done to stories in whatever order, the numbers are theirs."""

    names = st.sampled_from(["A", "B", "C"])
    days = st.sampled_from([date(1969, 7, 21), date(1969, 7, 1), date(1970, 1, 1), date(2190, 1, 1)])

    def __init__(self):
        super().__init__()
        self.rolled = transaction.atomic()
        self.rolled.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.rolled.__exit__(None, None, None)

    def story(self, data):
        return data.draw(st.sampled_from(list(Article.objects.order_by("pk"))))

    @rule(on=days, status=st.sampled_from(["draft", "published"]), source=names)
    def comes(self, on, status, source):
        Article.objects.create(
            headline="Story", slug=f"story-{next(factories.numbers)}", published_on=on, date_basis="set",
            status=status, source=factories.source(source),
        )  # fmt: skip

    @precondition(lambda self: Article.objects.exists())
    @rule(data=st.data(), status=st.sampled_from(["draft", "published", "withdrawn"]))
    def turns(self, data, status):
        Article.objects.filter(pk=self.story(data).pk).update(status=status)

    @precondition(lambda self: Article.objects.exists())
    @rule(data=st.data(), on=days, precision=st.sampled_from(["day", "month", "year"]))
    def is_dated(self, data, on, precision):
        first = {"day": on, "month": on.replace(day=1), "year": on.replace(month=1, day=1)}[precision]
        Article.objects.filter(pk=self.story(data).pk).update(published_on=first, date_precision=precision)

    @precondition(lambda self: Article.objects.exists())
    @rule(data=st.data(), name=names)
    def is_tagged(self, data, name):
        Tagging.objects.get_or_create(article=self.story(data), tag=factories.tag(name))

    @precondition(lambda self: Article.objects.exists())
    @rule(data=st.data(), name=names)
    def is_by(self, data, name):
        Article.objects.filter(pk=self.story(data).pk).update(source=factories.source(name))

    @precondition(lambda self: Article.objects.exists())
    @rule(data=st.data(), name=names)
    def cites(self, data, name):
        Citation.objects.get_or_create(article=self.story(data), source=factories.source(name))

    @precondition(lambda self: Article.objects.exists())
    @rule(data=st.data(), name=names)
    def is_written_by(self, data, name):
        Byline.objects.get_or_create(article=self.story(data), author=factories.author(name))

    @rule(name=names)
    def tag_goes_from_all(self, name):
        Tagging.objects.filter(tag__name=name).delete()

    @precondition(lambda self: Article.objects.exists())
    @rule(data=st.data())
    def goes(self, data):
        self.story(data).delete()

    @rule(model=st.sampled_from(["tag", "source", "author"]), loser=names, winner=names)
    def is_merged(self, model, loser, winner):
        make = {"tag": factories.tag, "source": factories.source, "author": factories.author}[model]
        try:
            make(loser).merge_into(make(winner))
        except ValueError:
            assert loser == winner or make(loser).merged_into_id or make(winner).merged_into_id

    @rule()
    def is_folded(self):
        fold()

    @invariant()
    def numbers_are_those_of_the_stories(self):
        assert kept() == counted()


Archive.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.django_db
class TestArchive(Archive.TestCase):
    pass
