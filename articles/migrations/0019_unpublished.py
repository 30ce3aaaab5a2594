"""Editors' lists of what is not published yet are found without a look at the stories that are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_marks")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["-id"], condition=models.Q(("status", "published"), _negated=True), name="article_unpublished"
            ),
        ),
    ]
