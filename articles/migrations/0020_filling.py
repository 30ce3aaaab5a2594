"""A new archive is filled without its indexes of words, and any import needs a little less of Postgres."""

from importlib import import_module

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

functions_before = import_module("articles.migrations.0016_import_speed")

# Three batches of a bulk import and half a batch write so many changes. A tag's own row, with its place in two indexes,
# is written a third as often as with 10,000; who asks for one tag's number still reads that tag's changes alone.
EVERY = {"every": 30000}
FOLD_COVERAGE = functions_before._again(functions_before.FOLD_COVERAGE)


def _inlined():
    """Postgres puts the body of a function into the statement, which is half of its cost, unless the function is
    STRICT and the body does not look it. What comes of no headline is nothing either way."""
    return functions_before._headline_key().replace("IMMUTABLE STRICT PARALLEL SAFE", "IMMUTABLE PARALLEL SAFE")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0019_unpublished"),
    ]

    operations = [
        migrations.RunSQL(
            FOLD_COVERAGE.format(**functions_before.PARTS | EVERY), FOLD_COVERAGE.format(**functions_before.PARTS)
        ),
        migrations.RunSQL(_inlined(), functions_before._headline_key()),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("name", models.CharField(max_length=63, primary_key=True, serialize=False)),
                ("definition", models.TextField()),
            ],
            options={
                "verbose_name_plural": "set aside",
                "ordering": ["name"],
            },
        ),
        migrations.AlterField(
            model_name="oldaddress",
            name="url",
            field=models.CharField(max_length=600, verbose_name="address"),
        ),
        migrations.AddConstraint(
            model_name="oldaddress",
            constraint=models.UniqueConstraint(fields=("url",), name="old_address_leads_to_one_article"),
        ),
        # Their lines are read by story, whatever Postgres thinks of the index of waiting lines.
        pgtrigger.migrations.RemoveTrigger(
            model_name="article",
            name="counts_wanted_on_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="article",
            name="counts_wanted_on_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="article",
            name="counts_wanted_on_delete",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="article",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_wanted_on_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE many boolean;",
                    func="\n        WITH added AS (\n        INSERT INTO public.articles_wantedcount (key, asked_by)\n        SELECT key, sum(n) FROM (\n            SELECT DISTINCT stories.id, n, md5(link.headline_key)::uuid AS key\n            FROM (\n                SELECT id, sum(n) AS n\n                FROM (SELECT id, 1 AS n FROM come WHERE status = 'published') AS moved\n                GROUP BY id HAVING sum(n) <> 0\n            ) AS stories\n            CROSS JOIN LATERAL (\n                SELECT state, headline_key FROM public.articles_readmorelink WHERE article_id = stories.id OFFSET 0\n            ) AS link\n            WHERE link.state IN ('pending', 'suggested')\n        ) AS lines\n        GROUP BY key HAVING sum(n) <> 0\n     RETURNING id)\n        SELECT max(id) / 10000 > (min(id) - 1) / 10000 INTO many FROM added;\n        IF many AND pg_try_advisory_xact_lock('public.articles_wantedcount'::regclass::oid::bigint) THEN\n            PERFORM public.fold_wanted_counts();\n        END IF;\n        RETURN NULL;\n    ",
                    hash="5fba51e39bf59ece96501b9a7559b192907399ce",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_counts_wanted_on_insert_1fe35",
                    referencing="REFERENCING NEW TABLE AS come ",
                    table="articles_article",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="article",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_wanted_on_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE many boolean;",
                    func="\n        WITH added AS (\n        INSERT INTO public.articles_wantedcount (key, asked_by)\n        SELECT key, sum(n) FROM (\n            SELECT DISTINCT stories.id, n, md5(link.headline_key)::uuid AS key\n            FROM (\n                SELECT id, sum(n) AS n\n                FROM (SELECT id, -1 AS n FROM gone WHERE status = 'published' UNION ALL SELECT id, 1 AS n FROM come WHERE status = 'published') AS moved\n                GROUP BY id HAVING sum(n) <> 0\n            ) AS stories\n            CROSS JOIN LATERAL (\n                SELECT state, headline_key FROM public.articles_readmorelink WHERE article_id = stories.id OFFSET 0\n            ) AS link\n            WHERE link.state IN ('pending', 'suggested')\n        ) AS lines\n        GROUP BY key HAVING sum(n) <> 0\n     RETURNING id)\n        SELECT max(id) / 10000 > (min(id) - 1) / 10000 INTO many FROM added;\n        IF many AND pg_try_advisory_xact_lock('public.articles_wantedcount'::regclass::oid::bigint) THEN\n            PERFORM public.fold_wanted_counts();\n        END IF;\n        RETURN NULL;\n    ",
                    hash="456705734b4d1698f5170189ca8237ee6df7c0a4",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_counts_wanted_on_update_5aaae",
                    referencing="REFERENCING OLD TABLE AS gone  NEW TABLE AS come ",
                    table="articles_article",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="article",
            trigger=pgtrigger.compiler.Trigger(
                name="counts_wanted_on_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE many boolean;",
                    func="\n        WITH added AS (\n        INSERT INTO public.articles_wantedcount (key, asked_by)\n        SELECT key, sum(n) FROM (\n            SELECT DISTINCT stories.id, n, md5(link.headline_key)::uuid AS key\n            FROM (\n                SELECT id, sum(n) AS n\n                FROM (SELECT id, -1 AS n FROM gone WHERE status = 'published') AS moved\n                GROUP BY id HAVING sum(n) <> 0\n            ) AS stories\n            CROSS JOIN LATERAL (\n                SELECT state, headline_key FROM public.articles_readmorelink WHERE article_id = stories.id OFFSET 0\n            ) AS link\n            WHERE link.state IN ('pending', 'suggested')\n        ) AS lines\n        GROUP BY key HAVING sum(n) <> 0\n     RETURNING id)\n        SELECT max(id) / 10000 > (min(id) - 1) / 10000 INTO many FROM added;\n        IF many AND pg_try_advisory_xact_lock('public.articles_wantedcount'::regclass::oid::bigint) THEN\n            PERFORM public.fold_wanted_counts();\n        END IF;\n        RETURN NULL;\n    ",
                    hash="8a72165a2e373fb19073960c6774f1880d906b30",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_counts_wanted_on_delete_ace61",
                    referencing="REFERENCING OLD TABLE AS gone ",
                    table="articles_article",
                    when="AFTER",
                ),
            ),
        ),
    ]
