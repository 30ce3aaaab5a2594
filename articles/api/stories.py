"""Stories: a list by filters, and one with all that belongs to it."""

from ninja import Query, Router

from articles.api import cursors, narrowing, schemas
from articles.api.answers import about, answer, answer_page, chosen
from articles.api.objects import BRIEF, MEMBERS, other_story, story_object
from articles.api.parameters import Filters, Number, Sparse
from articles.api.problems import Problem
from articles.exporters.story import of_keys
from articles.models import Article
from articles.related.reasons import in_words
from articles.related.stories import related_to

router = Router(tags=["Stories"])

# Of a single story alone: each asks the database anew.
BESIDE = ("related", "mentioned_in")
RELATED, MENTIONED_IN = 10, 12


@router.get("articles/", response={200: schemas.Stories, 400: schemas.Problem}, url_name="articles", summary="Stories")
def articles(request, asked: Query[Filters]):
    """Stories by their dates and names; all filters hold together."""
    place = cursors.place(request)
    fields = chosen(asked.fields, BRIEF, MEMBERS)
    page = cursors.by_date(narrowing.narrowed(asked), place, asked.limit, oldest_first=asked.order == "oldest")
    return answer_page(request, listed(request, page.rows, fields), page.after)


def listed(request, keys, fields):
    """The stories with `keys` as objects; one query."""
    here = about(request)
    return [story_object(story, here, fields) for story in of_keys(keys, body="body" in fields)]


@router.get(
    "articles/{int:number}/",
    response={200: schemas.Story, 404: schemas.Problem, 410: schemas.Problem},
    url_name="article",
    summary="A story",
)
def article(request, number: Number, asked: Query[Sparse]):
    """A story with its body, links, pictures, corrections, related stories and the stories that lead to it."""
    fields = chosen(asked.fields, [*MEMBERS, *BESIDE], [*MEMBERS, *BESIDE])
    if not Article.objects.published().filter(pk=number).exists():
        _withdrawn(number)
    here = about(request)
    for story in of_keys([number], body="body" in fields):
        beside = _beside(Article(pk=number), here, fields)
        # What stands beside a story changes without it.
        return answer(story_object(story, here, fields) | beside, None if beside else story.changed_at)
    raise Problem(404, "There is no such story.")


def _withdrawn(number):
    """Raises Problem: a withdrawn story says that it was, and any other that cannot be read is not there."""
    gone = Article.objects.filter(pk=number, status=Article.Status.WITHDRAWN).only("withdrawal_note").first()
    if gone:
        raise Problem(410, "The story that stood here has been withdrawn.", note=gone.withdrawal_note)
    raise Problem(404, "There is no such story.")


def _beside(article, here, fields):
    beside = {}
    if "related" in fields:
        rows = related_to(article)[:RELATED]
        beside["related"] = [other_story(row.other, here) | {"reason": in_words(row)} for row in rows]
    if "mentioned_in" in fields:
        leading = Article.objects.published().leading_to(article).one_of_each().with_cards().newest_first()
        beside["mentioned_in"] = [other_story(other, here) for other in leading[:MENTIONED_IN]]
    return beside
