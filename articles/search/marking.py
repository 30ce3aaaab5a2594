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
# Each passage by itself, to be put together by what stands beside it.
EXCERPT = f"{OPTIONS}, MaxFragments=2, MinWords=10, MaxWords=28, FragmentDelimiter={CUT}"
# So far from a passage its sentence may begin or end and still be shown: half a line.
BESIDE = 50

# Reading a whole story takes half a millisecond, most of it to tell words from what is between them: first so many
# letters are read, from a little before where the most telling word stands that is none to pass over in the story's
# language. Only where it is not seen so, or has no match there - "mice" was typed, and "mouse" is in the story - the
# whole is, and that only if the text has one of the words at all, and not the headline or the names alone. Three
# letters tell a word.
BEFORE, NEAR, TELLING = 200, 700, 3

# Each passage as (what stands before it, itself with marks, what stands behind it).
MARKED = f"""
    SELECT id, marked.headline, passages
    FROM (
        SELECT id, words, ts_headline(configuration, headline, query, %(whole)s) AS headline,
            CASE WHEN strpos(near, '{START}') > 0 THEN near
                WHEN ts_filter(search, '{{d}}') @@ query THEN ts_headline(configuration, words, query, %(excerpt)s)
            END AS excerpt
        FROM (
            SELECT id, headline, words, search, configuration, query, CASE WHEN at > 0 THEN ts_headline(
                configuration,
                substr(words, least(at, at - {BEFORE} + strpos(substr(words, at - {BEFORE}), ' ')), {NEAR}),
                query, %(excerpt)s
            ) ELSE '' END AS near
            FROM (
                SELECT id, headline, words, search, configuration, %(query)s::tsquery AS query, (
                    SELECT strpos(small, typed) - (left(typed, 1) <> ' ')::int
                    FROM unnest(%(typed)s::text[], %(read_as)s::regconfig[]) WITH ORDINALITY AS t (typed, read_as, n)
                    WHERE read_as = configuration AND strpos(small, typed) > 0 ORDER BY n LIMIT 1
                ) AS at
                FROM (
                    SELECT id, headline, words, search, public.news_configuration(language) AS configuration,
                        ' ' || lower(words) AS small
                    FROM (
                        SELECT id, headline, language, search, public.plain_text(left(body, {READ})) AS words
                        FROM articles_article WHERE id = ANY (%(ids)s) OFFSET 0
                    ) AS plain OFFSET 0
                ) AS story OFFSET 0
            ) AS placed OFFSET 0
        ) AS read OFFSET 0
    ) AS marked
    CROSS JOIN LATERAL (
        SELECT array_agg(ARRAY[
            CASE WHEN place > 0 THEN substr(words, greatest(place - {BESIDE}, 1), least({BESIDE}, place - 1)) END,
            passage,
            CASE WHEN place > 0 THEN substr(words, place + length(bare), {BESIDE}) END
        ] ORDER BY number) AS passages
        FROM string_to_table(excerpt, '{CUT}') WITH ORDINALITY AS p (passage, number)
        CROSS JOIN LATERAL (SELECT translate(passage, '{START}{STOP}', '') AS bare) AS b
        CROSS JOIN LATERAL (SELECT strpos(words, bare) AS place) AS s
    ) AS found
"""


def mark(articles, meaning):
    """Give each of a list of articles `marked_headline` and `excerpt`, safe HTML; one query, none without words."""
    terms = sorted(meaning.terms, key=lambda term: -meaning.looked[term].weight)
    marked = {}
    if terms and articles:
        beginnings = _beginnings(terms, meaning)
        asked = {
            "ids": [article.pk for article in articles],
            "query": " | ".join(f"({meaning.looked[term].tsquery})" for term in terms),
            "typed": [beginning for beginning, _ in beginnings],
            "read_as": [configuration for _, configuration in beginnings],
            "whole": f"{OPTIONS}, HighlightAll=true",
            "excerpt": EXCERPT,
        }
        with connection.cursor() as cursor:
            cursor.execute(MARKED, asked)
            marked = {pk: (headline, _excerpt(passages)) for pk, headline, passages in cursor.fetchall()}
    for article in articles:
        headline, excerpt = marked.get(article.pk, (article.headline, ""))
        article.marked_headline, article.excerpt = _html(headline), _html(excerpt) if START in excerpt else ""


def _beginnings(terms, meaning):
    """[(beginning, configuration)]: what to look for in the text of a story that is read so, the likeliest first: the
    terms behind a space, then wherever they begin, in brackets or quotes or in the middle of a word."""
    begun = [
        (_beginning(term, tsquery), configuration)
        for term in terms
        for tsquery, configuration in zip(meaning.looked[term].tsqueries, meaning.configurations, strict=True)
        if tsquery
    ]
    return [(f" {beginning}", configuration) for beginning, configuration in begun] + begun


def _beginning(term, tsquery):
    """What a term begins with however it ends: what its stem leaves of it. Of a phrase with but one word that is not
    passed over, that word."""
    typed, stem = term.text.lower(), tsquery.strip("'")
    if len(stem) >= TELLING and any(word.startswith(stem) for word in typed.split()):
        return stem
    return typed


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
    if before is not None and len(before) < BESIDE:
        return before.lstrip() + passages
    ended = before and LAST_END.match(before)
    return (before[ended.end() :] if ended else "… ") + passages


def _to_sentence(passage, text):
    if text is None:
        return " …"
    if len(text) < BESIDE:
        return text.rstrip()
    # A passage that ends with its sentence needs no more.
    ends = FIRST_END.match(passage[-1] + text)
    return ends[0][1:].rstrip() if ends else " …"


def _html(text):
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))
