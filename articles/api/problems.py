"""What goes wrong, as problem details for programs (RFC 9457): `application/problem+json`."""

import json
import logging
from http import HTTPStatus

from django.http import Http404, HttpResponse
from ninja.errors import HttpError, Throttled, ValidationError

MEDIA_TYPE = "application/problem+json"

# What each status means here: the name under which the documentation tells of it, and words for a person.
KNOWN = {
    400: ("bad-request", "The request cannot be understood: a parameter is unknown, or its value makes no sense."),
    404: ("not-found", "There is nothing at this address that a reader can see."),
    405: ("read-only", "The archive is read here, by GET and HEAD, and not written."),
    410: ("withdrawn", "The story that stood here has been withdrawn."),
    429: (
        "too-many-requests",
        "More requests came from this address than are answered; Retry-After says when to go on.",
    ),
    500: ("error", "The archive failed to answer. This is a fault of the archive and not of the request."),
    503: ("too-late", "The search took too long; fewer words, or a filter, will be quicker."),
}

logger = logging.getLogger("django.request")


class Problem(HttpError):
    """To be raised anywhere under an address of the API. `members` stand beside those that RFC 9457 names."""

    def __init__(self, status, detail, **members):
        super().__init__(status, detail)
        self.members = members


def senseless(parameter, words):
    """The Problem of a parameter's value that makes no sense; `words` are a sentence for a person."""
    return Problem(400, f"{parameter}: {words}", errors=[{"parameter": parameter, "detail": words}])


def problem(request, status, detail="", **members):
    """The response for a problem; `detail` is a sentence for a person."""
    name, usual = KNOWN.get(status, ("", ""))
    told = {
        "type": f"{request.build_absolute_uri('/api/')}#{name}" if name else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or usual,
        "instance": request.get_full_path(),
        **members,
    }
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def answers_with_problems(api):
    """Make every exception under a NinjaAPI a problem."""
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(HttpError, _told)
    api.add_exception_handler(Throttled, _told)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Exception, _failed)


def _not_found(request, error):
    said = str(error)
    return problem(request, 404, said if said.endswith(".") and "matches the given query" not in said else "")


def _told(request, error):
    detail = "" if isinstance(error, Throttled) else str(error)
    return problem(request, error.status_code, detail, **getattr(error, "members", {}))


def _invalid(request, error):
    """Which parameter, and why. A path that says no number is no address of ours."""
    if any(each["loc"][0] == "path" for each in error.errors):
        return problem(request, 404)
    errors = [{"parameter": str(_parameter(each)), "detail": _words(each)} for each in error.errors]
    return problem(request, 400, " ".join(f"{each['parameter']}: {each['detail']}" for each in errors), errors=errors)


def _parameter(error):
    named = [part for part in error["loc"][1:] if part != "asked" and isinstance(part, str)]
    return named[0] if named else "query"


def _words(error):
    said = error["msg"].removeprefix("Value error, ")
    return said if said.endswith(".") else f"{said}."


def _failed(request, error):
    logger.error("Failed: %s", request.path, exc_info=error, extra={"status_code": 500, "request": request})
    return problem(request, 500)
