"""Reasons in words: why a related story stands beside an article."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

YEAR, MONTH = 365.25, 30.44


def in_words(related):
    """A line such as "Two days later · both about Esmail Qaani and the Quds Force". Never empty."""
    reason = related.reason
    parts = [_("chosen by an editor")] if related.origin == "pinned" else []
    if "linked" in reason:
        parts.append(_("linked in the text"))
    named = _named(reason)
    if "days" in reason and (not parts or named):
        parts.append(distance(reason["days"]))
    # Translators: stands between two reasons: "two days later · both about NASA".
    text = _(" · ").join([*parts, *named]) or _("much the same words")
    return text[:1].upper() + text[1:]


def _named(reason):
    """What both have, named, the strongest kind first."""
    if "pointed_to_by" in reason:
        return [_("both are pointed to by “%(headline)s”") % {"headline": reason["pointed_to_by"]}]
    if "point_to" in reason:
        return [_("both point to “%(headline)s”") % {"headline": reason["point_to"]}]
    if "linked_with" in reason:
        return [_("both are linked with “%(headline)s”") % {"headline": reason["linked_with"]}]
    if "tags" in reason:
        return [_("both about %(names)s") % {"names": listed(reason["tags"])}]
    if "words" in reason:
        return [_("both on %(words)s") % {"words": listed(reason["words"])}]
    if "cites" in reason:
        return [_("both cite %(sources)s") % {"sources": listed(reason["cites"])}]
    return []


def alike(likeness):
    """How alike two copies are, from 0 to 1, in words; None is said of two that are so by way of a third."""
    if likeness is None:
        return _("By way of another copy")
    # Never 100 %: two texts of which a word differs are not the same.
    if likeness == 1:
        return _("Word for word")
    return _("Nearly the same, %(percent)s %%") % {"percent": int(likeness * 100)}


def distance(days):
    """How much later, in words, the other story is: whole days, then months, then years, never finer than true."""
    if days == 0:
        return _("same day")
    far = abs(days)
    # A month or a year is said from just before it is full: 30 days are a month.
    if far >= YEAR * 0.97:
        number = round(far / YEAR)
        words = (
            ngettext("%(number)s year later", "%(number)s years later", number)
            if days > 0
            else ngettext("%(number)s year earlier", "%(number)s years earlier", number)
        )
    elif far >= MONTH * 0.97:
        number = round(far / MONTH)
        words = (
            ngettext("%(number)s month later", "%(number)s months later", number)
            if days > 0
            else ngettext("%(number)s month earlier", "%(number)s months earlier", number)
        )
    else:
        number = far
        words = (
            ngettext("%(number)s day later", "%(number)s days later", number)
            if days > 0
            else ngettext("%(number)s day earlier", "%(number)s days earlier", number)
        )
    return words % {"number": _in_letters(number)}


def _in_letters(number):
    """Small numbers as words, as a newspaper prints them."""
    words = {
        1: _("one"), 2: _("two"), 3: _("three"), 4: _("four"), 5: _("five"),
        6: _("six"), 7: _("seven"), 8: _("eight"), 9: _("nine"), 10: _("ten"),
    }  # fmt: skip
    return words.get(number) or number_format(number, use_l10n=True, force_grouping=True)


def listed(names):
    """ "a", "a and b", "a, b and c"."""
    if len(names) == 1:
        return names[0]
    # Translators: stands between the first names of a list: "a, b and c".
    first = _(", ").join(names[:-1])
    return _("%(names)s and %(last)s") % {"names": first, "last": names[-1]}
