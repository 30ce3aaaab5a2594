"""What a reader may be about to type, for the search box and for browsers that search here from their own."""

from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.search.suggesting import suggestions

KINDS = {"search": _("Search"), "tag": _("Tag"), "source": _("Source"), "story": _("Story")}
# A minute: whoever takes a letter back sees the same again.
KEPT = 60


@require_safe
@cache_control(public=True, max_age=KEPT)
def suggest(request):
    """Four lists, as OpenSearch Suggestions 1.1 has them: what was typed, texts, what each is, and their addresses."""
    typed = request.GET.get("q", "")
    found = suggestions(typed)
    addresses = [each.address or f"{reverse('search')}?{urlencode({'q': each.text})}" for each in found]
    return JsonResponse(
        [
            typed,
            [each.text for each in found],
            [str(KINDS[each.kind]) for each in found],
            [request.build_absolute_uri(address) for address in addresses],
        ],
        safe=False,
        content_type="application/x-suggestions+json",
    )


@require_safe
@cache_control(public=True, max_age=86_400)
def opensearch(request):
    """How a browser can search here: an OpenSearch description document."""
    paths = {"icon": static("favicon.svg"), "search": reverse("search"), "suggest": reverse("suggest")}
    addresses = {name: request.build_absolute_uri(path) for name, path in paths.items()}
    return render(request, "opensearch.xml", addresses, content_type="application/opensearchdescription+xml")
