import pgtrigger
import pytest
from django.core.management import call_command

from articles.models import Standing
from tests import factories


@pytest.mark.django_db
def test_stories_that_came_in_while_triggers_rested_are_counted(capsys):
    with pgtrigger.ignore():
        factories.draft(tags=["Neil Armstrong"]).publish()
    assert not Standing.objects.exists()
    call_command("recount_stories")
    assert sorted(Standing.objects.values_list("role", "stories")) == [(1, 1), (2, 1)]
    assert capsys.readouterr().out == "2 numbers of stories are counted anew.\n"
