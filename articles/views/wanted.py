from django.shortcuts import render

from articles.models import Article, ReadMoreLink

# Most wanted first: what is asked for once, by the hundredth place, can wait.
SHOWN = 100


def wanted(request):
    """Stories we are missing: headlines that read-more lines ask for, with the stories that ask."""
    asked = list(ReadMoreLink.objects.wanted()[:SHOWN])
    askers = {row["headline_key"]: [] for row in asked}
    lines = ReadMoreLink.objects.filter(
        headline_key__in=askers, state__in=["pending", "suggested"], article__in=Article.objects.published().order_by()
    )
    for link in lines.select_related("article__source").order_by("-article__appears_at", "-article_id"):
        askers[link.headline_key].append(link.article)
    for row in asked:
        row["askers"] = list(dict.fromkeys(askers[row["headline_key"]]))
    return render(request, "wanted.html", {"wanted": asked})
