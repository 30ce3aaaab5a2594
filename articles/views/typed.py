"""What a reader typed into a box, as a page can say it back; and what an address asks for beside it."""

import re

from django.http import Http404
from django.utils.translation import gettext as _

# HTML has none of them (13.2.3.5, control-character-in-input-stream and noncharacter-in-input-stream), nor has a name.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def typed_text(request):
    return UNSAYABLE.sub("", request.GET.get("q", ""))


# What other sites and programs for mail put behind an address, to know who followed it.
TRACES = re.compile(r"utm_.*|.*clid|mc_[ce]id", re.DOTALL)


def check_parameters(request, choices):
    """Raise Http404, in words, for a parameter that a page does not have, or a value that it cannot have.

    A misspelt choice would show too much without a word. `choices`: name → values, or None where any is understood.
    """
    for name in request.GET:
        if name in choices:
            check_parameter(request, name, choices[name])
        elif not TRACES.fullmatch(name):
            raise Http404(_("This page has no choice by the name of “%(name)s”.") % {"name": name[:40]})


def check_parameter(request, name, values):
    """Raise Http404, in words, where one of these is another value than those that it can have."""
    value = request.GET.get(name, "")
    if value and values is not None and value not in values:
        said = {"name": name, "value": value[:40]}
        raise Http404(_("“%(value)s” is nothing that “%(name)s” can be on this page.") % said)
