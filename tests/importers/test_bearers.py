"""Names lead to those who bear them, also when an editor merges two while an import is under way."""

import pytest

from articles.importers.bearers import Cast
from articles.importers.keep import keep
from articles.importers.record import Proposal, Record
from articles.models import Article, Import
from tests import factories

pytestmark = pytest.mark.django_db

RECORD = Record(
    headline="Ismail Ghaani speaks",
    body=("Ismail Ghaani spoke.",),
    publisher="Ledger",
    cited=("Reuters Ltd",),
    authors=("A. Quill",),
    tags=(("person", "Ismail Ghaani"),),
    proposals=(Proposal("organisation", "Quds", 2, ""),),
)


def nouns():
    """[(the one that goes, the one that stays)] of each kind of name."""
    return [
        (factories.source("Ledger"), factories.source("The Harbour Ledger")),
        (factories.source("Reuters Ltd"), factories.source("Reuters")),
        (factories.author("A. Quill"), factories.author("Ada Writer")),
        (factories.tag("Ismail Ghaani"), factories.tag("Esmail Qaani")),
        (factories.tag("Quds", "organisation"), factories.tag("Quds Force", "organisation")),
    ]


def named(bearers):
    return [bearers.source_id, *bearers.cited, *bearers.authors, *bearers.tags]


def test_a_run_that_is_under_way_follows_what_an_editor_merges():
    pairs, cast = nouns(), Cast(Import.objects.create(origin="a test"))
    assert named(cast.bearers([RECORD])[0]) == [loser.pk for loser, _ in pairs]
    for loser, winner in pairs:
        loser.merge_into(winner)
    [bearers] = cast.bearers([RECORD])
    assert named(bearers) == [winner.pk for _, winner in pairs]
    assert bearers.names == (
        "A. Quill; Ada Writer; Esmail Qaani; Ismail Ghaani; Quds; Quds Force; Reuters; Reuters Ltd"
    )


def test_a_name_of_one_that_was_merged_reaches_the_one_that_has_all_of_it():
    pairs = nouns()
    for loser, winner in pairs:
        loser.merge_into(winner)
    run = Import.objects.create(origin="a test")
    assert named(Cast(run).bearers([RECORD])[0]) == [winner.pk for _, winner in pairs]
    keep(RECORD, ("a.txt", b"A page."), run)
    article = Article.objects.get()
    assert article.source == pairs[0][1]
    kept = [article.citations.get().source, article.bylines.get().author]
    kept += [tagging.tag for tagging in article.taggings.order_by("pk")]
    assert kept == [winner for _, winner in pairs[1:]]


def test_a_new_name_takes_no_address_that_another_left():
    source = factories.source("Radio One")
    source.slug = "radio-first"
    source.name = "Radio First"
    source.save()
    cast = Cast(Import.objects.create(origin="a test"))
    [bearers] = cast.bearers([Record(headline="Story", body=("Text.",), publisher="Radio-One!")])
    assert type(source).objects.get(pk=bearers.source_id).slug == "radio-one-2"
