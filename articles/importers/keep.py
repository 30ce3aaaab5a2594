"""Record → rows: one story into the archive, with its links, names and capture, in one transaction."""

import hashlib

from django.db import DataError, IntegrityError, transaction
from django.db.models import Value
from django.utils import timezone

from articles.importers.columns import (
    article_columns,
    correction_columns,
    date_columns,
    link_columns,
    old_addresses,
    picture_columns,
    record_hash,
    wanted_slug,
)
from articles.importers.known import ask, captured, found
from articles.importers.match import Decision, Outcome, decide
from articles.importers.remember import mark, remember
from articles.models import (
    Article,
    Author,
    Byline,
    Capture,
    Citation,
    Correction,
    OldAddress,
    Picture,
    ReadMoreLink,
    Source,
    Tag,
    Tagging,
    TagName,
    TagProposal,
)
from articles.models.naming import HeadlineKey, free_slug_for
from articles.publishing import settle, withdraw


def keep(record, capture, run, source="", publish=False):
    """Bring one record in, or find that it is here; returns the `Decision`, FAILED where Postgres refuses the story.

    `capture` is (name, bytes) as they came; `source` names the publisher of a record without one. With
    `publish` a story with a date goes before readers, unless its publisher holds it back.
    """
    try:
        return _keep(record, capture, run, source, publish)
    except IntegrityError:
        pass  # another run has just brought the same story: now it is there, and can be matched
    except DataError as error:
        return _refused(error)
    try:
        return _keep(record, capture, run, source, publish)
    except (DataError, IntegrityError) as error:
        return _refused(error)


def foresee(record, data, source=""):
    """The `Decision` that `keep` would make now, with nothing kept; `data` are the bytes of the capture."""
    name = record.publisher or source
    publisher = Source.objects.named(name).first() if name else None
    known = _known(record, publisher, hashlib.sha256(data).hexdigest())
    if known and name and not publisher and not known.captured:
        known = None  # it is of no publisher, and this story would be of one that is made for it
    return decide(record_hash(record), known)


def _refused(error):
    return Decision(Outcome.FAILED, f"Postgres refuses it: {str(error).splitlines()[0]}")


@transaction.atomic
def _keep(record, capture, run, source, publish):
    publish = publish and record.status in ("", "published")
    publisher = named_source(record.publisher or source, run)
    known = _known(record, publisher, hashlib.sha256(capture[1]).hexdigest())
    decision = decide(record_hash(record), known)
    if known and known.superseded:
        return decision
    if decision.outcome == Outcome.NEW:
        article = _add(record, publisher, run, publish)
    elif decision.outcome == Outcome.CHANGED:
        remember(run, [decision.article_id])
        article = _change(record, decision.article_id, run, dated=not known.update)
    else:
        article = Article.objects.get(pk=decision.article_id)
    _keep_capture(article, *capture, run)
    note = _follow(record, article, run, publish)
    if note or decision.outcome in (Outcome.NEW, Outcome.CHANGED):
        mark(run, [article.pk])
        settle([article.pk])
    notable = decision.notable or bool(note and note != PUBLISHED)
    return Decision(decision.outcome, decision.reason + note, article.pk, notable)


UNDATED = "; it has no date, so it waits as a draft"
PUBLISHED = "; published"


def _follow(record, article, run, publish):
    """Do with the story what the publisher and this run say; returns what was done, for the run's report."""
    if record.status == "canceled" and article.status == Article.Status.PUBLISHED:
        remember(run, [article.pk])
        withdraw(article, "Canceled by its publisher.")
        return "; canceled by its publisher, so withdrawn"
    if not publish or article.status != Article.Status.DRAFT:
        return ""
    if not article.published_on:
        return UNDATED
    remember(run, [article.pk])
    article.publish()
    return PUBLISHED


def named_source(name, run=None):
    """The source that bears `name`, made now as a publisher where there is none; None for no name."""
    if not name:
        return None
    known = Source.objects.named(name).first()
    return known or _make(Source(name=name[:200], imported_by=run))


def _make(noun):
    noun.slug = free_slug_for(noun, noun.name)
    noun.save(force_insert=True)
    return noun


def _known(record, publisher, sha256):
    """The article that these bytes gave, else the one with the record's key, else one with the same words, or None."""
    if before := captured([sha256]):
        return before[sha256][0]
    return found([ask(record, publisher and publisher.pk)])[0]


def _add(record, publisher, run, publish):
    article = Article(**article_columns(record), source=publisher, captured_at=timezone.now(), imported_by=run)
    if publish and article.published_on:
        # At once, and not by `publish()`: a story that comes in published has no earlier version.
        article.claim_slug(wanted_slug(record))
        article.status = Article.Status.PUBLISHED
    article.save(force_insert=True)
    ReadMoreLink.objects.bulk_create(ReadMoreLink(article=article, **row) for row in link_columns(record))
    _keep_rows(record, article, run)
    return article


def _change(record, article_id, run, dated=True):
    """The page's new words replace the old ones, which the database keeps as a version; the address stays.

    Unless it is `dated`, the record's date is that of the update and not of the story.
    """
    # Its key stays as it is: others may go on pointing to it, as those do that look for its twins.
    article = Article.objects.select_for_update(no_key=True).get(pk=article_id)
    columns = article_columns(record)
    if not dated:
        columns["updated_at"] = record.updated_at or (record.dating and record.dating.at)
    if not record.dating or not dated:
        # A page that has lost its date takes none from the story.
        columns = {name: value for name, value in columns.items() if name not in date_columns(None)}
    for column, value in columns.items():
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
    for rows in (article.citations, article.bylines, article.pictures):
        rows.all().delete()
    _keep_rows(record, article, run)
    return article


def _keep_rows(record, article, run):
    """All that belongs to a story but its links: whom it cites, who wrote it, its pictures, addresses and names."""
    cited = [named_source(name, run) for name in record.cited if name]
    cited = [source for source in cited if source.pk != article.source_id]
    Citation.objects.bulk_create(
        (Citation(article=article, source=source, position=place) for place, source in enumerate(dict.fromkeys(cited))),
        ignore_conflicts=True,
    )
    Byline.objects.bulk_create(
        (Byline(article=article, author=_author(name, run), position=at) for at, name in enumerate(record.authors)),
        ignore_conflicts=True,
    )
    Picture.objects.bulk_create(Picture(article=article, **row) for row in picture_columns(record))
    OldAddress.objects.bulk_create(
        (OldAddress(article=article, url=url) for url in old_addresses(record)), ignore_conflicts=True
    )
    Tagging.objects.bulk_create(
        (Tagging(article=article, tag=tag) for tag in dict.fromkeys(_tag(*named, run) for named in record.tags)),
        ignore_conflicts=True,
    )
    standing = set(article.corrections.values_list("corrected_on", "text"))
    Correction.objects.bulk_create(
        Correction(article=article, **row)
        for row in correction_columns(record)
        if (row["corrected_on"], row["text"]) not in standing
    )
    _keep_proposals(record, article)


def _tag(kind, name, run):
    """The tag of `kind` that bears `name`, made now where there is none; a merged one leads to the one that stays."""
    known = Tag.objects.named(kind, name[:200]).first()
    return known or _make(Tag(kind=kind, name=name[:200], imported_by=run))


def _author(name, run):
    return Author.objects.named(name).first() or _make(Author(name=name[:200], imported_by=run))


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


def _keep_capture(article, name, data, run):
    Capture.objects.bulk_create(
        [
            Capture(
                article=article,
                imported_by=run,
                name=name[:500],
                content=data,
                sha256=hashlib.sha256(data).hexdigest(),
            )
        ],
        ignore_conflicts=True,
    )
