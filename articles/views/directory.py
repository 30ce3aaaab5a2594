"""The index pages of tags, sources and authors."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.coverage import Role
from articles.names import directory
from articles.names.directory import AUTHORS, SIZE, SOURCES, TAGS
from articles.names.typed import typed
from articles.templatetags.archive import heading
from articles.views.typed import check_parameters, typed_text

# On the page that an index begins with, of each kind so many.
FIRST = 12
NAME = "name"
PARAMETERS = ("kind", "by", "letter", "q", "after")
# A name has at most 200 characters; what else is typed is no part of one.
LONGEST = 200
# Places in a list: what it is ordered by, and the id of the last row.
BY_NUMBER = re.compile(r"(\d{1,9})-(\d{1,18})", re.ASCII)
BY_NAME = re.compile(r"([^\x00]{0,400})-(\d{1,18})", re.ASCII)

# What an order by number counts, by its name in the address, as the order and as a section are called. The first is
# usual.
ORDERS = {
    "tags": {"stories": (Role.TAG, gettext_lazy("Most stories first"), "")},
    "sources": {
        "published": (Role.PUBLISHER, gettext_lazy("Most published first"), gettext_lazy("Most published here")),
        "cited": (Role.CITED, gettext_lazy("Most cited first"), gettext_lazy("Most cited")),
    },
    "authors": {"stories": (Role.AUTHOR, gettext_lazy("Most stories first"), "")},
}
NOUNS = {"tags": TAGS, "sources": SOURCES, "authors": AUTHORS}
WORDS = {
    "tags": {
        "title": gettext_lazy("Tags"),
        "about": gettext_lazy("Who and what the stories are about."),
        "none": gettext_lazy("No story has a tag yet."),
        "all": gettext_lazy("All kinds"),
    },
    "sources": {
        "title": gettext_lazy("Sources"),
        "about": gettext_lazy("Who printed the stories that are kept here, and whom they lean on."),
        "none": gettext_lazy("There is no source yet: one is listed with its first story."),
        "all": gettext_lazy("All kinds"),
    },
    "authors": {
        "title": gettext_lazy("Authors"),
        "about": gettext_lazy("Who wrote the stories."),
        "none": gettext_lazy("No story names its author yet."),
        "all": "",
    },
}


def tags(request):
    return _index(request, "tags")


def sources(request):
    return _index(request, "sources")


def authors(request):
    return _index(request, "authors")


@dataclass(frozen=True)
class Asked:
    """What a reader asked of an index: its parameters, all known to be good but the letter."""

    index: str
    kind: str
    by: str
    letter: str
    text: str
    after: tuple | None
    here: str

    @property
    def noun(self):
        return NOUNS[self.index]

    @property
    def is_beginning(self):
        return not (self.kind or self.by or self.letter or self.text or self.after)

    @property
    def by_name(self):
        return self.by == NAME or bool(self.letter)

    def address(self, **other):
        """The index with these parameters, and with others; a place in a list is of that list only."""
        params = {"kind": self.kind, "by": self.by, "letter": self.letter, "q": self.text} | other
        query = urlencode({name: value for name, value in params.items() if value})
        return reverse(self.index) + (f"?{query}" if query else "")


def _asked(request, index):
    """The `Asked` of a request; Http404, in words, for what there is not."""
    check_parameters(request, dict.fromkeys(PARAMETERS))
    get = request.GET.get
    kind, by = get("kind", ""), get("by", "")
    kinds = NOUNS[index].kinds
    if kind and kind not in (kinds.values if kinds else ()):
        raise Http404(_("There is no such kind in this index."))
    if by not in ("", NAME, *ORDERS[index]):
        raise Http404(_("This index has no such order."))
    text = typed_text(request).strip()[:LONGEST]
    by_name = by == NAME or "letter" in request.GET
    # What is asked of this index, in one order, and nothing else: the page's one address.
    here = urlencode({name: request.GET[name] for name in PARAMETERS if request.GET.get(name)})
    return Asked(
        index, kind, by, get("letter", ""), text, _place(get("after"), by_name), f"{request.path}{here and f'?{here}'}"
    )


def _place(after, by_name):
    if after is None:
        return None
    match = (BY_NAME if by_name else BY_NUMBER).fullmatch(after)
    if not match:
        raise Http404(_("There is no such place in this list."))
    return (match[1] if by_name else int(match[1])), int(match[2])


def _index(request, index):
    asked = _asked(request, index)
    context = {"index": index, "asked": asked, **WORDS[index], "kinds": _kinds(asked), "orders": _orders(asked)}
    context |= _found(asked) if asked.text else _listed(asked)
    return render(request, "names.html", context)


def _kinds(asked):
    """(heading, address, whether it is shown) of each kind, all of them first."""
    if not asked.noun.kinds:
        return []
    kinds = [("", WORDS[asked.index]["all"]), *((kind.value, heading(kind)) for kind in asked.noun.kinds)]
    return [(words, asked.address(kind=kind, letter=""), kind == asked.kind) for kind, words in kinds]


def _orders(asked):
    """The same of each order, but while something typed is looked for: then the nearest name is first."""
    if asked.text:
        return []
    usual, *_rest = ORDERS[asked.index]
    by = NAME if asked.by_name else asked.by or ("" if _begins_with_several(asked) else usual)
    orders = [(name, words) for name, (_role, words, _section) in ORDERS[asked.index].items()] + [(NAME, _("A to Z"))]
    return [(words, asked.address(by=name, letter=""), name == by) for name, words in orders]


def _begins_with_several(asked):
    return asked.is_beginning and asked.index != "authors"


def _found(asked):
    rows = typed(asked.noun, asked.text, asked.kind, SIZE + 1)
    like_it = {row.is_like_it for row in rows[:SIZE]}
    return {"rows": rows[:SIZE], "like_it": like_it == {True}, "either": len(like_it) == 2, "cut": len(rows) > SIZE}


def _listed(asked):
    letters = directory.letters(asked.noun, asked.kind)
    if asked.letter and asked.letter not in letters:
        raise Http404(_("No name in this index begins with that letter."))
    context = {"letters": [(letter, asked.address(by="", letter=letter), letter == asked.letter) for letter in letters]}
    if _begins_with_several(asked):
        return context | {"sections": _sections(asked)}
    rows = _by_name(asked) if asked.by_name else _by_number(asked)
    shown = rows[:SIZE]
    return context | {
        "rows": shown,
        "next": asked.address(after=_cursor(shown[-1], asked)) if len(rows) > SIZE else "",
        "start": asked.address() if asked.after else "",
    }


def _by_name(asked):
    return directory.in_order(asked.noun, asked.kind, asked.letter, asked.after, SIZE + 1)


def _by_number(asked):
    return directory.most_used(asked.noun, _role(asked), (asked.kind,), asked.after, SIZE + 1)


def _role(asked):
    orders = ORDERS[asked.index]
    return orders[asked.by or next(iter(orders))][0]


def _cursor(row, asked):
    if asked.by_name:
        return f"{row.order}-{row.pk}"
    return f"{row.numbers[asked.noun.roles.index(_role(asked))]}-{row.pk}"


def _sections(asked):
    """(heading, rows, address of all, whether there are more) of what an index begins with."""
    sections = _kinds_of_tags(asked) if asked.index == "tags" else _roles_of_sources(asked)
    return [(words, rows, address, len(rows) == FIRST) for words, rows, address in sections if rows]


def _kinds_of_tags(asked):
    rows = directory.most_used(TAGS, Role.TAG, TAGS.kinds.values, size=FIRST)
    for kind in TAGS.kinds:
        yield heading(kind), [row for row in rows if row.kind == kind], asked.address(kind=kind)


def _roles_of_sources(asked):
    for by, (role, _order, words) in ORDERS["sources"].items():
        yield words, directory.most_used(SOURCES, role, size=FIRST), asked.address(by=by)
