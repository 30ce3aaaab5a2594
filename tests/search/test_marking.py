"""Excerpts: from a sentence's beginning to its end where these are near, and no cut without its sign."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.search.marking import mark
from articles.search.meaning import understood
from articles.search.query import parse
from tests import factories

LONG = " ".join(f"word{number}" for number in range(60))
OTHER = " ".join(f"other{number}" for number in range(60))


def excerpt(body, query="harbour", **columns):
    article = factories.draft("Moon", body=body, **columns)
    article.publish()
    (found,) = Article.objects.filter(pk=article.pk)
    mark([found], understood(parse(query)))
    return found.excerpt


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The harbour froze.", "The HARBOUR froze."),
        (f"The harbour froze, {LONG}.", r"The HARBOUR froze, word0( word\d+)* …"),
        (f"{LONG} so the harbour froze.", r"… word\d+( word\d+)* so the HARBOUR froze\."),
        (f"{LONG}. The harbour froze. {OTHER}.", r"The HARBOUR froze\. other0( other\d+)* …"),
        (f"{LONG}\n\nThe harbour froze\n\n{OTHER}", r"The HARBOUR froze\s+other0( other\d+)* …"),
        (f"{LONG} harbour {OTHER}", r"… word\d+( word\d+)* HARBOUR( other\d+)* …"),
        (f"“Yes.” The harbour {LONG}", r"“Yes\.” The HARBOUR( word\d+)* …"),
        (
            f"The harbour {LONG} a harbour froze.",
            r"The HARBOUR( word\d+)* … word\d+( word\d+)* a HARBOUR froze\.",
        ),
        ("Nothing.", ""),
    ],
)
def test_an_excerpt_says_where_it_is_cut(body, expected):
    told = excerpt(body).replace("<mark>harbour</mark>", "HARBOUR")
    assert re.fullmatch(expected, told), told


@pytest.mark.django_db
def test_a_sentence_that_ends_near_is_ended_and_one_that_begins_near_is_begun():
    told = excerpt(f"{OTHER}. Long before noon {' '.join(['tide'] * 30)} harbour, and then it ended.")
    assert told.endswith("<mark>harbour</mark>, and then it ended.")
    assert told.startswith("… tide")
    told = excerpt(f"{OTHER}. Before noon the old harbour {' '.join(['tide'] * 40)}.")
    assert told.startswith("Before noon the old <mark>harbour</mark> tide")


@pytest.mark.django_db
def test_hostile_text_stays_text():
    assert excerpt("A harbour &lt;script&gt;alert(1)&lt;/script&gt; <em>of</em> stone").count("<") == 2


@pytest.mark.django_db
@settings(max_examples=40)
@given(st.lists(st.sampled_from(["harbour", "Tide.", "—", "“No”", "۔", "港", "a", "\n\n", "…", "&lt;"]), max_size=80))
def test_an_excerpt_is_of_the_text_and_has_the_word(words):
    body = " ".join(words)
    told = excerpt(body)
    assert ("<mark>" in told) == ("harbour" in words)
    plain = re.sub(r"\s", "", body.replace("&lt;", ""))
    passages = re.sub(r"</?mark>|\s", "", told).strip("…")
    assert "…" in words or all(passage in plain for passage in passages.split("…"))
