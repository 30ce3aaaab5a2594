"""Datetime negotiation for our own stories (RFC 7089): the TimeGate and the TimeMap; see `history.memento`."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _

from articles.history import memento
from articles.history.versions import at_moment, versions
from articles.views.addressed import of_story
from articles.views.history import addresses_of


@of_story()
def timegate(request, article):
    """Leads to the version that was public at the moment of `Accept-Datetime`, and without it to the current one.

    RFC 7089, 4.5: 302 with `Vary: accept-datetime`; 400 for what is no date; of times before the first version the
    first, of times to come the last.
    """
    found, addresses = versions(article), addresses_of(request, article)
    asked = request.headers.get("Accept-Datetime")
    try:
        moment = memento.read_moment(asked) if asked is not None else now()
    except ValueError:
        said = _("“Accept-Datetime” is a date such as “Thu, 31 May 2007 20:35:00 GMT”.")
        response = HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
        response["Link"] = addresses.links(found)
    else:
        chosen = at_moment(found, moment)
        response = HttpResponseRedirect(addresses.memento(chosen.number))
        response["Link"] = addresses.links(found, chosen)
    patch_vary_headers(response, ["accept-datetime"])
    return response


@of_story()
def timemap(request, article):
    found, addresses = versions(article), addresses_of(request, article)
    return HttpResponse(addresses.map(found), content_type=memento.LINK_FORMAT)
