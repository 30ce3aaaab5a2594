"""Answers in JSON: which members were asked for, and the pages of a list."""

import json

from django.http import HttpResponse
from django.utils.http import http_date

from articles.api import cursors
from articles.api.problems import senseless
from articles.exporters.about import About


def about(request):
    """The archive by the name under which it is asked."""
    return About(request.build_absolute_uri("/"))


def chosen(asked, usual, known):
    """The set of members that `fields`, text or None, asks for. Raises Problem for one that is not known."""
    if asked is None:
        return set(usual)
    names = {name.strip() for name in asked.split(",")} - {""}
    if unknown := sorted(names - set(known)):
        raise senseless("fields", f"There is no field “{unknown[0][:40]}” here; there are {', '.join(known)}.")
    if not names:
        raise senseless("fields", "No field is named.")
    return names


def answer(told, changed_at=None):
    """A response of JSON; `changed_at` is when it last changed, where that is known of all that is in it."""
    response = HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/json")
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def answer_page(request, results, after, **members):
    """A page of a list, with the address of the next in the answer and, for programs that walk links, in its head."""
    following = cursors.next_link(request, after)
    response = answer({**members, "results": results, "next": following})
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response
