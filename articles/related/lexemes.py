"""Words → their stems, by the stemmers of Postgres, so that related stories and searches see the same words."""

from django.db import connection

# Words whose stems are remembered. Most of any text is the same few words: of a batch of 500 stories, one in twenty is
# asked for once some thousands of stories have been read. Some 15 MB.
MOST = 100_000
STEMS = """
SELECT language, word, (tsvector_to_array(to_tsvector(public.news_configuration(language), word)))[1]
FROM unnest(%s::text[], %s::text[]) AS asked(language, word)
"""
_known = {}


def stems(words):
    """The stems of (language, word) pairs, words in lower case: dict of the pair → stem, None for what says nothing
    (stop words). `language` is the first part of a code: "en"."""
    if len(_known) > MOST:
        _known.clear()
    asked = [pair for pair in words if pair not in _known]
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(STEMS, [[language for language, _ in asked], [word for _, word in asked]])
            found = {(language, word): stem for language, word, stem in cursor.fetchall()}
        _known.update(found)
        return {pair: found[pair] if pair in found else _known[pair] for pair in words}
    return {pair: _known[pair] for pair in words}
