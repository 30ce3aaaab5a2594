"""Where the words of a query stand: headline and excerpt with marks around them; hostile text stays text."""

import re

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import mark_safe

# Marks that no text holds: control characters are taken out of whatever comes in.
START, STOP, CUT = "\x02", "\x03", "\x04"
# An excerpt looks through so many letters: the length of nearly all stories, and a bound for the others.
READ = 20_000
OPTIONS = f"StartSel={START}, StopSel={STOP}"
EXCERPT = f"{OPTIONS}, MaxFragments=2, MinWords=10, MaxWords=28, FragmentDelimiter={CUT}"
# So far from a passage its sentence may begin or end and still be shown: half a line.
NEAR = 50

# Each passage as (what stands before it, itself with marks, what stands behind it).
MARKED = f"""
    SELECT id, ts_headline(configuration, headline, query, %(whole)s), passages
    FROM articles_article
    CROSS JOIN LATERAL (SELECT public.news_configuration(language) AS configuration) AS c
    CROSS JOIN LATERAL (SELECT public.plain_text(left(body, {READ})) AS told) AS t
    CROSS JOIN (SELECT %(query)s::tsquery AS query) AS q
    CROSS JOIN LATERAL (
        SELECT array_agg(ARRAY[
            CASE WHEN place > 0 THEN substr(told, greatest(place - {NEAR}, 1), least({NEAR}, place - 1)) END,
            passage,
            CASE WHEN place > 0 THEN substr(told, place + length(bare), {NEAR}) END
        ] ORDER BY number) AS passages
        FROM string_to_table(ts_headline(configuration, told, query, %(excerpt)s), '{CUT}')
            WITH ORDINALITY AS p (passage, number)
        CROSS JOIN LATERAL (SELECT translate(passage, '{START}{STOP}', '') AS bare) AS b
        CROSS JOIN LATERAL (SELECT strpos(told, bare) AS place) AS s
    ) AS found
    WHERE id = ANY (%(ids)s)
"""


def mark(articles, meaning):
    """Give each of a list of articles `marked_headline` and `excerpt`, safe HTML; one query, none without words."""
    tsquery = " | ".join(f"({meaning.looked[term].tsquery})" for term in meaning.terms)
    marked = {}
    if tsquery and articles:
        asked = {"whole": f"{OPTIONS}, HighlightAll=true", "excerpt": EXCERPT, "query": tsquery}
        with connection.cursor() as cursor:
            cursor.execute(MARKED, {**asked, "ids": [article.pk for article in articles]})
            marked = {pk: (headline, _excerpt(passages)) for pk, headline, passages in cursor.fetchall()}
    for article in articles:
        headline, excerpt = marked.get(article.pk, (article.headline, ""))
        article.marked_headline, article.excerpt = _html(headline), _html(excerpt) if START in excerpt else ""


# A sentence ends with its sign, whatever closes behind it, and a space; Chinese has none there. So does a paragraph.
ENDS = r"""(?:[.!?…؟۔।]["'”’»)\]]*(?=\s)|[。！？][”」』）]*|\n\n)"""
LAST_END = re.compile(rf".*{ENDS}\s*", re.DOTALL)
FIRST_END = re.compile(rf".*?{ENDS}", re.DOTALL)


def _excerpt(passages):
    """The passages in a row, from where a sentence begins and to where one ends if that is near, with "…" where they
    are cut: ts_headline cuts wherever it has its words, and says nothing of it."""
    if not passages:
        return ""
    (before, first, _), (_, last, behind) = passages[0], passages[-1]
    between = " … ".join(passage.strip() for _, passage, _ in passages)
    return f"{_from_sentence(before, first, between)}{_to_sentence(last, behind)}"


def _from_sentence(before, first, passages):
    """From the sentence of the first mark, which may begin within the first passage or near before it."""
    ended = LAST_END.match(first[: first.find(START)].lstrip())
    if ended:
        return passages[ended.end() :]
    if before is not None and len(before) < NEAR:
        return before.lstrip() + passages
    ended = before and LAST_END.match(before)
    return (before[ended.end() :] if ended else "… ") + passages


def _to_sentence(passage, text):
    if text is None:
        return " …"
    if len(text) < NEAR:
        return text.rstrip()
    # A passage that ends with its sentence needs no more.
    ends = FIRST_END.match(passage[-1] + text)
    return ends[0][1:].rstrip() if ends else " …"


def _html(text):
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))
