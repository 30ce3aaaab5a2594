"""Few at a time: pages in, articles out, one transaction a page.

A run can be stopped at any moment and run again: each page is in, with its links and relations, or it
is not, and what is in is "same" the next time.
"""

import hashlib
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from articles.importers import text
from articles.importers.columns import article_columns, external_id, link_columns, record_hash
from articles.importers.match import Decision, Known, Outcome, decide
from articles.importers.record import Unreadable
from articles.importers.vocabulary import add_known_sources, known_names
from articles.models import (
    Article,
    Author,
    Byline,
    Capture,
    Citation,
    Import,
    ImportFailure,
    ReadMoreLink,
    Source,
    TagName,
    TagProposal,
)  # fmt: skip
from articles.models.naming import HeadlineKey, free_slug, slug_of
from articles.publishing import settle


@dataclass(frozen=True)
class Page:
    """Bytes as they came, and the name of the file or address they came from; or why there are none."""

    name: str
    data: bytes
    error: str = ""


@dataclass(frozen=True)
class Line:
    """What came of one page of a run: `number` counts from 1, `reason` is a sentence without its full stop."""

    number: int
    name: str
    outcome: Outcome
    reason: str
    article_id: int | None = None


def load(pages, *, source="", publish=False, user=None, origin=""):
    """Bring `pages` in as one `Import`; yields a `Line` for each, in order, once it is in the database.

    `source` names the publisher of pages that do not say theirs. With `publish`, what has a date goes
    before readers at once; the rest waits as drafts.
    """
    if not Source.objects.exists():
        add_known_sources()
    run = Import.objects.create(user=user, origin=origin)
    names = known_names()
    for number, page in enumerate(pages, 1):
        decision = _load_page(page, run, names, source, publish)
        _count(run, number, page, decision)
        yield Line(number, page.name, decision.outcome, decision.reason, decision.article_id)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])


COUNTERS = {
    Outcome.NEW: "added",
    Outcome.CHANGED: "changed",
    Outcome.SAME: "same",
    Outcome.KEPT: "kept",
    Outcome.FAILED: "failed",
}


def _count(run, number, page, decision):
    counter = COUNTERS[decision.outcome]
    Import.objects.filter(pk=run.pk).update(**{counter: F(counter) + 1})
    if decision.outcome == Outcome.FAILED:
        ImportFailure.objects.create(imported_by=run, number=number, name=page.name[:500], reason=decision.reason)


def _load_page(page, run, names, source, publish):
    if page.error:
        return Decision(Outcome.FAILED, page.error)
    try:
        record = text.parse(page.data, names)
    except Unreadable as error:
        return Decision(Outcome.FAILED, str(error))
    try:
        return _keep(record, page, run, source, publish)
    except IntegrityError:
        # Another run has just brought the same story: now it is there, and can be matched.
        return _keep(record, page, run, source, publish)


@transaction.atomic
def _keep(record, page, run, source, publish):
    publisher = named_source(record.publisher or source)
    decision = decide(record_hash(record), _known(record, publisher))
    if decision.outcome == Outcome.NEW:
        article = _add(record, publisher, run, publish)
    elif decision.outcome == Outcome.CHANGED:
        article = _change(record, decision.article_id)
    else:
        article = Article.objects.get(pk=decision.article_id)
    _keep_capture(article, page, run)
    note = _publish(article) if publish and article.status == Article.Status.DRAFT else ""
    if note or decision.outcome in (Outcome.NEW, Outcome.CHANGED):
        settle([article.pk])
    return Decision(decision.outcome, decision.reason + note, article.pk)


def _publish(article):
    if not article.published_on:
        return "; it has no date, so it waits as a draft"
    article.publish()
    return "; published"


def named_source(name):
    """The source that bears `name`, made now as a publisher where there is none; None for no name."""
    if not name:
        return None
    return Source.objects.named(name).first() or Source.objects.create(name=name[:200], slug=_free_slug(Source, name))


def _free_slug(model, name):
    slug = slug_of(name, model._meta.model_name)
    return free_slug(slug, set(model.objects.filter(slug__startswith=slug).values_list("slug", flat=True)))


def _known(record, publisher):
    """The article that bears the record's key, else one with the same words from the same publisher, else None."""
    body = article_columns(record)["body"]
    same_words = Func(
        HeadlineKey(Value(record.headline)),
        Value(body),
        template="md5(%(expressions)s)::uuid",
        arg_joiner=" || E'\\n' || ",
    )
    key = Q(external_id=external_id(record))
    found = Article.objects.filter(key | Q(text_hash=same_words), source=publisher)
    for article in sorted(found, key=lambda article: article.external_id != external_id(record)):
        return Known(
            article.pk,
            article.external_id == external_id(record),
            article.record_hash,
            article.edited_at,
            str(article.published or ""),
        )
    return None


def _add(record, publisher, run, publish):
    article = Article(**article_columns(record), source=publisher, captured_at=timezone.now(), imported_by=run)
    if publish and article.published_on:
        # At once, and not by `publish()`: a story that comes in published has no earlier version.
        article.claim_slug()
        article.status = Article.Status.PUBLISHED
    article.save(force_insert=True)
    ReadMoreLink.objects.bulk_create(ReadMoreLink(article=article, **row) for row in link_columns(record))
    _keep_names(record, article)
    return article


def _change(record, article_id):
    """The page's new words replace the old ones, which the database keeps as a version; the address stays."""
    article = Article.objects.select_for_update().get(pk=article_id)
    for column, value in article_columns(record).items():
        setattr(article, column, value)
    article.save()
    rows = link_columns(record)
    # A link whose headline still stands keeps what was decided about it.
    standing = {link.headline: link for link in article.read_more_links.all()}
    article.read_more_links.exclude(headline__in=[row["headline"] for row in rows]).delete()
    for row in rows:
        link = standing.pop(row["headline"], None)
        if link:
            ReadMoreLink.objects.filter(pk=link.pk).update(after=row["after"], line=row["line"], label=row["label"])
        else:
            ReadMoreLink.objects.create(article=article, **row)
    article.citations.all().delete()
    article.bylines.all().delete()
    _keep_names(record, article)
    return article


def _keep_names(record, article):
    cited = [source for source in map(named_source, record.cited) if source and source.pk != article.source_id]
    Citation.objects.bulk_create(
        (Citation(article=article, source=source, position=place) for place, source in enumerate(dict.fromkeys(cited))),
        ignore_conflicts=True,
    )
    Byline.objects.bulk_create(
        (Byline(article=article, author=_author(name), position=place) for place, name in enumerate(record.authors)),
        ignore_conflicts=True,
    )
    _keep_proposals(record, article)


def _author(name):
    same = Author.objects.filter(key=HeadlineKey(Value(name)))
    return same.first() or Author.objects.create(name=name[:200], slug=_free_slug(Author, name))


def _keep_proposals(record, article):
    """Names for an editor to accept. A name that the archive has as a tag, and that the story turns on - it stands
    in its headline or standfirst, or twice in the text - is taken at once: its tag is no news to an editor."""
    top = f"{record.headline} {record.standfirst}"
    TagProposal.objects.bulk_create(
        (
            TagProposal(
                article=article, kind=found.kind, name=found.name[:200], count=found.count, evidence=found.evidence
            )
            for found in record.proposals
        ),
        ignore_conflicts=True,
    )
    opened = list(article.tag_proposals.filter(state=TagProposal.State.OPEN))
    keys = [HeadlineKey(Value(proposal.name)) for proposal in opened]
    known = set(TagName.objects.filter(key__in=keys).values_list("kind", "name"))
    for proposal in opened:
        if (proposal.kind, proposal.name) in known and (proposal.count >= 2 or proposal.name in top):
            proposal.accept()


def _keep_capture(article, page, run):
    Capture.objects.bulk_create(
        [
            Capture(
                article=article,
                imported_by=run,
                name=page.name[:500],
                content=page.data,
                sha256=hashlib.sha256(page.data).hexdigest(),
            )
        ],
        ignore_conflicts=True,
    )
