"""An article with all that belongs to it, as plain values: what every way out of the archive is made from.

`stories(queryset)` reads them in the order of the queryset: the keys through a cursor on the server, then one
query for each `BATCH` of them, so that a million stories take no more memory than a few hundred. `of_keys` reads some
of them by their keys, and `with_state` tells without reading them whether anything of theirs has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import MD5, Cast, Coalesce, Greatest, JSONObject, Now

from articles.importers.record import Picture
from articles.models import Article, Byline, Citation, Correction, OldAddress, ReadMoreLink, Tagging
from articles.models import Picture as PictureRow
from articles.models.dating import Published

# A few megabytes of text at the most usual lengths; larger ones read no quicker.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Pointer:
    """A read-more line in its place: `after` counts the blocks before it. `leads_to` is the path of its story here,
    "" where that is not known, and `is_open` whether a reader can open that; `url` an address outside."""

    headline: str
    line: str
    label: str
    after: int
    url: str
    state: str
    leads_to: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """An article. Texts are plain, `blocks` clean HTML; what is not known is "", None or ().

    `address` is the path under which it stands, "" for a story that never had one; `permanent` is the path that
    leads to it wherever it stands. `url` is where it came from, `former_urls` are other addresses it had elsewhere.
    `tags` are (`Tag.Kind` value, name); `corrections` (day, text), the oldest first. `modified_at` is when the
    archive last changed its row, `changed_at` when what a reader sees of it last did: by whoever wrote the row, by an
    editor, who may change tags and corrections too, and by a story that came for a read-more line. `slugs` are those
    of its names, by (`Tag.Kind` value, "source" or "author", name).
    """

    pk: int
    headline: str
    standfirst: str
    blocks: tuple[str, ...]
    byline: str
    authors: tuple[str, ...]
    dateline: str
    section: str
    language: str
    publisher: str
    published: Published | None
    updated_at: datetime | None
    captured_at: datetime | None
    modified_at: datetime
    url: str
    external_id: str
    status: str
    withdrawal_note: str
    slug: str
    address: str
    permanent: str
    tags: tuple[tuple[str, str], ...]
    cited: tuple[str, ...]
    read_more: tuple[Pointer, ...]
    pictures: tuple[Picture, ...]
    former_urls: tuple[str, ...]
    corrections: tuple[tuple[date, str], ...]
    changed_at: datetime | None = None
    slugs: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def names(self, kind: str) -> list[str]:
        """The names of its tags of a kind."""
        return [name for own, name in self.tags if own == kind]

    def for_readers(self) -> Story:
        """The story as anybody may have it: its read-more lines lead to no draft and to no withdrawn story."""
        if all(pointer.is_open for pointer in self.read_more):
            return self
        hidden = (pointer if pointer.is_open else replace(pointer, leads_to="") for pointer in self.read_more)
        return replace(self, read_more=tuple(hidden))

    def parts(self) -> Iterator[str | Pointer]:
        """Blocks and read-more lines in the order of the page; lines placed beyond the end stand at the end."""
        waiting = list(self.read_more)
        for number, block in enumerate(self.blocks):
            while waiting and waiting[0].after <= number:
                yield waiting.pop(0)
            yield block
        yield from waiting


def stories(queryset: QuerySet) -> Iterator[Story]:
    """The stories of a queryset of articles, in its order; one that is deleted on the way is left out."""
    keys = queryset.values_list("pk", flat=True).iterator(chunk_size=BATCH * 10)
    while batch := list(islice(keys, BATCH)):
        yield from of_keys(batch)


def of_keys(keys: Sequence[int], body: bool = True) -> list[Story]:
    """The stories of some keys, in their order; one query. One that is not there is left out.

    Without `body` that is not read, and `blocks` are empty.
    """
    found = Article.objects.filter(pk__in=keys).select_related("source").annotate(**_all())
    found = found.order_by().defer("search", "names", "headline_key", "text_hash", "appears_at")
    rows = {article.pk: article for article in (found if body else found.defer("body"))}
    return [_story(rows[key], body) for key in keys if key in rows]


def with_state(articles: QuerySet) -> QuerySet:
    """Articles with `state`: 32 letters that are others as soon as anything is that their stories say.

    Postgres reads what a story is made from and sends these alone. The revision stands for the article's own columns.
    """
    own = {name: name for name in ("revision", "modified_at", "edited_at", "captured_at")}
    said = JSONObject(**own, publisher="source__name", **_all())
    return articles.annotate(state=MD5(Cast(said, TextField())))


def _all() -> dict[str, Expression]:
    """All that belongs to an article, as lists by the name of `own_*`."""
    rows = OuterRef("pk")
    tags = Tagging.objects.filter(article=rows).order_by("tag__kind", "tag__name", "pk")
    authors = Byline.objects.filter(article=rows).order_by("position", "pk")
    cited = Citation.objects.filter(article=rows).order_by("position", "pk")
    links = ReadMoreLink.objects.filter(article=rows).order_by("after", "pk")
    pictures = PictureRow.objects.filter(article=rows).order_by("position", "pk")
    urls = OldAddress.objects.filter(article=rows).order_by("pk")
    corrections = Correction.objects.filter(article=rows).order_by("corrected_on", "pk")
    of_link = {name: name for name in ("headline", "line", "label", "after", "url", "state")}
    is_open = Coalesce(Q(target__status="published", target__appears_at__lte=Now()), True)
    of_link |= {"on": "target__published_on", "slug": "target__slug", "is_open": is_open}
    of_link |= {"since": Greatest("target__modified_at", "target__appears_at")}
    of_picture = {name: name for name in ("url", "caption", "credit", "alt")}
    return {
        "own_tags": ArraySubquery(tags.values(json=JSONObject(kind="tag__kind", name="tag__name", slug="tag__slug"))),
        "own_authors": ArraySubquery(authors.values(json=JSONObject(name="author__name", slug="author__slug"))),
        "own_cited": ArraySubquery(cited.values(json=JSONObject(name="source__name", slug="source__slug"))),
        "own_links": ArraySubquery(links.values(json=JSONObject(**of_link))),
        "own_pictures": ArraySubquery(pictures.values(json=JSONObject(**of_picture))),
        "own_urls": ArraySubquery(urls.values("url")),
        "own_corrections": ArraySubquery(corrections.values(json=JSONObject(on="corrected_on", text="text"))),
    }


def _story(article: Article, body: bool = True) -> Story:
    return Story(
        pk=article.pk,
        headline=article.headline,
        standfirst=article.standfirst,
        blocks=tuple(article.blocks) if body else (),
        byline=article.byline,
        authors=tuple(author["name"] for author in article.own_authors),
        dateline=article.dateline,
        section=article.section,
        language=article.language,
        publisher=article.source.name if article.source else "",
        published=article.published,
        updated_at=article.updated_at,
        captured_at=article.captured_at,
        modified_at=article.modified_at,
        url=article.original_url,
        external_id=article.external_id,
        status=article.status,
        withdrawal_note=article.withdrawal_note,
        slug=article.slug,
        address=_address(article),
        permanent=article.get_permanent_url(),
        tags=tuple((tag["kind"], tag["name"]) for tag in article.own_tags),
        cited=tuple(source["name"] for source in article.own_cited),
        read_more=tuple(map(_pointer, article.own_links)),
        pictures=tuple(Picture(**picture) for picture in article.own_pictures),
        former_urls=tuple(url for url in article.own_urls if url != article.original_url),
        corrections=_corrections(article.own_corrections),
        changed_at=_changed_at(article),
        slugs=_slugs(article),
    )


def _changed_at(article: Article) -> datetime:
    led_to = [datetime.fromisoformat(link["since"]) for link in article.own_links if link["since"] and link["is_open"]]
    return max(filter(None, [article.modified_at, article.edited_at, *led_to]))


def _slugs(article: Article) -> dict[tuple[str, str], str]:
    slugs = {(tag["kind"], tag["name"]): tag["slug"] for tag in article.own_tags}
    slugs |= {("author", author["name"]): author["slug"] for author in article.own_authors}
    slugs |= {("source", source["name"]): source["slug"] for source in article.own_cited}
    return slugs | ({("source", article.source.name): article.source.slug} if article.source else {})


def _address(article: Article) -> str:
    return article.get_absolute_url() if article.published_on and article.slug else ""


def _pointer(row: dict) -> Pointer:
    row = dict(row)
    on, slug, _ = (row.pop(name) for name in ("on", "slug", "since"))
    known = on and slug
    return Pointer(**row, leads_to=_address(Article(published_on=date.fromisoformat(on), slug=slug)) if known else "")


def _corrections(rows: Iterable[dict]) -> tuple[tuple[date, str], ...]:
    return tuple((date.fromisoformat(row["on"]), row["text"]) for row in rows)
