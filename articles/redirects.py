"""Old addresses: where a site's name leads here now, its stories are found at the addresses they had there."""

from django.http import HttpResponsePermanentRedirect

from articles.languages import unprefixed
from articles.models import OldAddress


class OldAddressMiddleware:
    """Before a page is said not to be there, look whether it is a story's address of old."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        old = OldAddress.objects.select_related("article").filter(url__in=_spellings(request)).first()
        if old and old.article.is_public:
            return HttpResponsePermanentRedirect(old.article.get_absolute_url())
        return response


def _spellings(request):
    """The address as asked for, with either scheme, with or without the slash at its end, and without a language.

    With its language too: the site of old may have had addresses in languages of its own.
    """
    path, _, query = request.get_full_path().partition("?")
    bare = {path.rstrip("/"), unprefixed(path).rstrip("/")}
    return [
        f"{scheme}://{request.get_host()}{each}{slash}{'?' + query if query else ''}"
        for scheme in ("https", "http")
        for each in bare
        for slash in ("/", "")
    ]
