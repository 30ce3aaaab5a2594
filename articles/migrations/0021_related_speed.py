import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_filling"),
    ]

    operations = [
        # Its index goes: the unique one of (article, other) finds the rows of an article as well, and each of the ten
        # that are written for a story is entered in three indexes instead of four.
        migrations.AlterField(
            model_name="relatedstory",
            name="article",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="related",
                to="articles.article",
            ),
        ),
    ]
