from io import StringIO

import pytest
from django.core.management import call_command

from articles.models import Article
from tests import factories


@pytest.mark.django_db
def test_links_that_were_missed_are_decided_and_counted():
    factories.article("One", asks_for=["Two"])
    story = factories.article("Something else")
    Article.objects.filter(pk=story.pk).update(headline="Two")
    out = StringIO()
    call_command("resolve_links", stdout=out)
    call_command("resolve_links", stdout=out)
    assert out.getvalue() == "1 link changed: 1 resolved.\n0 links changed.\n"
