import pytest
from django.core.management import call_command

from articles.models import RelatedStory, TextBand, WireCopy
from tests import factories

pytestmark = pytest.mark.django_db


def run(capsys, *options):
    call_command("find_twins", *options)
    return capsys.readouterr().out


def test_an_archive_that_was_filled_in_bulk_gets_its_clusters(capsys):
    for n in range(3):
        factories.draft(f"Story {n}", body=factories.text(), status="published", slug=f"s-{n}")
    assert run(capsys) == "3 stories looked at; 3 of the archive's are copies, of 1.\n"
    assert run(capsys) == "0 stories looked at; 3 of the archive's are copies, of 1.\n"
    assert run(capsys, "--again") == "3 stories looked at; 3 of the archive's are copies, of 1.\n"
    assert TextBand.objects.count() == 75


def test_copies_that_are_found_late_stand_beside_each_other_no_longer(capsys):
    one, two = (
        factories.draft(f"Story {n}", body=factories.text(), status="published", slug=f"s-{n}") for n in range(2)
    )
    RelatedStory.objects.create(article=one, other=two, origin="computed", score=1)
    run(capsys)
    assert (RelatedStory.objects.count(), WireCopy.objects.count()) == (0, 2)
