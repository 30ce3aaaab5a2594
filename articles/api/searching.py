"""Search: the same parser, the same stories and the same counts as on the page."""

from django.db import OperationalError, connection, transaction
from ninja import Query, Router

from articles.api import cursors, schemas
from articles.api.answers import answer_page, chosen
from articles.api.objects import BRIEF, MEMBERS
from articles.api.parameters import Searched
from articles.api.problems import Problem
from articles.api.stories import listed
from articles.search.find import matching, meant
from articles.search.found import found
from articles.search.query import parse
from articles.search.ranking import best
from articles.views.search import bounded

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
    told = {"query": query.text, "in_words": query.in_words(), "problems": list(map(str, query.problems))}
    after = page.after and page.after | {"total": total, "more": more}
    return answer_page(request, listed(request, page.rows, fields), after, **told, total=total, more=more)


def _found(query, asked, place):
    """(Page of keys, how many there are up to MOST, whether there are more)."""
    every = bool(asked.copies)
    with transaction.atomic():
        bounded()
        meaning = meant(query, asked.words == "all")
        articles = matching(meaning)
        known = found(articles, meaning, every)
        if _by_best(query, asked):
            ranked, _ = best(articles, meaning, known, every, asked.age != "no")
            page = cursors.by_number([row.id for row in ranked], place, asked.limit, len(ranked))
        elif known.more:
            page = _from_many(articles if every else articles.one_of_each(), place, asked.limit)
        else:
            page = cursors.among(known.rows, place, asked.limit)
        return page, place.get("total", known.number), place.get("more", known.more)


def _by_best(query, asked):
    return asked.by == "best" or (asked.by is None and any(not clause.negated for clause in query.clauses))


def _from_many(articles, place, limit):
    with connection.cursor() as cursor:
        # They are found soonest by going through all from the newest.
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        return cursors.by_date(articles, place, limit)
