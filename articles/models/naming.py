"""Names: how a source, a tag or an author is told apart from another, and found again.

A name is compared by its key (`headline_key`: case, quotes, dashes and spaces do not count). Each
noun keeps all its names, the main one included, in one table with a unique key; the database adds
the main name by itself, so that whoever writes a row can neither forget it nor take another's.
"""

import pgtrigger
from django.db import models
from django.db.models import F
from django.db.models.functions import Collate, Left, Reverse
from django.utils.text import slugify

# A slug is an address: long enough to be read, short enough to be copied by hand.
SLUG_LENGTH = 80


class HeadlineKey(models.Func):
    """The key under which headlines and names are compared; see the migration `0001_postgres`."""

    function = "headline_key"
    arity = 1
    output_field = models.TextField()


def name_key(field="name"):
    return models.GeneratedField(expression=HeadlineKey(field), output_field=models.TextField(), db_persist=True)


def alphabets(name):
    """Expressions of indexes in which near headlines stand side by side: by their beginnings, and by their ends.

    60 characters tell headlines apart and stay far below the 2,704 bytes that a b-tree takes; by code points, since
    the order only has to be one.
    """
    ways = {"forward": F("headline_key"), "backward": Reverse("headline_key")}
    return {f"{name}_{way}": Collate(Left(key, 60), "C") for way, key in ways.items()}


def slug_of(text, fallback="story"):
    """A slug of `text` in its own script, cut between words at `SLUG_LENGTH` characters."""
    slug = slugify(text, allow_unicode=True)
    if len(slug) > SLUG_LENGTH:
        slug = slug[:SLUG_LENGTH].rsplit("-", 1)[0].strip("-")
    return slug or fallback


def free_slug(slug, taken):
    """`slug`, or the first of `slug-2`, `slug-3` … that is not in the set `taken`."""
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def keeps_main_name(table, owner, *also):
    """A trigger for a noun: its name, whenever set, is a row of `table` that belongs to it.

    Raises a unique violation in Postgres when the name already belongs to another. `also` are columns
    that the table of names repeats (a tag's kind, say).
    """
    columns = ", ".join([owner, "name", *also])
    values = ", ".join(f"NEW.{column}" for column in ["id", "name", *also])
    key = ", ".join([*also, "key"])
    return pgtrigger.Trigger(
        name="keeps_main_name",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("name", *also),
        when=pgtrigger.After,
        func=f"""
            INSERT INTO {table} ({columns}) VALUES ({values})
            ON CONFLICT ({key}) DO UPDATE SET name = EXCLUDED.name WHERE {table}.{owner} = EXCLUDED.{owner};
            IF NOT FOUND THEN
                RAISE unique_violation USING MESSAGE = format('the name "%s" belongs to another', NEW.name);
            END IF;
            RETURN NULL;
        """,
    )


def tells_articles(articles, *operations):
    """Statement triggers that keep `Article.names`, the searchable text of all whom an article names.

    `articles` is a query for the ids of the articles concerned, over the transition table `changed`;
    `operations` are those of "insert", "update" and "delete" after which they are concerned.
    """
    return [
        pgtrigger.Trigger(
            name=f"tells_articles_on_{operation}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=getattr(pgtrigger, operation.capitalize()),
            referencing=pgtrigger.Referencing(**{"old" if operation == "delete" else "new": "changed"}),
            func=f"PERFORM public.refresh_article_names(ARRAY({articles})); RETURN NULL;",
        )
        for operation in operations
    ]
