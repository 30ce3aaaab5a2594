"""Addresses that begin with a language: every page for readers, and nothing else; see articles/languages.py.

What has no language - the admin, and what machines read - is listed too, so that pages can lead to it. No request
comes to it here: each one that does begins with a language.
"""

from django.conf.urls.i18n import i18n_patterns

from articles import urls
from newsroom.urls import unspoken

urlpatterns = [
    *i18n_patterns(*urls.pages, prefix_default_language=True),
    *unspoken,
]
