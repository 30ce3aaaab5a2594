"""Search: the same parser, the same stories and the same counts as on the page."""

from django.db import OperationalError, connection, transaction
from ninja import Query, Router

from articles.api import cursors, schemas
from articles.api.answers import answer_page, chosen
from articles.api.objects import BRIEF, MEMBERS
from articles.api.parameters import Searched
from articles.api.problems import Problem
from articles.api.stories import listed
from articles.search.find import matching
from articles.search.found import look
from articles.search.query import parse
from articles.search.ranking import best
from articles.views.search import Busy, bounded

router = Router(tags=["Search"])


@router.get("search/", response={200: schemas.Found, 400: schemas.Problem, 503: schemas.Problem}, url_name="search",
            summary="Search")  # fmt: skip
def search(request, asked: Query[Searched]):
    """Stories that a query means. What of it cannot be followed is told, and the rest is looked for."""
    place, fields, query = cursors.place(request), chosen(asked.fields, BRIEF, MEMBERS), parse(asked.q)
    page, counted = cursors.Page([], None), {"total": 0, "more": False, "among": None}
    if not query.is_empty:
        try:
            page, counted = _found(query, asked, place)
        except OperationalError as error:
            raise Problem(503, str(error) if isinstance(error, Busy) else "") from None
    told = {"query": query.text, "in_words": query.in_words(), "problems": list(map(str, query.problems))}
    after = page.after and page.after | counted
    return answer_page(request, listed(request, page.rows, fields), after, **told, **counted)


def _found(query, asked, place):
    """(Page of keys, how many stories there are). What the first page said of these, all others say."""
    every = bool(asked.copies)
    with transaction.atomic():
        bounded(asked.phrases == "all")
        meaning, known = look(query, asked.words == "all", every, asked.phrases == "all")
        if _by_best(query, asked):
            ranked, _ = best(meaning, known, every, asked.age != "no")
            page = cursors.by_number([row.id for row in ranked], place, asked.limit, len(ranked))
        elif known.more:
            articles = matching(meaning)
            page = _from_many(articles if every else articles.one_of_each(), place, asked.limit)
        else:
            page = cursors.among(known.rows, place, asked.limit)
    counted = {"total": known.number, "more": known.more, "among": known.among}
    return page, {name: place.get(name, number) for name, number in counted.items()}


def _by_best(query, asked):
    return asked.by == "best" or (asked.by is None and any(not clause.negated for clause in query.clauses))


def _from_many(articles, place, limit):
    with connection.cursor() as cursor:
        # They are found soonest by going through all from the newest.
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        return cursors.by_date(articles, place, limit)
