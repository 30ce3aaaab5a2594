"""What programs look for at an address that every site has: what not to crawl, and whom to tell of a hole."""

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.languages import CODES, prefixed
from articles.sitemaps import fresh

TEXT = "text/plain; charset=utf-8"
# RFC 9116, 2.5.5: less than a year. It moves on by itself, so whoever reads it has always half a year.
GOOD_FOR = timedelta(days=182)
# 2.5.3: a URI, and on the web a secure one.
CONTACT = re.compile(r"(?:https://|mailto:|tel:)\S+")
MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+")


@require_safe
def robots(request):
    """Crawlers may read all but what is without end, the results of searches, and the editors' rooms."""
    names = ["sitemaps", "sitemap_of_news"] if fresh().exists() else ["sitemaps"]
    sitemaps = [request.build_absolute_uri(reverse(name)) for name in names]
    search = reverse("search")
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        *(f"Disallow: {path}" for path in [search, *(prefixed(search, code) for code in CODES)]),
        "",
        *(f"Sitemap: {address}" for address in sitemaps),
    ]
    return _lines(lines)


@require_safe
def security(request):
    """RFC 9116. Without a contact that it may name, words that say so, and 404."""
    contact = f"mailto:{settings.CONTACT}" if MAIL.fullmatch(settings.CONTACT) else settings.CONTACT
    if not CONTACT.fullmatch(contact):
        return _lines([_("This site has not said who is to be told of a security problem.")], status=404)
    # By the day: whoever asks twice gets the same.
    expires = datetime.combine((timezone.now() + GOOD_FOR).date(), datetime.min.time(), UTC)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return _lines(lines)


def _lines(lines, status=200):
    return HttpResponse("".join(f"{line}\n" for line in lines), status=status, content_type=TEXT)
