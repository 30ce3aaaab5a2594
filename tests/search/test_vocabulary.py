from io import StringIO

import pytest
from django.core.management import call_command

from articles.models import Drawn, Lexeme, Reading, Word
from articles.search.vocabulary import is_due, read
from tests import factories

pytestmark = pytest.mark.django_db


def stories(model, word):
    return model.objects.filter(pk=word).values_list("stories", flat=True).first()


def test_words_are_counted_by_their_stems_and_as_they_are_printed():
    factories.article("Harbours of Köln", body="A harbour.", tags=["Esmail Qaani"])
    factories.article("The harbour", body="An escaped &lt;b&gt; <em>ship</em> 1969.")
    factories.draft("A draft of a harbour")
    reading = read()
    assert (reading.stories, reading.sampled, Drawn.objects.count()) == (2, 2, 2)
    assert stories(Lexeme, "harbour") == 2
    assert [stories(Word, word) for word in ("harbours", "harbour", "köln", "qaani", "draft", "1969")] == [
        1, 1, 1, 1, None, None,
    ]  # fmt: skip


def test_counting_again_leaves_nothing_of_before():
    article = factories.article("Harbour")
    read()
    article.withdraw()
    factories.article("Storm")
    read()
    assert (stories(Lexeme, "harbour"), stories(Lexeme, "storm")) == (None, 1)
    assert Reading.objects.count() == 1


def test_an_archive_without_stories_has_nothing_to_count():
    assert not is_due()
    assert read() is None


def test_counting_is_due_when_the_archive_has_grown_by_a_tenth():
    for n in range(20):
        factories.draft(f"Story {n}", status="published", slug=f"s-{n}")
    assert is_due()
    read()
    for n in range(3):
        assert not is_due()
        factories.draft(f"Another {n}", status="published", slug=f"a-{n}")
    assert is_due()


def test_a_sample_stands_for_all():
    for n in range(3):
        factories.article(f"Storm {n}")
    reading = read(sample=1)
    assert reading.stories == 3
    assert stories(Word, "storm") == 3


def test_the_command_says_what_was_counted():
    def said(*options):
        out = StringIO()
        call_command("count_words", *options, stdout=out)
        return out.getvalue()

    assert said() == "There are no stories whose words could be counted.\n"
    factories.article("Harbour storm", body="")
    assert said("--if-due") == "1 of 1 stories read: 2 stems, 2 words.\n"
    assert said("--if-due") == "Not due: the archive is much as it was when its words were last counted.\n"
