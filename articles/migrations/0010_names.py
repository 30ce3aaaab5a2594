"""How many stories each tag, source and author has; their order; addresses and names that they left."""

from importlib import import_module

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import articles.models.naming

before = import_module("articles.migrations.0001_postgres")
names_before = import_module("articles.migrations.0003_functions")

# What names are put in order by and found by: without accents, and without what stands before the first letter. Arabic
# letters that keyboards and printers vary are one letter; vowel signs go. It takes 7 µs, which Postgres should know: it
# would rather put 3,000 names in order anew than read the first 60 off the index.
NAME_ORDER = r"""
CREATE FUNCTION public.name_order(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT coalesce(nullif(ltrim(folded, ' -_.,;:!?()[]{{}}<>/\|@#&*+=~^%$'), ''), folded)
    FROM lower(public.unaccent('public.unaccent', translate(public.headline_key(name), {varied}, {one}))) AS folded
$$;
"""
VARIED = "\u0623\u0625\u0622\u0671\u0643\u064a\u0649\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
ONE = "\u0627\u0627\u0627\u0627\u06a9\u06cc\u06cc"

# A story that is written at this moment is waited for: else one transaction would withdraw a story without knowing of
# the tag that another is just giving it, and the tag's number would be wrong for ever. In their order, so that two
# cannot wait for each other in a circle; a lock that lets rows go on referring to the story.
COUNT_STORIES = """
CREATE FUNCTION public.count_stories(of_role integer, bearers bigint[], articles bigint[], signs integer[])
RETURNS void LANGUAGE plpgsql {by_index} AS $$
DECLARE
    first bigint;
    last bigint;
BEGIN
    PERFORM FROM public.articles_article WHERE id = ANY (articles) ORDER BY id FOR NO KEY UPDATE;
    WITH changes AS (
        INSERT INTO public.articles_coveragechange (role, bearer, year, month, stories)
        SELECT of_role, changed.bearer, {year}, {month}, sum(changed.sign)
        FROM unnest(bearers, articles, signs) AS changed (bearer, article, sign)
        JOIN public.articles_article a ON a.id = changed.article
        WHERE a.status = 'published'
        GROUP BY 2, 3, 4 HAVING sum(changed.sign) <> 0
        RETURNING id
    )
    SELECT min(id), max(id) INTO first, last FROM changes;
    PERFORM public.fold_coverage(first, last);
END
$$;
"""
# One story with all whom it names, as it is now.
COUNT_STORY = """
CREATE FUNCTION public.count_story(
    story bigint, source bigint, published_on date, date_precision text, sign integer
) RETURNS void LANGUAGE plpgsql {by_index} AS $$
DECLARE
    first bigint;
    last bigint;
BEGIN
    WITH changes AS (
        INSERT INTO public.articles_coveragechange (role, bearer, year, month, stories)
        SELECT named.role, named.bearer, {year}, {month}, sign
        FROM (
            SELECT 2 AS role, source AS bearer WHERE source IS NOT NULL
            UNION ALL SELECT 1, tag_id FROM public.articles_tagging WHERE article_id = story
            UNION ALL SELECT 3, source_id FROM public.articles_citation WHERE article_id = story
            UNION ALL SELECT 4, author_id FROM public.articles_byline WHERE article_id = story
        ) AS named
        RETURNING id
    )
    SELECT min(id), max(id) INTO first, last FROM changes;
    PERFORM public.fold_coverage(first, last);
END
$$;
"""
# One at a time, and nobody waits for it: who comes second leaves it to the next. The sequence tells when it is time,
# so that no table need be looked at. Under a snapshot that stays, rows that others folded meanwhile would be an error.
FOLD_COVERAGE = """
CREATE FUNCTION public.fold_coverage(first bigint, last bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF first IS NULL OR last / {every} = (first - 1) / {every}
        OR current_setting('transaction_isolation') <> 'read committed'
        OR NOT pg_try_advisory_xact_lock(hashtextextended('articles_coveragechange', 0))
    THEN
        RETURN;
    END IF;
    WITH taken AS (
        DELETE FROM public.articles_coveragechange RETURNING role, bearer, year, month, stories
    ), months AS (
        INSERT INTO public.articles_coverage AS c (role, bearer, year, month, stories)
        SELECT role, bearer, year, month, sum(stories) FROM taken
        GROUP BY 1, 2, 3, 4 HAVING sum(stories) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (role, bearer, year, month) DO UPDATE SET stories = c.stories + EXCLUDED.stories
    )
    INSERT INTO public.articles_standing AS s (role, bearer, kind, stories)
    SELECT role, bearer, public.kind_of_bearer(role, bearer), sum(stories) FROM taken
    GROUP BY 1, 2 HAVING sum(stories) <> 0 ORDER BY 1, 2
    ON CONFLICT (role, bearer) DO UPDATE SET stories = s.stories + EXCLUDED.stories, kind = EXCLUDED.kind;
END
$$;
"""
# Two batches of a bulk import write so many: read in 5 ms, folded in the time in which 100 stories come in.
EVERY = 10000
KIND_OF_BEARER = """
CREATE FUNCTION public.kind_of_bearer(role integer, bearer bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(CASE
        WHEN role = 1 THEN (SELECT kind FROM public.articles_tag WHERE id = bearer)
        WHEN role IN (2, 3) THEN (SELECT kind FROM public.articles_source WHERE id = bearer)
    END, '')
$$;
"""
RECOUNT_COVERAGE = """
CREATE FUNCTION public.recount_coverage() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE public.articles_article, public.articles_tagging, public.articles_citation, public.articles_byline
        IN SHARE MODE;
    DELETE FROM public.articles_coveragechange;
    DELETE FROM public.articles_coverage;
    DELETE FROM public.articles_standing;
    INSERT INTO public.articles_coverage (role, bearer, year, month, stories)
    SELECT role, bearer, {year}, {month}, count(*)
    FROM (
        SELECT 1 AS role, t.tag_id AS bearer, a.published_on, a.date_precision
        FROM public.articles_tagging t JOIN public.articles_article a ON a.id = t.article_id
        WHERE a.status = 'published'
        UNION ALL
        SELECT 2, source_id, published_on, date_precision FROM public.articles_article
        WHERE status = 'published' AND source_id IS NOT NULL
        UNION ALL
        SELECT 3, c.source_id, a.published_on, a.date_precision
        FROM public.articles_citation c JOIN public.articles_article a ON a.id = c.article_id
        WHERE a.status = 'published'
        UNION ALL
        SELECT 4, b.author_id, a.published_on, a.date_precision
        FROM public.articles_byline b JOIN public.articles_article a ON a.id = b.article_id
        WHERE a.status = 'published'
    ) AS named
    GROUP BY 1, 2, 3, 4;
    INSERT INTO public.articles_standing (role, bearer, kind, stories)
    SELECT role, bearer, public.kind_of_bearer(role, bearer), sum(stories) FROM public.articles_coverage GROUP BY 1, 2;
END
$$;
"""
PARTS = {
    "year": "extract(year FROM published_on)",
    "month": "CASE date_precision WHEN 'year' THEN 0 ELSE extract(month FROM published_on) END",
    "every": EVERY,
    # A connection keeps its plans: one that was made while the archive was empty would read whole tables as it fills.
    "by_index": "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off",
}

# As before, and with the names of authors who were merged into another.
MERGED_AUTHORS = """
            UNION ALL
            SELECT b.article_id, a.name COLLATE "C"
            FROM public.articles_byline b JOIN public.articles_author a ON a.merged_into_id = b.author_id
            WHERE b.article_id = ANY (articles)
        ) AS known ON"""
ARTICLE_NAMES = names_before.ARTICLE_NAMES.replace(") AS known ON", MERGED_AUTHORS)


def _function(sql):
    name = sql.split("public.", 1)[1].split("(", 1)[0]
    return migrations.RunSQL(
        "SET LOCAL check_function_bodies = off;" + sql.format(**PARTS), f"DROP FUNCTION public.{name};"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_history"),
    ]

    operations = [
        migrations.RunSQL(
            NAME_ORDER.format(varied=before._literal(VARIED), one=before._literal(ONE)),
            "DROP FUNCTION public.name_order(text);",
        ),
        *map(_function, (KIND_OF_BEARER, FOLD_COVERAGE, COUNT_STORIES, COUNT_STORY, RECOUNT_COVERAGE)),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "about it"), (2, "published by it"), (3, "citing it"), (4, "written by it")]
                    ),
                ),
                ("bearer", models.BigIntegerField()),
                ("stories", models.IntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "role", "bearer", "year", "month", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name_plural": "coverage",
            },
        ),
        migrations.CreateModel(
            name="CoverageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "about it"), (2, "published by it"), (3, "citing it"), (4, "written by it")]
                    ),
                ),
                ("bearer", models.BigIntegerField()),
                ("stories", models.IntegerField()),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(db_default="", default="", max_length=20)),
                ("slug", models.CharField(max_length=100)),
                ("left_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ["-left_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "about it"), (2, "published by it"), (3, "citing it"), (4, "written by it")]
                    ),
                ),
                ("bearer", models.BigIntegerField()),
                ("stories", models.IntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "role", "bearer", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(db_default="", default="", max_length=20)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="author",
            name="tells_articles_on_update",
        ),
        migrations.AddField(
            model_name="author",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="articles.author",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="articles.source",
            ),
        ),
        migrations.AddIndex(
            model_name="author",
            index=models.Index(articles.models.naming.NameOrder("name"), models.F("id"), name="author_in_order"),
        ),
        migrations.AddIndex(
            model_name="author",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(articles.models.naming.NameOrder("name"), "gin_trgm_ops"),
                name="author_name_trigrams",
            ),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(articles.models.naming.NameOrder("name"), models.F("id"), name="source_in_order"),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(
                models.F("kind"),
                articles.models.naming.NameOrder("name"),
                models.F("id"),
                name="source_of_kind_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="sourcename",
            index=models.Index(articles.models.naming.NameOrder("name"), name="source_name_begins"),
        ),
        migrations.AddIndex(
            model_name="sourcename",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(articles.models.naming.NameOrder("name"), "gin_trgm_ops"),
                name="source_name_trigrams",
            ),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(articles.models.naming.NameOrder("name"), models.F("id"), name="tag_in_order"),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                models.F("kind"), articles.models.naming.NameOrder("name"), models.F("id"), name="tag_of_kind_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="tagname",
            index=models.Index(articles.models.naming.NameOrder("name"), name="tag_name_begins"),
        ),
        migrations.AddIndex(
            model_name="tagname",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(articles.models.naming.NameOrder("name"), "gin_trgm_ops"),
                name="tag_name_trigrams",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="article",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'published')",
                    func="IF NEW.status = 'published' THEN PERFORM public.count_story(NEW.id, NEW.source_id, NEW.published_on, NEW.date_precision, 1); END IF; RETURN NULL;",
                    hash="998f61af89bf0552abb578cca76680a0ba2e6fd3",
                    operation="INSERT",
                    pgid="pgtrigger_counts_on_insert_71c0e",
                    table="articles_article",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="article",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.status, OLD.published_on, OLD.date_precision, OLD.source_id) IS DISTINCT FROM (NEW.status, NEW.published_on, NEW.date_precision, NEW.source_id))",
                    func="IF OLD.status = 'published' THEN PERFORM public.count_story(OLD.id, OLD.source_id, OLD.published_on, OLD.date_precision, -1); END IF;IF NEW.status = 'published' THEN PERFORM public.count_story(NEW.id, NEW.source_id, NEW.published_on, NEW.date_precision, 1); END IF; RETURN NULL;",
                    hash="c945469ff6e8442f902a67aa4838d39de234ea8d",
                    operation='UPDATE OF "status", "published_on", "date_precision", "source_id"',
                    pgid="pgtrigger_counts_on_update_ab979",
                    table="articles_article",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="article",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_on_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status = 'published')",
                    func="IF OLD.status = 'published' THEN PERFORM public.count_story(OLD.id, OLD.source_id, OLD.published_on, OLD.date_precision, -1); END IF; RETURN NULL;",
                    hash="c2963a8dd9d32ab1b4e10fd8077fe6506645fcaa",
                    operation="DELETE",
                    pgid="pgtrigger_counts_on_delete_7ad88",
                    table="articles_article",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="author",
            trigger=pgtrigger.compiler.Trigger(
                name="tells_articles_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="PERFORM public.refresh_article_names(ARRAY(SELECT b.article_id FROM articles_byline b JOIN changed a ON b.author_id = ANY (ARRAY[a.id, a.merged_into_id]))); RETURN NULL;",
                    hash="f701814abc9c4222e14a4d406593fc8f1161d082",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_tells_articles_on_update_ed7e9",
                    referencing="REFERENCING NEW TABLE AS changed ",
                    table="articles_author",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="author",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_former_slug",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."slug" IS DISTINCT FROM (NEW."slug"))',
                    func="\n                INSERT INTO articles_formerslug (author_id, kind, slug)\n                VALUES (NEW.id, '', OLD.slug);\n                RETURN NULL;\n            ",
                    hash="65896c676777a949bf9b1a0ea7719136e2fab55a",
                    operation='UPDATE OF "slug"',
                    pgid="pgtrigger_keeps_former_slug_d3e66",
                    table="articles_author",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="author",
            trigger=pgtrigger.compiler.Trigger(
                name="takes_no_former_slug",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                DELETE FROM articles_formerslug WHERE author_id IS NOT NULL AND slug = NEW.slug AND kind = '' AND author_id = NEW.id;\n                IF EXISTS (SELECT FROM articles_formerslug WHERE author_id IS NOT NULL AND slug = NEW.slug AND kind = '') THEN\n                    RAISE unique_violation USING MESSAGE = format('the address \"%s\" leads to another', NEW.slug);\n                END IF;\n                RETURN NEW;\n            ",
                    hash="63f46e9fcab94f4c21134c3165ab2227e49b51c3",
                    operation='INSERT OR UPDATE OF "slug"',
                    pgid="pgtrigger_takes_no_former_slug_b6757",
                    table="articles_author",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="byline",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(4, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT author_id AS bearer, article_id, 1 AS sign FROM come) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="acb93dad8bc914ec9ed2f4610db435cb9306fe1f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_counts_stories_on_insert_16846",
                    referencing="REFERENCING NEW TABLE AS come ",
                    table="articles_byline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="byline",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(4, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT author_id AS bearer, article_id, -1 AS sign FROM gone UNION ALL SELECT author_id AS bearer, article_id, 1 AS sign FROM come) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="b21bbb62b0cdffac2d5f48e5778781c40e28a3df",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_counts_stories_on_update_845a3",
                    referencing="REFERENCING OLD TABLE AS gone  NEW TABLE AS come ",
                    table="articles_byline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="byline",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(4, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT author_id AS bearer, article_id, -1 AS sign FROM gone) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="0d6a3663e14c1324be39ff104ff8ce080cf0af18",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_counts_stories_on_delete_3a89d",
                    referencing="REFERENCING OLD TABLE AS gone ",
                    table="articles_byline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(3, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT source_id AS bearer, article_id, 1 AS sign FROM come) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="956299d1859097c6d89c44b425250bb6ce068c65",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_counts_stories_on_insert_e9614",
                    referencing="REFERENCING NEW TABLE AS come ",
                    table="articles_citation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(3, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT source_id AS bearer, article_id, -1 AS sign FROM gone UNION ALL SELECT source_id AS bearer, article_id, 1 AS sign FROM come) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="d01860a350d69114339e812fac49410602cebfb0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_counts_stories_on_update_8e629",
                    referencing="REFERENCING OLD TABLE AS gone  NEW TABLE AS come ",
                    table="articles_citation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(3, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT source_id AS bearer, article_id, -1 AS sign FROM gone) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="4c444a940ad2e482c88864d589e6edc8ff96bae7",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_counts_stories_on_delete_d262b",
                    referencing="REFERENCING OLD TABLE AS gone ",
                    table="articles_citation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_former_slug",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."slug" IS DISTINCT FROM (NEW."slug"))',
                    func="\n                INSERT INTO articles_formerslug (source_id, kind, slug)\n                VALUES (NEW.id, '', OLD.slug);\n                RETURN NULL;\n            ",
                    hash="b5056e8190e014f394fe89e3367ebed8fae3fb33",
                    operation='UPDATE OF "slug"',
                    pgid="pgtrigger_keeps_former_slug_c1b4b",
                    table="articles_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="takes_no_former_slug",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                DELETE FROM articles_formerslug WHERE source_id IS NOT NULL AND slug = NEW.slug AND kind = '' AND source_id = NEW.id;\n                IF EXISTS (SELECT FROM articles_formerslug WHERE source_id IS NOT NULL AND slug = NEW.slug AND kind = '') THEN\n                    RAISE unique_violation USING MESSAGE = format('the address \"%s\" leads to another', NEW.slug);\n                END IF;\n                RETURN NEW;\n            ",
                    hash="d0b3e86832c1f358b16408928aff9e72c0a63c39",
                    operation='INSERT OR UPDATE OF "slug"',
                    pgid="pgtrigger_takes_no_former_slug_9b9ac",
                    table="articles_source",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="follows_kind",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.kind IS DISTINCT FROM NEW.kind)",
                    func="\n            UPDATE articles_standing SET kind = NEW.kind\n            WHERE role IN (2, 3) AND bearer = NEW.id;\n            RETURN NULL;\n        ",
                    hash="1c75e209c43e171f97c6b37156811f8316fb573a",
                    operation='UPDATE OF "kind"',
                    pgid="pgtrigger_follows_kind_21e27",
                    table="articles_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="keeps_former_slug",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."slug" IS DISTINCT FROM (NEW."slug"))',
                    func="\n                INSERT INTO articles_formerslug (tag_id, kind, slug)\n                VALUES (NEW.id, OLD.kind, OLD.slug);\n                RETURN NULL;\n            ",
                    hash="695144312e9d6e7bb858473bfca654eee1fd3745",
                    operation='UPDATE OF "slug", "kind"',
                    pgid="pgtrigger_keeps_former_slug_56bc9",
                    table="articles_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="takes_no_former_slug",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                DELETE FROM articles_formerslug WHERE tag_id IS NOT NULL AND slug = NEW.slug AND kind = NEW.kind AND tag_id = NEW.id;\n                IF EXISTS (SELECT FROM articles_formerslug WHERE tag_id IS NOT NULL AND slug = NEW.slug AND kind = NEW.kind) THEN\n                    RAISE unique_violation USING MESSAGE = format('the address \"%s\" leads to another', NEW.slug);\n                END IF;\n                RETURN NEW;\n            ",
                    hash="67345c3dc5263c29874d61061360a4c6b50c4d6d",
                    operation='INSERT OR UPDATE OF "slug", "kind"',
                    pgid="pgtrigger_takes_no_former_slug_09185",
                    table="articles_tag",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="follows_kind",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.kind IS DISTINCT FROM NEW.kind)",
                    func="\n            UPDATE articles_standing SET kind = NEW.kind\n            WHERE role IN (1) AND bearer = NEW.id;\n            RETURN NULL;\n        ",
                    hash="b7688a20be2db7e6076ed0ff33c6523fcec03417",
                    operation='UPDATE OF "kind"',
                    pgid="pgtrigger_follows_kind_020f6",
                    table="articles_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tagging",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(1, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT tag_id AS bearer, article_id, 1 AS sign FROM come) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="a5ee04da50602e25ae9d3a453f2496dadb8b1d7e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_counts_stories_on_insert_d306f",
                    referencing="REFERENCING NEW TABLE AS come ",
                    table="articles_tagging",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tagging",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(1, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT tag_id AS bearer, article_id, -1 AS sign FROM gone UNION ALL SELECT tag_id AS bearer, article_id, 1 AS sign FROM come) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="579cbea1c42ab21f7853fead51bd916b8871ab41",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_counts_stories_on_update_ed9dc",
                    referencing="REFERENCING OLD TABLE AS gone  NEW TABLE AS come ",
                    table="articles_tagging",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tagging",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_stories_on_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                PERFORM public.count_stories(1, array_agg(bearer), array_agg(article_id), array_agg(sign))\n                FROM (SELECT tag_id AS bearer, article_id, -1 AS sign FROM gone) AS changed HAVING count(*) > 0;\n                RETURN NULL;\n            ",
                    hash="fbe81b382836de241e70abe125ed9ef39219f435",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_counts_stories_on_delete_c99b3",
                    referencing="REFERENCING OLD TABLE AS gone ",
                    table="articles_tagging",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="author_is_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="source_is_not_merged_into_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="coveragechange",
            index=models.Index(fields=["role", "bearer"], name="coverage_change_of_bearer"),
        ),
        migrations.AddField(
            model_name="formerslug",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_slugs",
                to="articles.author",
            ),
        ),
        migrations.AddField(
            model_name="formerslug",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_slugs",
                to="articles.source",
            ),
        ),
        migrations.AddField(
            model_name="formerslug",
            name="tag",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_slugs",
                to="articles.tag",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["role", "kind", "-stories", "-bearer"], name="standing_in_kind"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["role", "-stories", "-bearer"], name="standing_in_all"),
        ),
        migrations.AddConstraint(
            model_name="formerslug",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author", None), ("source", None), ("tag__isnull", False)),
                    models.Q(("author", None), ("source__isnull", False), ("tag", None)),
                    models.Q(("author__isnull", False), ("source", None), ("tag", None)),
                    _connector="OR",
                ),
                name="former_slug_leads_to_one_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerslug",
            constraint=models.UniqueConstraint(
                condition=models.Q(("tag__isnull", False)),
                fields=("kind", "slug"),
                include=("tag",),
                name="former_slug_leads_to_one_tag",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerslug",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source__isnull", False)),
                fields=("kind", "slug"),
                include=("source",),
                name="former_slug_leads_to_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerslug",
            constraint=models.UniqueConstraint(
                condition=models.Q(("author__isnull", False)),
                fields=("kind", "slug"),
                include=("author",),
                name="former_slug_leads_to_one_author",
            ),
        ),
        migrations.RunSQL(ARTICLE_NAMES, names_before.ARTICLE_NAMES),
        migrations.RunSQL("SELECT public.recount_coverage();", migrations.RunSQL.noop),
    ]
