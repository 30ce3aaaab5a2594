"""What a story said when: its versions, one of them, and what changed from one to the next."""

from collections import defaultdict
from itertools import pairwise

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.history import memento
from articles.history.changes import changed, changes
from articles.history.versions import in_full, versions
from articles.languages import unprefixed
from articles.related.differences import MOST
from articles.views.addressed import of_story
from articles.views.story import parts

# A story that a feed brings anew each hour has thousands; their words are read for a page of them.
SHOWN = 25


@of_story()
def history(request, article):
    """The versions of a story, the newest first, with what changed in each and the corrections made to it."""
    found = versions(article)
    last = _number(request.GET.get("before", len(found) + 1), len(found) + 1, least=2) - 1
    # The one before the first on the page is read with them, to tell what changed.
    some = in_full(found[max(0, last - SHOWN - 1) : last])
    corrections = _corrections(article, found)
    rows = [
        {"version": this, "changed": before and changed(before.row, this.row), "corrections": corrections[this.number]}
        for before, this in pairwise([None, *some])
    ][-SHOWN:]
    context = {
        "article": article,
        "rows": rows[::-1],
        "number": len(found),
        "older": rows[0]["version"].number if rows[0]["version"].number > 1 else None,
        "newer": last < len(found),
    }
    return render(request, "history.html", context)


def _number(text, most, least=1):
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not least <= number <= most:
        raise Http404(_("The story has no such version."))
    return number


def _corrections(article, found):
    """{number: the corrections made to that version, the newest first}; a day is all that is known of when.

    Those of before the story came here stand with the first.
    """
    made = defaultdict(list)
    for correction in article.corrections.order_by("-corrected_on", "-pk"):
        before = [version for version in found if version.since.date() <= correction.corrected_on]
        made[(before or found)[-1 if before else 0].number].append(correction)
    return made


@of_story()
def changes_to(request, article, number):
    """What changed from the version before to the one of this number."""
    found = versions(article)
    number = _number(number, len(found), least=2)
    older, newer = in_full(found[number - 2 : number])
    made = changes(older.row, newer.row)
    context = {
        "article": article,
        "older": older,
        "newer": newer,
        "changes": made,
        "compared": MOST if any(change.longer for change in made) else None,
        "before": number - 1 if number > 2 else None,
        "after": number + 1 if number < len(found) else None,
    }
    return render(request, "changes.html", context)


@of_story()
def version(request, article, number):
    """One version as it read, at an address of its own (a Memento, RFC 7089); the current one too."""
    found = versions(article)
    number = _number(number, len(found))
    this = in_full([found[number - 1]])[0]
    addresses = addresses_of(request, article)
    context = {
        "article": article,
        "version": this,
        "row": this.row,
        "parts": parts(this.row.blocks, this.row.read_more or (), this.row.language),
        "number": len(found),
        "earlier": number - 1 or None,
        "later": number + 1 if number < len(found) else None,
    }
    response = render(request, "version.html", context)
    response["Memento-Datetime"] = memento.said(this.since)
    response["Link"] = addresses.links(found, found[number - 1])
    return response


def addresses_of(request, article):
    """The addresses of a story for `history.memento`."""

    def whole(name, **rest):
        return request.build_absolute_uri(unprefixed(article.get_page_url(name, **rest)))

    return memento.Addresses(
        original=whole("article"),
        timegate=whole("timegate"),
        timemap=whole("timemap"),
        memento=lambda number: whole("version", number=number),
    )
