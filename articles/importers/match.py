"""New, changed or same - and why. Decisions only: nothing here reads or writes the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"  # the page changed, but so did an editor: the editor's words stay
    FAILED = "failed"


@dataclass(frozen=True)
class Known:
    """The article that a record may be: `by_key` when it bears the record's key, else only its words.

    With `update` it has neither, but is the same publisher's under the same headline, with nearly the same text;
    `later` is then whether the record is the later of the two. `captured` says that these very bytes came in before.
    They are then no news, even if they would be read otherwise now that more names are known. `superseded` says that
    others came in since: these are an earlier version.
    """

    article_id: int
    by_key: bool
    record_hash: str
    edited_at: datetime | None = None
    published: str = ""
    captured: bool = False
    superseded: bool = False
    update: bool = False
    later: bool = True


@dataclass(frozen=True)
class Decision:
    outcome: Outcome
    reason: str
    article_id: int | None = None
    notable: bool = False  # worth a line in the import's log


def decide(record_hash, known):
    """What a record is to the archive: `known` is the article it may be, or None."""
    if known is None:
        return Decision(Outcome.NEW, "not in the archive")
    if known.update:
        return _update(known)
    if not known.by_key:
        return Decision(
            Outcome.SAME, f"the same words are here, dated {known.published or 'nowhere'}", known.article_id
        )
    if known.superseded:
        return Decision(Outcome.SAME, "an earlier version of a story that is here", known.article_id)
    if known.captured:
        return Decision(Outcome.SAME, "this very page is here", known.article_id)
    if known.record_hash == record_hash:
        return Decision(Outcome.SAME, "the page says what it said", known.article_id)
    return _changed(known, "the page changed")


def _update(known):
    if not known.later:
        return Decision(Outcome.SAME, "an earlier version of a story that is here", known.article_id)
    return _changed(known, f"an update of a story that is here, dated {known.published or 'nowhere'}")


def _changed(known, reason):
    if known.edited_at:
        reason = f"{reason}, but an editor has changed the article on {known.edited_at:%Y-%m-%d}"
        return Decision(Outcome.KEPT, reason, known.article_id, notable=True)
    return Decision(Outcome.CHANGED, reason, known.article_id)


def failed(item):
    """The decision on an `Item` without a record."""
    return Decision(Outcome.FAILED, (f"line {item.line:,}: " if item.line else "") + item.reason)
