"""Which stories are ranked where there are more than can be, and what follows them."""

from datetime import date

import pytest

from articles.models import WireCopy
from articles.search import echoes, found, ranking
from articles.search.find import matching
from articles.search.found import look
from articles.search.query import parse
from articles.search.vocabulary import read
from tests import factories

pytestmark = pytest.mark.django_db


def ranked(text, every=False):
    what, all_found = look(parse(text), every=every)
    rows, known = ranking.best(what, all_found, every)
    assert sorted(rows) == sorted(known.rows)
    headlines = {story.pk: story.headline for story in matching(what)}
    return [headlines[row.id] for row in rows]


def test_behind_the_stories_that_are_ranked_all_others_follow_the_newest_first(monkeypatch):
    monkeypatch.setattr(ranking, "RANKED", 2)
    factories.article("Storm", date(1960, 1, 1))
    for year in (1970, 1972, 1971):
        factories.article(f"Tide of {year}", date(year, 1, 1), body="A storm.")
    assert ranked("storm") == ["Storm", "Tide of 1972", "Tide of 1971", "Tide of 1970"]


def test_of_stories_with_some_of_the_words_those_with_the_most_telling_ones_are_ranked(monkeypatch):
    monkeypatch.setattr(ranking, "RANKED", 1)
    factories.article("Quay", date(1960, 1, 1), body="The harbour, the pier and the lighthouse.")
    for year in range(1970, 1975):
        factories.article(f"Harbour of {year}", date(year, 1, 1))
    read()
    assert ranked("harbour pier lighthouse astronaut")[0] == "Quay"


def test_an_exclusion_and_a_phrase_hold_for_what_a_headline_has(monkeypatch):
    monkeypatch.setattr(ranking, "RANKED", 1)
    factories.article("Storm and sun", date(1960, 1, 1))
    factories.article("Storm", date(1961, 1, 1), body="The sea.")
    factories.article("Sea", date(1962, 1, 1), body="A rough storm.")
    assert ranked("storm -sun") == ["Storm", "Sea"]
    assert ranked("“rough storm”") == ["Sea"]


def test_words_that_stand_together_as_typed_come_first():
    factories.article("Report of May", date(1970, 1, 1), body="The grain harbour was open.")
    factories.article("Report of June", date(1970, 1, 1), body="The harbour was full of grain.")
    assert ranked("grain harbour") == ["Report of May", "Report of June"]


def test_a_phrase_may_be_missing_where_hardly_a_story_has_all():
    factories.article("Storm at the pier", date(1970, 1, 1))
    assert ranked("“harbour master” storm") == ["Storm at the pier"]


def test_a_word_with_hyphens_is_asked_for_as_a_whole():
    factories.article("Secretary-General resigns", date(1970, 1, 1))
    factories.article("Secretary and general resign", date(1970, 1, 1))
    assert ranked("secretary-general") == ["Secretary-General resigns"]
    [looked] = look(parse("secretary-general"))[0].looked.values()
    assert looked.tsquery == "'secretary-gener'"


@pytest.mark.parametrize("typed", ["harbour–pier strike", "harbour-pier strike", "harbour/pier strike"])
def test_words_joined_by_a_dash_are_words_of_their_own_where_hardly_a_story_has_all(typed):
    factories.article("Strike at the pier", date(1970, 1, 1), body="The harbour is closed.")
    factories.article("Strike", date(1970, 1, 1))
    assert ranked(typed) == ["Strike at the pier", "Strike"]


def test_a_letter_joined_to_a_number_is_no_word_of_its_own():
    factories.article("Plan F", date(1970, 1, 1), body="There were 16.")
    factories.article("F-16 crashes", date(1970, 1, 1))
    assert ranked("F-16 storm") == ["F-16 crashes"]


def test_what_is_quoted_or_excluded_is_not_taken_apart():
    factories.article("Harbour and pier", date(1970, 1, 1))
    factories.article("Storm and harbour", date(1970, 1, 1))
    assert ranked("“harbour-pier” storm strike") == ["Storm and harbour"]
    assert ranked("storm strike -harbour–pier") == ["Storm and harbour"]


def test_a_copy_that_ranks_well_brings_the_story_as_it_was_first_printed(monkeypatch):
    monkeypatch.setattr(ranking, "RANKED", 1)
    first = factories.article("Pier closed", date(1970, 1, 1), body="A storm.")
    copy = factories.article("Storm", date(1970, 1, 2))
    factories.article("Tide", date(1980, 1, 1), body="A storm.")
    for story in (first, copy):
        WireCopy.objects.create(article=story, cluster=first.pk)
    assert ranked("storm") == ["Pier closed", "Tide"]


def test_very_many_stories_are_not_counted_and_the_newest_stand_for_them(monkeypatch):
    for year in range(1970, 1980):
        factories.article(f"Storm of {year}", date(year, 1, 1))
    factories.article("Calm", date(1990, 1, 1))
    read()
    for name in ("LIKELY_MANY", "SURELY_MANY"):
        monkeypatch.setattr(found, name, 5)
    monkeypatch.setattr(found, "SOME", 3)
    _, all_found = look(parse("storm"))
    assert (all_found.more, all_found.about, len(all_found.rows)) == (True, 10, 3)
    assert ranked("storm")[0] == "Storm of 1979"


QUESTION = "what is known of lighthouse keepers on strike for wages in the northern islands"


def test_of_a_long_question_what_the_best_answers_share_brings_others_that_tell_of_it():
    for year in (1970, 1971):
        factories.article(f"Lighthouse keepers strike {year}", date(year, 1, 1), body="The beacon at Farholm is dark.")
    factories.article("Another lighthouse", date(1980, 1, 1), body="A museum shows lamps.")
    factories.article("A lighthouse", date(1960, 1, 1), body="At Farholm the beacon stays off.")
    for n in range(20):
        factories.article(f"Tide table {n}", date(1990, 1, 1), body="High water.")
    read()
    assert ranked(QUESTION)[2:] == ["A lighthouse", "Another lighthouse"]


def test_copies_of_one_story_share_nothing_that_tells(monkeypatch):
    monkeypatch.setattr(echoes, "BEST", 2)
    copies = [
        factories.article("Lighthouse keepers strike", date(1970, 1, day), body="The beacon at Farholm is dark.")
        for day in (1, 2)
    ]
    for story in copies:
        WireCopy.objects.create(article=story, cluster=copies[0].pk)
    factories.article("Another lighthouse", date(1980, 1, 1), body="Lamps.")
    factories.article("A lighthouse", date(1960, 1, 1), body="At Farholm the beacon stays off.")
    for n in range(20):
        factories.article(f"Tide table {n}", date(1990, 1, 1), body="High water.")
    read()
    assert ranked(QUESTION) == ["Lighthouse keepers strike", "Another lighthouse", "A lighthouse"]


def test_what_the_best_share_may_have_quotes_and_backslashes_in_it():
    for year in (1970, 1971):
        factories.article(
            f"Lighthouse keepers strike {year}", date(year, 1, 1), body=r"See O'Farholm at /a\'b/c\d.html"
        )
    factories.article("Another lighthouse", date(1980, 1, 1))
    read()
    assert ranked(QUESTION)[2:] == ["Another lighthouse"]


def test_before_the_words_are_counted_a_long_question_is_answered_all_the_same():
    factories.article("Lighthouse keepers", date(1970, 1, 1))
    factories.article("Lighthouse", date(1970, 1, 1))
    assert ranked(QUESTION) == ["Lighthouse keepers", "Lighthouse"]


def test_a_word_in_the_headline_counts_beside_the_same_in_the_text():
    factories.article("Quay", date(1970, 1, 1), body="The storm, the storm, the storm, the storm at the pier.")
    factories.article("Storm", date(1970, 1, 1), body="The quay at the pier.")
    read()
    assert ranked("storm pier") == ["Storm", "Quay"]


def test_what_answers_to_a_few_words_share_changes_nothing():
    for year in (1970, 1971):
        factories.article(f"Lighthouse keepers strike {year}", date(year, 1, 1), body="The beacon at Farholm is dark.")
    factories.article("Another lighthouse", date(1980, 1, 1), body="Lamps.")
    factories.article("A lighthouse", date(1960, 1, 1), body="At Farholm the beacon stays off.")
    read()
    assert ranked("lighthouse keepers wages")[2:] == ["Another lighthouse", "A lighthouse"]
