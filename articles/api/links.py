"""Read-more lines, and the stories that they ask for and nobody has archived."""

from uuid import UUID

from django.db.models import Case, F, Q, When
from django.db.models.functions import Now
from ninja import Query, Router

from articles.api import cursors, schemas
from articles.api.answers import about, answer_page
from articles.api.objects import state
from articles.api.parameters import LinksAsked, Paged
from articles.models import ReadMoreLink, WantedCount

router = Router(tags=["Read-more lines"])

OPENS = Q(target__status="published", target__appears_at__lte=Now())
# Each names the condition of the index that finds its lines, where they are few.
STATES = {"resolved": OPENS & Q(state="resolved"), "external": ~OPENS & ~Q(url=""), "pending": ~OPENS & Q(url="")}


@router.get("links/", response={200: schemas.Links, 400: schemas.Problem}, url_name="links", summary="Read-more lines")
def links(request, asked: Query[LinksAsked]):
    """Lines that send readers to other stories, the newest first."""
    place = cursors.place(request)
    rows = ReadMoreLink.objects.filter(article__status="published", article__appears_at__lte=Now())
    rows = rows.annotate(leads_to=Case(When(OPENS, then=F("target")))).select_related("target").defer(*UNREAD)
    if asked.state:
        rows = rows.filter(STATES[asked.state])
    if asked.article:
        rows = rows.filter(article=asked.article)
    page = cursors.by_key(rows, place, asked.limit, newest_first=True)
    here = about(request)
    return answer_page(request, [_object(row, here) for row in page.rows], page.after)


UNREAD = [f"target__{column}" for column in ("body", "standfirst", "search", "names", "headline_key", "text_hash")]


def _object(link, here):
    address = link.target.get_absolute_url() if link.leads_to else ""
    return {
        "headline": link.headline,
        "label": link.label,
        "after": link.after,
        "state": state(address, link.url),
        "address": here.absolute(address) if address else link.url or None,
        "id": link.pk,
        "article": link.article_id,
        "leads_to": link.leads_to,
    }


@router.get("wanted/", response={200: schemas.WantedStories, 400: schemas.Problem}, url_name="wanted",
            summary="Stories we are missing")  # fmt: skip
def wanted(request, asked: Query[Paged]):
    """Headlines that read-more lines ask for and nobody has archived, the most wanted first."""
    place = cursors.place(request)
    after = (place["asked_by"], UUID(place["key"])) if place else None
    found = WantedCount.objects.most(asked.limit + 1, after=after)
    shown = found[: asked.limit]
    last = {"asked_by": shown[-1].asked_by, "key": str(shown[-1].key)} if len(found) > asked.limit else None
    return answer_page(request, [{"headline": row.headline, "asked_by": row.asked_by} for row in shown], last)
