"""What the API answers, for its documentation. Answers are made by `objects`; a test holds them to these."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field

SITE = "https://news.example.org"
API = f"{SITE}/api/v1"
STORY = f"{SITE}/1969/07/21/the-tide-took-the-pier/"
OTHER = f"{SITE}/1969/07/23/pier-closed-for-good/"


class Told(Schema):
    model_config = ConfigDict(extra="forbid")


class Name(Told):
    name: str = Field(description="As it is printed.", examples=["The Harbour Ledger"])
    slug: str = Field(description="By which it is asked for.", examples=["the-harbour-ledger"])


class TagName(Told):
    name: str = Field(description="Its name.", examples=["Jane Doe"])
    slug: str = Field(description="By which it is asked for, behind its kind.", examples=["jane-doe"])
    kind: Literal["person", "organisation", "place", "event", "topic"] = Field(description="What it names.")


class Published(Told):
    on: str = Field(
        description="The date in ISO 8601, no more precise than it is known: a day, a month or a year.",
        examples=["1969-07-21", "1969-07", "1969"],
    )
    precision: Literal["day", "month", "year"] = Field(description="How precisely it is known.")
    basis: Literal["stated", "printed", "inferred", "set"] = Field(
        description="On whose word: stated by the publisher, printed on the page, inferred by an importer, set by an "
        "editor."
    )
    at: datetime | None = Field(description="The moment, where it is known.", examples=["1969-07-21T10:00:00+00:00"])


class ReadMore(Told):
    headline: str = Field(description="The headline that the line names.", examples=["Pier closed for good"])
    label: str = Field(description="What stands before it.", examples=["Read more"])
    after: int = Field(description="How many blocks of the body stand before the line.", examples=[2])
    state: Literal["resolved", "external", "pending"] = Field(
        description="Whether it leads to a story here, to an address outside, or waits for its story."
    )
    address: str | None = Field(description="Where it leads.", examples=[OTHER])


class Picture(Told):
    url: str = Field(
        description="Where the picture was; the archive keeps none.", examples=["https://ledger.example/pier.jpg"]
    )
    caption: str = Field(description="What stood under it.", examples=["The pier before the tide"])
    credit: str = Field(description="Whose it is.", examples=["A. Photographer"])
    alt: str = Field(description="What stands in its place.", examples=["A long pier at low water"])


class Correction(Told):
    on: date = Field(description="The day of the correction.", examples=["1969-07-23"])
    text: str = Field(
        description="What was wrong, and what is right.", examples=["The tide came at noon and not at one."]
    )


class Formats(Told):
    page: str = Field(description="The page.", examples=[STORY])
    ninjs: str = Field(description="JSON, as ninjs 3.0 of the IPTC has it.", examples=[f"{STORY}story.json"])
    text: str = Field(description="Plain text.", examples=[f"{STORY}story.txt"])
    markdown: str = Field(description="Markdown with front matter.", examples=[f"{STORY}story.md"])


class OtherStory(Told):
    id: int = Field(description="By which it is asked for.", examples=[18])
    headline: str = Field(description="Its headline.", examples=["Pier closed for good"])
    address: str = Field(description="Its page.", examples=[OTHER])
    language: str = Field(description="Its language, in BCP 47.", examples=["en"])
    publisher: Name | None = Field(description="Who published it.")
    published: Published = Field(description="When.")


class RelatedStory(OtherStory):
    reason: str = Field(description="Why it stands beside this one.", examples=["Two days later · both about Jane Doe"])


class Story(Told):
    """A story with what belongs to it. `fields` chooses which members are in an answer; the others are left out."""

    # So none is required, which Pydantic knows of values and not of schemas.
    model_config = ConfigDict(extra="forbid", json_schema_extra=lambda schema: schema.pop("required", None))

    id: int = Field(description="Its number in this archive, for ever.", examples=[17])
    address: str = Field(description="Its page here.", examples=[STORY])
    headline: str = Field(description="Its headline.", examples=["The tide took the pier"])
    standfirst: str = Field(
        description="The paragraph under the headline, or nothing.", examples=["Nobody was on it when it went"]
    )
    byline: str = Field(description="The line that says who wrote it, as printed.", examples=["By Jane Doe"])
    authors: list[Name] = Field(
        description="Who wrote it, in the order printed.", examples=[[{"name": "Jane Doe", "slug": "jane-doe"}]]
    )
    dateline: str = Field(description="Where it was written.", examples=["HARBOUR"])
    section: str = Field(description="The section of the paper.", examples=["Town"])
    language: str = Field(description="The language, in BCP 47.", examples=["en"])
    publisher: Name | None = Field(description="Who published it.")
    published: Published = Field(description="When, how precisely that is known, and on whose word.")
    updated_at: datetime | None = Field(description="When its publisher says that it was updated.")
    tags: list[TagName] = Field(description="Who and what it is about.")
    cited: list[Name] = Field(
        description="The sources on which it leans.", examples=[[{"name": "Harbour Wire", "slug": "harbour-wire"}]]
    )
    permanent: str = Field(
        description="An address that leads to its page wherever it moves.", examples=[f"{SITE}/a/17/"]
    )
    formats: Formats = Field(description="The same story in other formats.")
    original_url: str | None = Field(description="Where it came from.", examples=["https://ledger.example/town/pier"])
    captured_at: datetime | None = Field(description="When its page was taken.")
    changed_at: datetime = Field(description="When the archive last changed it.")
    body: list[str] = Field(
        description="Blocks of clean HTML: inline for a paragraph, or one block element.",
        examples=[["The pier went at noon.", "<h2>What comes after</h2>"]],
    )
    read_more: list[ReadMore] = Field(description="Lines that send the reader to other stories, in their places.")
    pictures: list[Picture] = Field(description="What it showed.")
    corrections: list[Correction] = Field(description="Dated notes, the oldest first.")
    related: list[RelatedStory] = Field(description="What else a reader of it would want; only of a single story.")
    mentioned_in: list[OtherStory] = Field(
        description="Stories whose read-more lines lead here, the newest first, twelve at the most; only of a single "
        "story."
    )


class Source(Name):
    """Who prints or says news."""

    kind: Literal["publisher", "agency", "broadcaster", "official"] = Field(description="What it is.")
    country: str = Field(description="In ISO 3166-1, or nothing.", examples=["GB"])
    language: str = Field(description="In BCP 47, or nothing.", examples=["en"])
    homepage: str = Field(description="Its own site, or nothing.", examples=["https://ledger.example/"])
    other_names: list[str] = Field(description="Other names under which it is known.", examples=[["The Ledger"]])
    address: str = Field(description="Its page here.", examples=[f"{SITE}/sources/the-harbour-ledger/"])
    articles: str = Field(
        description="The list of what it published.", examples=[f"{API}/articles/?source=the-harbour-ledger"]
    )
    cited_in: str = Field(
        description="The list of stories that cite it.", examples=[f"{API}/articles/?cites=the-harbour-ledger"]
    )


class Tag(TagName):
    """Who or what stories are about."""

    other_names: list[str] = Field(description="Other names for it.", examples=[["J. Doe"]])
    address: str = Field(description="Its page here.", examples=[f"{SITE}/tags/person/jane-doe/"])
    articles: str = Field(
        description="The list of stories about it.", examples=[f"{API}/articles/?tag=person%2Fjane-doe"]
    )


class Author(Told):
    """Who wrote stories."""

    name: str = Field(description="As it is printed.", examples=["Jane Doe"])
    slug: str = Field(description="By which they are asked for.", examples=["jane-doe"])
    articles: str = Field(description="The list of what they wrote.", examples=[f"{API}/articles/?author=jane-doe"])


class Link(ReadMore):
    """A read-more line, and the story in which it stands."""

    id: int = Field(description="Its number.", examples=[4])
    article: int = Field(description="The number of the story in which it stands.", examples=[17])
    leads_to: int | None = Field(description="The number of the story to which it leads.", examples=[18])


class Wanted(Told):
    """A headline that read-more lines ask for, and that nobody has archived."""

    headline: str = Field(description="As the lines have it.", examples=["Pier closed for good"])
    asked_by: int = Field(description="How many stories ask for it.", examples=[3])


NEXT = Field(description="The next page; null on the last.", examples=[f"{API}/articles/?cursor=eyJhd…"])


class Stories(Told):
    results: list[Story] = Field(description="A page of stories.")
    next: str | None = NEXT


class Found(Stories):
    query: str = Field(description="The query in its one spelling.", examples=["tide pier source:ledger"])
    in_words: str = Field(description="The query in plain English.", examples=["“tide pier”, published by ledger"])
    problems: list[str] = Field(description="What of the query could not be followed; the rest was looked for.")
    total: int = Field(description="How many stories there are, exact to 10,000.", examples=[42])
    more: bool = Field(description="Whether there are more than `total`.")
    among: int | None = Field(
        description="Of a phrase of common words: so many stories that have the words, the newest, were looked at."
    )


class Sources(Told):
    results: list[Source] = Field(description="A page of sources.")
    next: str | None = NEXT


class Tags(Told):
    results: list[Tag] = Field(description="A page of tags.")
    next: str | None = NEXT


class Authors(Told):
    results: list[Author] = Field(description="A page of authors.")
    next: str | None = NEXT


class Links(Told):
    results: list[Link] = Field(description="A page of read-more lines.")
    next: str | None = NEXT


class WantedStories(Told):
    results: list[Wanted] = Field(description="The most wanted first.")
    next: str | None = NEXT


class ParameterProblem(Told):
    parameter: str = Field(description="Which parameter.", examples=["limit"])
    detail: str = Field(description="What is wrong with it.")


class Problem(Told):
    """Problem details (RFC 9457), as `application/problem+json`."""

    type: str = Field(description="An address that tells of this kind of problem.")
    title: str = Field(description="The kind of problem.", examples=["Not Found"])
    status: int = Field(description="The status of the answer.", examples=[404])
    detail: str = Field(description="What is the matter, in a sentence.")
    instance: str = Field(description="The address that was asked for.")
    errors: list[ParameterProblem] = Field([], description="Parameters that cannot be understood.")
    note: str = Field("", description="Why a story was withdrawn.")
