"""What holds for every answer under `/api/v1/`, whoever gives it: methods, problems, caching, other sites' scripts."""

from django.http import HttpResponse
from django.middleware.http import ConditionalGetMiddleware

from articles.api.problems import MEDIA_TYPE, problem

PREFIX = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
# Lists change as stories come in; a minute is what a reader who follows them would wait anyway.
FRESH = "public, max-age=60"
# What a script of another site may read beside the body; the rest of what it needs, every browser tells.
EXPOSED = "ETag, Link, Retry-After"


class ApiMiddleware:
    """Answers HEAD as GET, preflights, unchanged answers by 304, and errors of Django's own by problems.

    It stands before CommonMiddleware, whose redirects to the address with a slash are for scripts elsewhere too.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.conditional = ConditionalGetMiddleware(get_response)

    def __call__(self, request):
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = _preflight()
        elif request.method in ("GET", "HEAD"):
            response = self._read(request)
        else:
            response = problem(request, 405)
            response["Allow"] = METHODS
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        return response

    def _read(self, request):
        # Ninja knows no HEAD; what a GET would answer is what it asks for, without the body.
        asked, request.method = request.method, "GET"
        response = self.get_response(request)
        if response.status_code >= 400 and response.get("Content-Type") != MEDIA_TYPE:
            response = problem(request, response.status_code)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = FRESH
        response = self.conditional.process_response(request, response)
        request.method = asked
        if asked == "HEAD" and response.content:
            length = str(len(response.content))
            response.content = b""
            response["Content-Length"] = length
        return response


def _preflight():
    """To a browser that asks whether a script of another site may ask (the Fetch standard, CORS-preflight)."""
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response["Access-Control-Max-Age"] = "86400"
    return response
