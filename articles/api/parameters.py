"""What can be asked, with its bounds: each parameter described once, here."""

from typing import Annotated, Literal, get_origin

from ninja import P, Path, Schema
from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from articles.api.problems import senseless
from articles.search.dates import period

SMALLEST, USUAL, LARGEST = 1, 25, 100
# An address of a story names its slug, which is no longer; a tag has its kind before it.
LONGEST = 150
# Each tag is one more condition on the list.
MOST_TAGS = 8


def _period(text):
    """("2024-07" …, its first day, the day after it) of a date as it is typed."""
    named = period(text)
    if not named:
        raise ValueError(f"“{text}” is no date such as 2024, 2024-07 or 2024-07-16.")
    return named


# A control character is in no slug and in no date; Postgres takes no NUL.
Plain = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"^[^\x00-\x1f\x7f]+$")]
Slug = Path[Plain, P(description="The slug, from a list or a story.", example="jane-doe")]
Kind = Path[Plain, P(description="The kind of the tag.", example="person")]
Number = Path[int, P(description="The number of the story, for ever.", example=17)]
Day = Annotated[str, Field(max_length=10, examples=["2024-07-16"]), AfterValidator(_period)]


def _tag(text):
    kind, slash, slug = text.partition("/")
    if not (kind and slash and slug) or len(text) > LONGEST or not text.isprintable():
        raise ValueError(f"“{text[:40]}” is no kind and slug, such as person/jane-doe.")
    return text


Tags = list[Annotated[str, AfterValidator(_tag)]]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,6}$", max_length=35)]


class Asked(Schema):
    """The parameters of an address, and no other: a misspelt filter would find too much without a word."""

    @model_validator(mode="before")
    @classmethod
    def knows_all(cls, values, info: ValidationInfo):
        """Raises Problem for what is not a parameter, and for one that is given twice and means one thing."""
        given = info.context["request"].GET
        for name in given:
            if name not in cls.model_fields:
                raise senseless(name[:40], f"There is no such parameter here; there are {', '.join(cls.model_fields)}.")
            if len(given.getlist(name)) > 1 and get_origin(cls.model_fields[name].annotation) is not list:
                raise senseless(name[:40], "It can be given once.")
        return values


class Sparse(Asked):
    fields: str | None = Field(
        None,
        max_length=500,
        description="The members of a story to be answered, by commas; without it, the usual ones.",
        examples=["id,headline,published"],
    )


class Paged(Asked):
    limit: int = Field(USUAL, ge=SMALLEST, le=LARGEST, description="How many to a page.")
    cursor: str | None = Field(
        None, max_length=1000, description="The place of a page, from `next` of the page before: not to be made up."
    )


class Listed(Paged, Sparse):
    copies: Literal["all"] | None = Field(
        None, description="`all` to have every copy of a story that several papers printed; else the first alone."
    )


class Filters(Listed):
    since: Day | None = Field(None, description="Stories of this year, month or day, and later ones.")
    until: Day | None = Field(None, description="Stories of this year, month or day, and earlier ones.")
    source: Plain | None = Field(
        None, description="The slug of the source that published them.", examples=["the-harbour-ledger"]
    )
    cites: Plain | None = Field(None, description="The slug of a source that they cite.", examples=["harbour-wire"])
    tag: Tags = Field(
        [],
        max_length=MOST_TAGS,
        description="A tag, as its kind and slug; given again, all must hold.",
        examples=[["person/jane-doe"]],
    )
    author: Plain | None = Field(None, description="The slug of an author.", examples=["jane-doe"])
    language: Language | None = Field(None, description="A language; `en` is `en-GB` too.", examples=["en"])
    order: Literal["newest", "oldest"] = Field("newest", description="Which come first.")


class Searched(Listed):
    q: str = Field(
        ...,
        description="What is looked for, as in the site's own search: words, “phrases”, `-not`, `OR`, and `headline:`, "
        "`source:`, `cites:`, `tag:`, `person:`, `org:`, `place:`, `event:`, `topic:`, `author:`, `lang:`, `before:`, "
        "`after:`, `on:`. Of several `source:`, `lang:` or `on:` any will do, since a story has one; all others hold "
        "together.",
        examples=["tide pier source:ledger after:1968"],
    )
    by: Literal["newest", "best"] | None = Field(
        None, description="The newest first, or the best match; without it, the best of words and the newest of names."
    )
    words: Literal["all"] | None = Field(None, description="`all`: only stories that have every word of the query.")
    phrases: Literal["all"] | None = Field(
        None, description="`all`: look for phrases in all stories that have their words, which may take seconds."
    )
    age: Literal["no"] | None = Field(None, description="`no`: newer stories count for no more among the best.")


class TagsAsked(Paged):
    kind: Literal["person", "organisation", "place", "event", "topic"] | None = Field(
        None, description="Tags of this kind."
    )
    name: Plain | None = Field(None, description="The tags with this name, or another name that is this one.")


class NamesAsked(Paged):
    name: Plain | None = Field(None, description="The one with this name, or another name that is this one.")


class LinksAsked(Paged):
    state: Literal["resolved", "external", "pending"] | None = Field(
        None, description="Lines that lead to a story here, to an address outside, or wait for their story."
    )
    article: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = Field(
        None, description="The number of the story in which they stand."
    )
