"""The language of a page: the one its address begins with (/fr/latest/), or else the reader's browser's first choice.

A page has one canonical address, without a language. Under it stands what the browser asked for, so that one address
can be passed on to anyone; the addresses with a language are for whoever chose one, and their links stay in it. They
have URL patterns of their own (newsroom/prefixed.py): there `reverse` leads to pages of the same language, everywhere
else - feeds, exports, the admin - to canonical addresses, whatever language is spoken.
"""

import re

from django.conf import settings
from django.urls import get_resolver, get_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

CODES = dict(settings.LANGUAGES)  # with each language's own name
PREFIX = re.compile(rf"\A/({'|'.join(CODES)})(?=[/?]|\Z)")
PREFIXED = "newsroom.prefixed"


class LanguageMiddleware:
    """Speaks the language of the address, or of the browser; to machines and in the admin, English."""

    def __init__(self, get_response):
        self.get_response = get_response
        # A pattern of a page is one that the prefixed addresses have too.
        [pages, *_] = get_resolver(PREFIXED).url_patterns
        self.pages = {pattern.callback for pattern in pages.url_patterns}

    def __call__(self, request):
        named = PREFIX.match(request.path_info)
        if named:
            request.urlconf = PREFIXED
        request.for_readers = True
        language = named[1] if named else asked_for(request)
        with translation.override(language):
            response = self.get_response(request)
        if request.for_readers:
            response.headers.setdefault("Content-Language", language)
            if not named:
                patch_vary_headers(response, ["Accept-Language"])
        return response

    def process_view(self, request, view, args, kwargs):
        if view not in self.pages:
            request.for_readers = False
            translation.activate(settings.LANGUAGE_CODE)


def asked_for(request):
    """The first language of the browser's list that this site speaks: "fr" for "fr-CA, en;q=0.8"."""
    for language, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        primary = language.partition("-")[0]
        if primary in CODES:
            return primary
    return settings.LANGUAGE_CODE


def unprefixed(path):
    """The canonical form of a path: without its language."""
    script, rest = _parts(path)
    bare = PREFIX.sub("", rest)
    return f"{script}{'' if bare.startswith('/') else '/'}{bare}"


def prefixed(path, language):
    """The same page in a language."""
    script, rest = _parts(unprefixed(path))
    return f"{script}/{language}{rest}"


def _parts(path):
    """What the site is mounted under, without its last slash, and the rest of the path, with its first."""
    script = get_script_prefix().rstrip("/")
    return script, path.removeprefix(script)
