"""Where the words of a query stand: headline and excerpt with marks around them; hostile text stays text."""

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import mark_safe

# Marks that no text holds: control characters are taken out of whatever comes in.
START, STOP = "\x02", "\x03"
# An excerpt looks through so many letters: the length of nearly all stories, and a bound for the others.
READ = 20_000
OPTIONS = f"StartSel={START}, StopSel={STOP}"
EXCERPT = f'{OPTIONS}, MaxFragments=2, MinWords=10, MaxWords=28, FragmentDelimiter=" … "'

# Reading a whole story takes a quarter of a millisecond, most of it to tell words from what is between them: first so
# many letters are read, from a little before where the most telling word stands. Only where it is not seen so, or has
# no match there - "mice" was typed, and "mouse" is in the story - the whole is. Three letters tell a word.
BEFORE, NEAR, TELLING = 200, 700, 3

MARKED = f"""
    SELECT id,
        ts_headline(configuration, headline, query, %(all)s),
        CASE WHEN strpos(near, '{START}') > 0 THEN near ELSE ts_headline(configuration, words, query, %(excerpt)s) END
    FROM (
        SELECT id, headline, words, configuration, query, CASE WHEN at > 1 THEN ts_headline(
            configuration, substr(words, least(at, at - {BEFORE} + strpos(substr(words, at - {BEFORE}), ' ')), {NEAR}),
            query, %(excerpt)s
        ) ELSE '' END AS near
        FROM (
            SELECT id, headline, words, public.news_configuration(language) AS configuration,
                %(query)s::tsquery AS query, 1 + coalesce((
                    SELECT strpos(small, typed) FROM unnest(%(typed)s::text[]) WITH ORDINALITY AS t (typed, n)
                    WHERE strpos(small, typed) > 0 ORDER BY n LIMIT 1
                ), 0) AS at
            FROM (
                SELECT id, headline, language, words, lower(words) AS small
                FROM (
                    SELECT id, headline, language, public.plain_text(left(body, {READ})) AS words
                    FROM articles_article WHERE id = ANY (%(ids)s) OFFSET 0
                ) AS plain OFFSET 0
            ) AS story OFFSET 0
        ) AS placed OFFSET 0
    ) AS marked
"""


def mark(articles, meaning):
    """Give each of a list of articles `marked_headline` and `excerpt`, safe HTML; one query, none without words."""
    terms = sorted(meaning.terms, key=lambda term: -meaning.looked[term].weight)
    marked = {}
    if terms and articles:
        parameters = {
            "ids": [article.pk for article in articles],
            "query": " | ".join(f"({meaning.looked[term].tsquery})" for term in terms),
            "typed": [f" {_beginning(term, meaning)}" for term in terms],
            "all": f"{OPTIONS}, HighlightAll=true",
            "excerpt": EXCERPT,
        }
        with connection.cursor() as cursor:
            cursor.execute(MARKED, parameters)
            marked = {pk: (headline, excerpt) for pk, headline, excerpt in cursor.fetchall()}
    for article in articles:
        headline, excerpt = marked.get(article.pk, (article.headline, ""))
        article.marked_headline, article.excerpt = _html(headline), _html(excerpt) if START in excerpt else ""


def _beginning(term, meaning):
    """What a word begins with however it ends: what the least of its stems leaves of it."""
    typed = term.text.lower()
    stems = (tsquery.strip("'") for tsquery in meaning.looked[term].tsqueries)
    return min((stem for stem in stems if len(stem) >= TELLING and typed.startswith(stem)), key=len, default=typed)


def _html(text):
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))
