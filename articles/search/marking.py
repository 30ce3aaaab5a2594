"""Where the words of a query stand: headline and excerpt with marks around them; hostile text stays text."""

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import mark_safe

# Marks that no text holds: control characters are taken out of whatever comes in.
START, STOP = "\x02", "\x03"
# An excerpt looks through so many letters: the length of nearly all stories, and a bound for the others.
READ = 20_000
OPTIONS = f"StartSel={START}, StopSel={STOP}"
EXCERPT = f"{OPTIONS}, MaxFragments=2, MinWords=10, MaxWords=28, FragmentDelimiter= … "

MARKED = f"""
    SELECT id,
        ts_headline(configuration, headline, query, %s),
        ts_headline(configuration, public.plain_text(left(body, {READ})), query, %s)
    FROM articles_article
    CROSS JOIN LATERAL (SELECT public.news_configuration(language) AS configuration) AS c
    CROSS JOIN (SELECT %s::tsquery AS query) AS q
    WHERE id = ANY (%s)
"""


def mark(articles, meaning):
    """Give each of a list of articles `marked_headline` and `excerpt`, safe HTML; one query, none without words."""
    tsquery = " | ".join(f"({meaning.looked[term].tsquery})" for term in meaning.terms)
    marked = {}
    if tsquery and articles:
        with connection.cursor() as cursor:
            ids = [article.pk for article in articles]
            cursor.execute(MARKED, [f"{OPTIONS}, HighlightAll=true", EXCERPT, tsquery, ids])
            marked = {pk: (headline, excerpt) for pk, headline, excerpt in cursor.fetchall()}
    for article in articles:
        headline, excerpt = marked.get(article.pk, (article.headline, ""))
        article.marked_headline, article.excerpt = _html(headline), _html(excerpt) if START in excerpt else ""


def _html(text):
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))
