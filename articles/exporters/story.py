"""An article with all that belongs to it, as plain values: what every way out of the archive is made from.

`stories(queryset)` reads them in the order of the queryset: the keys through a cursor on the server, then one
query for each `BATCH` of them, so that a million stories take no more memory than a few hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from articles.importers.record import Picture
from articles.models import Article, Byline, Citation, Correction, OldAddress, ReadMoreLink, Tagging
from articles.models import Picture as PictureRow
from articles.models.dating import Published

# A few megabytes of text at the most usual lengths; larger ones read no quicker.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Pointer:
    """A read-more line in its place: `after` counts the blocks before it. `leads_to` is the path of its story here,
    "" where that is not known; `url` an address outside."""

    headline: str
    line: str
    label: str
    after: int
    url: str
    state: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Story:
    """An article. Texts are plain, `blocks` clean HTML; what is not known is "", None or ().

    `address` is the path under which it stands, "" for a story that never had one; `permanent` is the path that
    leads to it wherever it stands. `url` is where it came from, `former_urls` are other addresses it had elsewhere.
    `tags` are (`Tag.Kind` value, name); `corrections` (day, text), the oldest first. `modified_at` is when the
    archive last changed its row.
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

    def names(self, kind: str) -> list[str]:
        """The names of its tags of a kind."""
        return [name for own, name in self.tags if own == kind]

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
        rows = {article.pk: article for article in _with_all(Article.objects.filter(pk__in=batch))}
        yield from (_story(rows[key]) for key in batch if key in rows)


def _with_all(articles: QuerySet) -> QuerySet:
    """Articles with all that belongs to them in one query; lists of it are named `own_*`."""
    rows = OuterRef("pk")
    tags = Tagging.objects.filter(article=rows).order_by("tag__kind", "tag__name", "pk")
    authors = Byline.objects.filter(article=rows).order_by("position", "pk")
    cited = Citation.objects.filter(article=rows).order_by("position", "pk")
    links = ReadMoreLink.objects.filter(article=rows).order_by("after", "pk")
    pictures = PictureRow.objects.filter(article=rows).order_by("position", "pk")
    urls = OldAddress.objects.filter(article=rows).order_by("pk")
    corrections = Correction.objects.filter(article=rows).order_by("corrected_on", "pk")
    of_link = {field: field for field in ("headline", "line", "label", "after", "url", "state")}
    of_link |= {"on": "target__published_on", "slug": "target__slug"}
    return (
        articles.order_by()
        .select_related("source")
        .defer("search", "names", "headline_key", "text_hash", "appears_at")
        .annotate(
            own_tags=ArraySubquery(tags.values(json=JSONObject(kind="tag__kind", name="tag__name"))),
            own_authors=ArraySubquery(authors.values("author__name")),
            own_cited=ArraySubquery(cited.values("source__name")),
            own_links=ArraySubquery(links.values(json=JSONObject(**of_link))),
            own_pictures=ArraySubquery(
                pictures.values(json=JSONObject(url="url", caption="caption", credit="credit", alt="alt"))
            ),
            own_urls=ArraySubquery(urls.values("url")),
            own_corrections=ArraySubquery(corrections.values(json=JSONObject(on="corrected_on", text="text"))),
        )
    )


def _story(article: Article) -> Story:
    return Story(
        pk=article.pk,
        headline=article.headline,
        standfirst=article.standfirst,
        blocks=tuple(article.blocks),
        byline=article.byline,
        authors=tuple(article.own_authors),
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
        cited=tuple(article.own_cited),
        read_more=tuple(map(_pointer, article.own_links)),
        pictures=tuple(Picture(**picture) for picture in article.own_pictures),
        former_urls=tuple(url for url in article.own_urls if url != article.original_url),
        corrections=_corrections(article.own_corrections),
    )


def _address(article: Article) -> str:
    return article.get_absolute_url() if article.published_on and article.slug else ""


def _pointer(row: dict) -> Pointer:
    on, slug = row.pop("on"), row.pop("slug")
    known = on and slug
    return Pointer(**row, leads_to=_address(Article(published_on=date.fromisoformat(on), slug=slug)) if known else "")


def _corrections(rows: Iterable[dict]) -> tuple[tuple[date, str], ...]:
    return tuple((date.fromisoformat(row["on"]), row["text"]) for row in rows)
