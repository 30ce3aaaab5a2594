"""How rare each word is in this archive, counted now and then by `ts_stat`, and the words as they are printed."""

from django.db import connection, transaction

from articles.models import Article, Reading

# So many stories tell how rare a word is: one that is in 1 % of them is known to a tenth of that, and what a sample
# misses is rare whatever its number. Smaller archives are counted in full. Some 10 s for stories of 400 words.
SAMPLE = 50_000
# Rarity goes by the logarithm: a tenth more stories changes no weight by more than a hundredth.
GROWTH = 0.1
# Among so many stories 15,000 of a million show as 75, give or take 9. The index of their words is asked, not they.
DRAWN = 5_000
# A word of one story in a sample may be a slip of the pen; names and headlines count from the first.
LONGEST_WORD = 60

LEXEMES = """
    INSERT INTO articles_lexeme (lexeme, stories)
    SELECT word, ndoc FROM ts_stat('SELECT search FROM articles_article JOIN sampled USING (id)')
"""
# Headlines and names of all stories, the text of those in the sample. Only what is letters: no one misspells a number.
# `simple` keeps the accents, which the archive's own configurations take away.
WORDS = """
    INSERT INTO articles_word (word, stories)
    SELECT word, round(greatest(sum(headlines), sum(texts) * %(times)s))::bigint
    FROM (
        SELECT word, ndoc AS headlines, 0 AS texts FROM ts_stat($$
            SELECT to_tsvector('pg_catalog.simple', translate(headline || ' ' || left(names, 20000), '<>/', '   '))
            FROM articles_article WHERE status = 'published'
        $$)
        UNION ALL
        SELECT word, 0, ndoc FROM ts_stat($$
            SELECT to_tsvector('pg_catalog.simple', translate(left(public.plain_text(body), 50000), '<>/', '   '))
            FROM articles_article JOIN sampled USING (id)
        $$) WHERE ndoc > 1
    ) AS counted
    WHERE word ~ '^[[:alpha:]][[:alpha:]’''-]+$' AND length(word) <= %(longest)s
    GROUP BY word
"""


# Pages of the table and not rows: all others stay unread.
SAMPLED = """
    CREATE TEMPORARY TABLE sampled AS
    SELECT id FROM articles_article TABLESAMPLE SYSTEM (%s) WHERE status = 'published'
"""

# In no order at all, so that the first of those that have a word are as good as any.
DRAW = """
    INSERT INTO articles_drawn (story, marks, search)
    SELECT id, public.search_marks(source_id, published_on), search FROM articles_article
    WHERE id IN (SELECT id FROM sampled ORDER BY random() LIMIT %s) ORDER BY random()
"""


# Those that an import has set aside, while it fills a new archive, have nothing that waits.
TIDY = """
    SELECT gin_clean_pending_list(index) FROM unnest(ARRAY['article_search', 'article_headline_words']) AS name
    CROSS JOIN LATERAL (SELECT to_regclass(name) AS index OFFSET 0) AS known WHERE index IS NOT NULL
"""


def tidy():
    """Take the words of new stories, which wait in a list, into the indexes. Each look into one goes through its whole
    list first: 4 ms with some thousand stories, as many as Postgres lets wait, until it tidies a tenth later."""
    with connection.cursor() as cursor:
        cursor.execute(TIDY)


def is_due():
    """Whether the archive has grown, or shrunk, by a tenth since its words were counted. As cheap as two rows."""
    reading = Reading.objects.first()
    now = _stories_about()
    if not reading:
        return now > 0
    return abs(now - reading.stories) > GROWTH * reading.stories


def _stories_about():
    """How many stories there are: by Postgres' own statistics where it has them, which need not be exact here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = 'articles_article'::regclass")
        about = cursor.fetchone()[0]
    return about if about > SAMPLE else Article.objects.filter(status="published").count()


def read(sample=SAMPLE):
    """Count the archive's words anew, over `sample` stories at most; returns the `Reading`, or None without stories.

    Searches go on meanwhile with what was known before. Two at once would do the same work: the second waits for the
    first, and then does it again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE articles_reading IN SHARE ROW EXCLUSIVE MODE")
        for table in ("articles_lexeme", "articles_word", "articles_drawn", "articles_reading"):
            cursor.execute(f"DELETE FROM {table}")
        stories = Article.objects.filter(status="published").count()
        if not stories:
            return None
        sampled, lexemes = _draw(cursor, sample / stories)
        cursor.execute(LEXEMES)
        cursor.execute(WORDS, {"times": stories / sampled, "longest": LONGEST_WORD})
        cursor.execute(DRAW, [DRAWN])
        cursor.execute("DROP TABLE sampled")
        reading = Reading.objects.create(stories=stories, sampled=sampled, lexemes=lexemes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_lexeme, articles_word, articles_drawn")
    return reading


def _draw(cursor, share):
    """(Number, mean number of lexemes) of stories drawn for the sample; of all of them where the draw has none."""
    cursor.execute(SAMPLED, [min(share, 1) * 100])
    if not cursor.rowcount:
        cursor.execute("INSERT INTO sampled SELECT id FROM articles_article WHERE status = 'published'")
    cursor.execute("SELECT count(*), avg(length(search))::float8 FROM articles_article JOIN sampled USING (id)")
    sampled, lexemes = cursor.fetchone()
    return sampled, max(lexemes, 1)
