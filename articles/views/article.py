"""The article page."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.history.versions import versions
from articles.models import Article, Byline, Citation, Correction, Picture, Tagging, dating
from articles.related.reasons import in_words
from articles.related.stories import related_to
from articles.views.addressed import of_story
from articles.views.beside import beside
from articles.views.history import addresses_of
from articles.views.jsonld import news_article
from articles.views.story import minutes, parts


def _with_page():
    """Articles with `tags`, `cited`, `authors` and `corrected` as lists of dicts, all in one query."""
    rows = OuterRef("pk")
    tags = Tagging.objects.filter(article=rows).order_by("tag__kind", "tag__name")
    cited = Citation.objects.filter(article=rows).order_by("position", "pk")
    authors = Byline.objects.filter(article=rows).order_by("position", "pk")
    pictures = Picture.objects.filter(article=rows).order_by("position", "pk")
    corrected = Correction.objects.filter(article=rows).order_by("corrected_on", "pk")
    return (
        Article.objects.select_related("source", "wire_copy")
        .defer("search", "names")
        .annotate(
            tags=ArraySubquery(tags.values(json=JSONObject(kind="tag__kind", slug="tag__slug", name="tag__name"))),
            cited=ArraySubquery(cited.values(json=JSONObject(slug="source__slug", name="source__name"))),
            authors=ArraySubquery(authors.values(json=JSONObject(slug="author__slug", name="author__name"))),
            shown=ArraySubquery(pictures.values(json=JSONObject(url="url", caption="caption", credit="credit"))),
            corrected=ArraySubquery(corrected.values(json=JSONObject(pk="pk", on="corrected_on", text="text"))),
        )
    )


@of_story(_with_page)
def article(request, article):
    """A story at its address; it says where its versions are to be found (RFC 7089)."""
    found = versions(article)
    response = _page(request, article, found)
    response["Link"] = addresses_of(request, article).links(found)
    return response


def article_by_id(request, pk):
    """Leads to the story, wherever it stands by now. To an editor it shows a story that readers cannot open yet."""
    article = get_object_or_404(_with_page(), pk=pk)
    if article.is_public or article.status == Article.Status.WITHDRAWN:
        return redirect(article)
    if request.user.has_perm("articles.view_article"):
        return _page(request, article, [])
    raise Http404(_("There is no such story."))


# Six cards are two rows on a wide screen.
RELATED = 6


def _page(request, article, found):
    links = list(_links(article))
    related = list(related_to(article)[:RELATED])
    above = {row.other_id for row in related} | {link.target_id for link in links}
    context = {
        "article": article,
        "version": found[-1] if found else None,
        "parts": parts(article.blocks, links, article.language),
        "minutes": minutes(article.body),
        "years_old": dating.years_old(
            article.published, article.updated_at, article.captured_at, timezone.now().date()
        ),
        "today": timezone.now(),
        "related": [(row.other, in_words(row)) for row in related],
        "corrections": [
            Correction(pk=row["pk"], corrected_on=date.fromisoformat(row["on"]), text=row["text"])
            for row in article.corrected
        ],
        "jsonld": news_article(article, request),
    }
    return render(request, "article.html", context | beside(article, above))


def _links(article):
    """The read-more links, each with `asked_by`: how many stories ask for the headline."""
    links = article.read_more_links.select_related("target__source").with_asked_by().order_by("after", "pk")
    return links.defer("target__body", "target__names", "target__search")
