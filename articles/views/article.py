"""The article page."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from articles.markup import clean, is_block
from articles.models import (
    Article,
    Byline,
    Citation,
    Correction,
    FormerAddress,
    Picture,
    ReadMoreLink,
    Tagging,
    TwinPair,
)
from articles.related.reasons import alike, in_words
from articles.related.stories import related_to
from articles.views.jsonld import news_article


def article(request, year, month, day, slug):
    """A story at its address; a former address leads to it, and a withdrawn story says that it was (410)."""
    on = day_of(year, month, day)
    article = _with_page(Article.objects.at(on, slug)).filter(status__in=["published", "withdrawn"]).first()
    if not article:
        former = get_object_or_404(FormerAddress.objects.select_related("article"), published_on=on, slug=slug)
        if former.article.is_public or former.article.status == Article.Status.WITHDRAWN:
            return redirect(former.article, permanent=True)
    elif article.is_public:
        return _page(request, article)
    elif article.status == Article.Status.WITHDRAWN:
        return render(request, "withdrawn.html", {"article": article}, status=410)
    raise Http404("There is no such story.")


def day_of(year, month, day):
    """The day of an address. Raises Http404 where the calendar has none."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Http404("There is no such day in the calendar.") from None


def article_by_id(request, pk):
    """Leads to the story, wherever it stands by now. To an editor it shows a story that readers cannot open yet."""
    article = get_object_or_404(_with_page(Article.objects), pk=pk)
    if article.is_public or article.status == Article.Status.WITHDRAWN:
        return redirect(article)
    if request.user.has_perm("articles.view_article"):
        return _page(request, article)
    raise Http404("There is no such story.")


def _page(request, article):
    links = _links(article)
    earlier, later = _neighbours(article)
    return render(
        request,
        "article.html",
        {
            "article": article,
            "parts": parts(article.blocks, links),
            "related": [(row.other, in_words(row)) for row in related_to(article)[:RELATED]],
            "copies": _copies(article),
            "backlinks": _backlinks(article),
            "corrections": [(date.fromisoformat(row["on"]), row["text"]) for row in article.corrected],
            "earlier": earlier,
            "later": later,
            "jsonld": news_article(article, request),
        },
    )


# Six cards are two rows on a wide screen; a story that many point to shows its newest.
RELATED, BACKLINKS, COPIES = 6, 12, 40


def _with_page(articles):
    """Articles with `tags`, `cited`, `authors` and `corrected` as lists of dicts, all in one query."""
    rows = OuterRef("pk")
    tags = Tagging.objects.filter(article=rows).order_by("tag__kind", "tag__name")
    cited = Citation.objects.filter(article=rows).order_by("position", "pk")
    authors = Byline.objects.filter(article=rows).order_by("position", "pk")
    pictures = Picture.objects.filter(article=rows).order_by("position", "pk")
    corrected = Correction.objects.filter(article=rows).order_by("corrected_on", "pk")
    return (
        articles.select_related("source", "wire_copy")
        .defer("search", "names")
        .annotate(
            tags=ArraySubquery(tags.values(json=JSONObject(kind="tag__kind", slug="tag__slug", name="tag__name"))),
            cited=ArraySubquery(cited.values(json=JSONObject(slug="source__slug", name="source__name"))),
            authors=ArraySubquery(authors.values(json=JSONObject(slug="author__slug", name="author__name"))),
            shown=ArraySubquery(pictures.values(json=JSONObject(url="url", caption="caption", credit="credit"))),
            corrected=ArraySubquery(corrected.values(json=JSONObject(on="corrected_on", text="text"))),
        )
    )


def _links(article):
    """The read-more links, each with `asked_by`: how many stories ask for the headline."""
    same = ReadMoreLink.objects.unsettled().of_readable().filter(headline_key=OuterRef("headline_key")).order_by()
    asked = same.values("headline_key").annotate(n=Count("article", distinct=True)).values("n")
    waiting = Case(When(Q(state__in=["pending", "suggested"]), then=Subquery(asked)), default=Value(0))
    return article.read_more_links.select_related("target__source").annotate(asked_by=waiting).order_by("after", "pk")


@dataclass(frozen=True)
class Part:
    """A piece of the story in its place: a paragraph's inline HTML, a block element, or a read-more link."""

    kind: str
    html: str = ""
    link: ReadMoreLink | None = None


def parts(blocks, links):
    """Blocks and links in the order of the page; links placed beyond the end stand at the end.

    Blocks were cleaned when they came in; they are cleaned again, since the allow-list of today counts.
    """
    waiting, found = list(links), []
    for number, block in enumerate(blocks):
        while waiting and waiting[0].after <= number:
            found.append(Part("link", link=waiting.pop(0)))
        html = clean(block)
        found.append(Part("block" if is_block(html) else "paragraph", html))
    return found + [Part("link", link=link) for link in waiting]


def _copies(article):
    """The same text in other papers: (article, how alike in words); asks nothing of a story that has none."""
    if article.cluster is None:
        return []
    pair = TwinPair.objects.filter(
        Q(one=OuterRef("pk"), other=article.pk) | Q(other=OuterRef("pk"), one=article.pk), state="found"
    )
    copies = Article.objects.published().copies_of(article).with_cards()
    copies = copies.annotate(likeness=Subquery(pair.values("likeness")[:1]))[:COPIES]
    return [(copy, alike(copy.likeness)) for copy in copies]


def _backlinks(article):
    """Stories that lead here by a read-more line."""
    return Article.objects.published().leading_to(article).one_of_each().with_cards().newest_first()[:BACKLINKS]


def _neighbours(article):
    """The story before and the story after this one in the archive, or None; one query."""
    if not article.appears_at:
        return None, None
    here = {"appears_at": article.appears_at}
    near = Article.objects.published().exclude(pk=article.pk).with_cards()
    earlier = near.filter(appears_at__lte=article.appears_at).exclude(**here, pk__gt=article.pk).newest_first()[:1]
    later = (
        near.filter(appears_at__gte=article.appears_at)
        .exclude(**here, pk__lt=article.pk)
        .order_by("appears_at", "pk")[:1]
    )
    beside = [None, None]
    for other in earlier.union(later, all=True):
        beside[(other.appears_at, other.pk) > (article.appears_at, article.pk)] = other
    return beside
