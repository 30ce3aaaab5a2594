"""What is asked of Postgres for a query's words, where languages differ in which they pass over."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.search.find import Matches, matching, matching_all
from articles.search.meaning import understood
from articles.search.query import parse
from tests import factories

pytestmark = pytest.mark.django_db

# "die" and "in" are passed over in German, "in" and "the" in English, each of the others nowhere; stems differ.
WORDS = ["die", "in", "the", "cats", "hosting", "storm", "storms OR die", "-hosting", "-die", "-storm"]
BODIES = [
    "Die cats.", "The cats die in storms.", "Hosting the storm.", "Cats hosting storms.", "Die storm hosting in.",
    "In the storm cats die hosting.", "Cat host storm.", "Die.", "The storms.",
]  # fmt: skip


def cats_and_storms():
    for number, body in enumerate(BODIES):
        for language in ("en", "de", "nl"):
            factories.article(
                f"Number {number}", date(2000, 1, 1), body=body, language=language, slug=f"{language}{number}"
            )


def as_each_language_has_it(meaning):
    """All words that each language does not pass over, by the book."""

    def whatever(clause):
        return " | ".join(f"({meaning.looked[term].tsquery})" for term in clause.any_of if meaning.looked[term].tsquery)

    def of(clause, n):
        return " | ".join(f"({part})" for term in clause.any_of if (part := meaning.looked[term].tsqueries[n]))

    wanted = [clause for clause in meaning.query.clauses if not clause.negated]
    if all(meaning.in_all_languages(clause) for clause in wanted):
        asked = " & ".join(f"({whatever(clause)})" for clause in wanted)
    else:
        each = [
            " & ".join(f"({part})" for clause in wanted if (part := of(clause, n))) for n in range(meaning.languages)
        ]
        asked = " | ".join(f"({part})" for part in each if part)
    excluded = [whatever(clause) for clause in meaning.query.clauses if clause.negated]
    return " & ".join([f"({asked})", *(f"!({part})" for part in excluded if part)])


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_what_is_asked_apart_and_what_is_asked_at_once_are_what_each_language_asks(text):
    if not Article.objects.exists():
        cats_and_storms()
    meaning = understood(parse(text))
    if meaning.is_empty:
        return
    expected = set(Article.objects.filter(Matches(as_each_language_has_it(meaning))))
    assert set(matching(meaning)) == set(matching_all(meaning)) == expected


def test_a_word_that_is_the_same_in_all_languages_is_asked_for_once():
    cats_and_storms()
    meaning = understood(parse("cats the storm"))
    assert (meaning.tsqueries, meaning.tsquery) == (["'cat'", "'storm'"], "('cat') & ('storm')")
    meaning = understood(parse("cats -storm hosting"))
    assert meaning.tsqueries == ["'cat'", "('hosting') | ('host')", "('cat') & (!('storm'))"]
