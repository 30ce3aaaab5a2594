"""A new archive is filled without its indexes of words, and any import needs a little less of Postgres."""

from importlib import import_module

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
        ("articles", "0018_marks"),
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
    ]
