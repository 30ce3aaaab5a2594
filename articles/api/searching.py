"""Search: the same parser, the same stories and the same counts as on the page."""

from django.db import OperationalError, connection, transaction
from ninja import Query, Router

from articles.api import cursors, schemas
from articles.api.answers import answer_page, chosen
from articles.api.objects import BRIEF, MEMBERS
from articles.api.parameters import Searched
from articles.api.problems import Problem
from articles.api.stories import listed
from articles.search.facets import MOST
from articles.search.find import configurations, matching
from articles.search.query import parse
from articles.search.ranking import HEADED, NEWEST, best
from articles.views.search import PATIENCE

router = Router(tags=["Search"])


@router.get("search/", response={200: schemas.Found, 400: schemas.Problem, 503: schemas.Problem}, url_name="search",
            summary="Search")  # fmt: skip
def search(request, asked: Query[Searched]):
    """Stories that a query means. What of it cannot be followed is told, and the rest is looked for."""
    place, fields, query = cursors.place(request), chosen(asked.fields, BRIEF, MEMBERS), parse(asked.q)
    page, total, more = cursors.Page([], None), 0, False
    if not query.is_empty:
        try:
            page, total, more = _found(query, asked, place)
        except OperationalError:
            raise Problem(503, "") from None
    told = {"query": query.text, "in_words": query.in_words(), "problems": list(query.problems)}
    after = page.after and page.after | {"total": total, "more": more}
    return answer_page(request, listed(request, page.rows, fields), after, **told, total=total, more=more)


def _found(query, asked, place):
    """(Page of keys, how many there are up to MOST, whether there are more)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'")
        known = configurations()
        articles = matching(query, known)
        articles = articles if asked.copies else articles.one_of_each()
        if asked.by == "best":
            ranked = best(articles, query, known).values_list("pk", flat=True)
            page = cursors.by_number(ranked, place, asked.limit, NEWEST + HEADED)
        else:
            page = cursors.by_date(articles, place, asked.limit)
        # The count comes along with the cursor, so that it is made once and is the same on each page.
        number = place.get("total")
        if number is None:
            number = articles.order_by().values("pk")[: MOST + 1].count()
            return page, min(number, MOST), number > MOST
        return page, number, place["more"]
