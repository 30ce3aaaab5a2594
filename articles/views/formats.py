"""A story in other formats, under its own address: `/1969/07/21/the-tide-took-the-pier/story.json`.

No slug has a slash, so no story can be in the way of another's formats.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from articles.exporters import markdown, ninjs, plain
from articles.exporters.about import About
from articles.exporters.story import Story, of_keys
from articles.models import Article, FormerAddress
from articles.views.addressed import day_of


@dataclass(frozen=True)
class Format:
    """`suffix` ends the file's name; `write` makes the text of a story."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Story, About], str]

    @property
    def file(self):
        return f"story.{self.suffix}"


def _ninjs(story, about):
    return json.dumps(ninjs.item(story, about), ensure_ascii=False, indent=1) + "\n"


FORMATS = [
    Format("ninjs", "json", "application/json", _ninjs),
    Format("text", "txt", "text/plain", plain.document),
    Format("markdown", "md", "text/markdown", markdown.document),
]
BY_SUFFIX = {form.suffix: form for form in FORMATS}


@require_safe
@conditional_page
def story(request, year, month, day, slug, suffix):
    """The story at an address, in a format. A former address leads to it; a withdrawn story says that it was (410)."""
    on = day_of(year, month, day)
    article = Article.objects.at(on, slug).filter(status__in=["published", "withdrawn"]).only(*NEEDED).first()
    if not article:
        return _moved(on, slug, suffix)
    if article.status == Article.Status.WITHDRAWN:
        words = f"The story that stood here has been withdrawn. {article.withdrawal_note}".strip()
        return HttpResponse(f"{words}\n", status=410, content_type="text/plain; charset=utf-8")
    if not article.is_public:
        raise Http404(_("There is no such story."))
    return _written(request, article, BY_SUFFIX[suffix])


# To know whether a reader may open it.
NEEDED = ("status", "appears_at", "withdrawal_note")


def _moved(on, slug, suffix):
    former = get_object_or_404(FormerAddress.objects.select_related("article"), published_on=on, slug=slug)
    if former.article.is_public or former.article.status == Article.Status.WITHDRAWN:
        return redirect(former.article.get_absolute_url() + BY_SUFFIX[suffix].file, permanent=True)
    raise Http404(_("There is no such story."))


def _written(request, article, form):
    for found in of_keys([article.pk]):
        text = form.write(found.for_readers(), About(request.build_absolute_uri("/")))
        response = HttpResponse(text, content_type=f"{form.media_type}; charset=utf-8")
        response["Last-Modified"] = http_date(found.changed_at.timestamp())
        response["Access-Control-Allow-Origin"] = "*"
        response["Content-Language"] = found.language
        return response
    raise Http404(_("There is no such story."))  # deleted between two questions
