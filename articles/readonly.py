"""The archive is read by everyone, and written to in the admin alone."""

from django.shortcuts import render

METHODS = ("GET", "HEAD")


class ReadOnlyMiddleware:
    """Answers 405, in words, to whoever would write to a page; before the token of a form is asked for, which no page
    outside of the admin has."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method in METHODS or "admin" in request.resolver_match.namespaces:
            return None
        response = render(request, "405.html", status=405)
        response["Allow"] = ", ".join(METHODS)
        return response
