"""What Postgres needs before the first table: extensions, text-search configurations, functions.

They come first because generated columns call the functions. All are in `public`, and called by
their full name, so that a dump restores under an empty search path.
"""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# ISO 639-1 code -> the stemmer that Postgres ships for it. A language without one ("ur", "zh" …)
# is indexed word for word by `news_simple`.
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}

# unaccent before the stemmer makes "Köln" and "Koln" one word, in the text and in the question alike.
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION public.news_{name} (COPY = pg_catalog.{name});
ALTER TEXT SEARCH CONFIGURATION public.news_{name}
    ALTER MAPPING FOR word, hword, hword_part WITH public.unaccent, pg_catalog.{stem};
"""

# Literal configurations keep this function immutable: a cast of text to regconfig would not be.
SEARCH_CONFIGURATION = """
CREATE FUNCTION public.news_configuration(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE split_part(lower(language), '-', 1)
        {branches}
        WHEN 'nb' THEN 'public.news_norwegian'::regconfig
        WHEN 'nn' THEN 'public.news_norwegian'::regconfig
        ELSE 'public.news_simple'::regconfig
    END
$$;
"""

# Postgres' parser takes "<BAC>" for a tag and "POINT/BANKAMERICA" for a path, and so hides the words
# (181 of 2,000 known stories could not be found by their headline): those signs become spaces.
# A body is HTML: its tags and entities are taken out first.
PLAIN_TEXT = r"""
CREATE FUNCTION public.plain_text(html text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(replace(replace(replace(replace(
        regexp_replace(html, '<[^>]*>', ' ', 'g'),
        '&lt;', ' '), '&gt;', ' '), '&quot;', '"'), '&nbsp;', ' '), '&amp;', '&')
$$;
"""

# A tsvector ends at 1 MB (error 54000), and a text may be longer: the vector then covers the longest
# beginning that fits, by halves. Only a body over 200,000 bytes can get there - a vector takes at the
# worst some four bytes for one of text - so all others skip the exception block and its subtransaction.
SEARCH_VECTOR = """
CREATE FUNCTION public.search_vector(language text, headline text, standfirst text, names text, body text)
RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    configuration regconfig := public.news_configuration(language);
    top tsvector :=
        setweight(to_tsvector(configuration, translate(headline, '<>/', '   ')), 'A') ||
        setweight(to_tsvector(configuration, translate(left(standfirst, 20000), '<>/', '   ')), 'B') ||
        setweight(to_tsvector(configuration, translate(left(names, 20000), '<>/', '   ')), 'C');
    words text := translate(public.plain_text(body), '<>/', '   ');
BEGIN
    IF octet_length(words) <= 200000 THEN
        RETURN top || setweight(to_tsvector(configuration, words), 'D');
    END IF;
    LOOP
        BEGIN
            RETURN top || setweight(to_tsvector(configuration, words), 'D');
        EXCEPTION WHEN program_limit_exceeded THEN
            words := left(words, length(words) / 2);
        END;
    END LOOP;
END
$$;
"""

# One key for what printers vary: case, quotes, dashes, spaces, invisible marks. Nothing fuzzier: on
# 400,000 headlines normalised equality linked no wrong story, and every similarity threshold did.
# Quotes and marks go before NFKC, which would turn an acute accent used as a quote into a space.
HEADLINE_KEY = r"""
CREATE FUNCTION public.headline_key(headline text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(regexp_replace(
        lower(normalize(translate(headline, {dashes} || {dropped}, {hyphens}), NFKC)),
        '\s+', ' ', 'g'), ' ?-[ -]*', '-', 'g'))
$$;
"""
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
DROPPED = (
    "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u00ab\u00bb\u2032\u2033\u02bc\uff02\uff07"
    "\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)

# All names by which an article's tags, cited sources and authors are known, so that a search for "IRNA"
# finds what cites the Islamic Republic News Agency. Only rows whose names differ are written.
ARTICLE_NAMES = """
CREATE FUNCTION public.refresh_article_names(articles bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE public.articles_article AS article
    SET names = known.names
    FROM (
        SELECT id, coalesce(string_agg(DISTINCT name, '; ' ORDER BY name), '') AS names
        FROM unnest(articles) AS id
        LEFT JOIN (
            SELECT article_id, n.name FROM public.articles_tagging JOIN public.articles_tagname n USING (tag_id)
            WHERE article_id = ANY (articles)
            UNION ALL
            SELECT article_id, n.name
            FROM public.articles_citation JOIN public.articles_sourcename n USING (source_id)
            WHERE article_id = ANY (articles)
            UNION ALL
            SELECT b.article_id, a.name
            FROM public.articles_byline b JOIN public.articles_author a ON a.id = b.author_id
            WHERE b.article_id = ANY (articles)
        ) AS known ON known.article_id = id
        GROUP BY id
    ) AS known
    WHERE article.id = known.id AND article.names IS DISTINCT FROM known.names
$$;
"""


def _literal(text):
    return "U&'" + "".join(f"\\{ord(letter):04x}" for letter in text) + "'"


def _configurations():
    pairs = [(name, f"{name}_stem") for name in sorted(set(STEMMERS.values()))] + [("simple", "simple")]
    return "".join(CONFIGURATION.format(name=name, stem=stem) for name, stem in pairs)


def _drop_configurations():
    names = [*sorted(set(STEMMERS.values())), "simple"]
    return "".join(f"DROP TEXT SEARCH CONFIGURATION public.news_{name};" for name in names)


class Migration(migrations.Migration):
    initial = True

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(_configurations(), _drop_configurations()),
        migrations.RunSQL(
            SEARCH_CONFIGURATION.format(
                branches="\n        ".join(
                    f"WHEN '{code}' THEN 'public.news_{name}'::regconfig" for code, name in STEMMERS.items()
                )
            ),
            "DROP FUNCTION public.news_configuration(text);",
        ),
        migrations.RunSQL(PLAIN_TEXT, "DROP FUNCTION public.plain_text(text);"),
        migrations.RunSQL(SEARCH_VECTOR, "DROP FUNCTION public.search_vector(text, text, text, text, text);"),
        migrations.RunSQL(
            HEADLINE_KEY.format(
                dashes=_literal(DASHES), dropped=_literal(DROPPED), hyphens=_literal("-" * len(DASHES))
            ),
            "DROP FUNCTION public.headline_key(text);",
        ),
        # A function over tables that come later: Postgres would look for them now.
        migrations.RunSQL(
            "SET LOCAL check_function_bodies = off;" + ARTICLE_NAMES,
            "DROP FUNCTION public.refresh_article_names(bigint[]);",
        ),
    ]
