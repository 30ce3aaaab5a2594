"""Lists of stories that are of no one's."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.models import Article
from articles.views.pages import page_of


def latest(request):
    page = page_of(Article.objects.published().with_cards(), request)
    return render(request, "list.html", {"title": _("All stories, newest first"), "page": page})
