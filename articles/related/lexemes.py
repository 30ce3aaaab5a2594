"""Words → the numbers of their stems, by the stemmers of Postgres: related stories see the words that searches see."""

from collections import defaultdict

from django.db import connection

from articles.related.function_words import BY_LANGUAGE
from articles.related.terms import number_of

# Words whose stems are remembered. Most of any text is the same few words: once some thousands of stories have been
# read, one word in twenty is asked for. Some 15 MB.
MOST = 100_000
STEMS = """
SELECT language, word, (tsvector_to_array(to_tsvector(public.news_configuration(language), word)))[1]
FROM unnest(%s::text[], %s::text[]) AS asked(language, word)
"""
_known = defaultdict(dict)


def numbers(words):
    """Dict of language → words in lower case, as dict of language → word → number of its stem; None for what says
    nothing (stop words). It may have more than was asked for. A language is the first part of a code: "en"."""
    if sum(map(len, _known.values())) > MOST:
        _known.clear()
    asked = [(language, word) for language, some in words.items() for word in some - _known[language].keys()]
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(STEMS, [[language for language, _ in asked], [word for _, word in asked]])
            for language, word, stem in cursor.fetchall():
                says = stem and word not in BY_LANGUAGE.get(language, ())
                _known[language][word] = number_of(stem) if says else None
    return dict(_known)
