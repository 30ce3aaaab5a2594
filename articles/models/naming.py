"""Names: how a source, a tag or an author is told apart from another, and found again.

A name is compared by its key (`headline_key`: case, quotes, dashes and spaces do not count). Each
noun keeps all its names, the main one included, in one table with a unique key; the database adds
the main name by itself, so that whoever writes a row can neither forget it nor take another's.
"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
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


class NameOrder(models.Func):
    """What names are ordered by, and found by as they are typed; see the migration `0010_names`.

    By code points whatever the server's language, so that what begins with a letter stands together.
    """

    template = '(public.name_order(%(expressions)s) COLLATE "C")'
    arity = 1
    output_field = models.TextField()


def typed_name_indexes(table):
    """Indexes of a table of names: by how they begin, and by what is in them."""
    return [
        models.Index(NameOrder("name"), name=f"{table}_begins"),
        GinIndex(OpClass(NameOrder("name"), "gin_trgm_ops"), name=f"{table}_trigrams"),
    ]


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


def free_slug_for(noun, text):
    """A slug of `text` for a tag, source or author that no other has or had; two queries."""
    model, of_kind = type(noun), {"kind": noun.kind} if noun.address_has_kind else {}
    slug = slug_of(text, model._meta.model_name)
    others = model.objects.order_by().filter(slug__startswith=slug, **of_kind).exclude(pk=noun.pk)
    return free_slug(slug, {*others.values_list("slug", flat=True), *former_slugs(noun, slug)})


def former_slugs(noun, slug):
    """Slugs beginning with `slug` that others of the noun's model had."""
    field = type(noun)._meta.get_field("former_slugs")
    kind = noun.kind if noun.address_has_kind else ""
    left = field.related_model.objects.order_by().filter(kind=kind, slug__startswith=slug)
    left = left.exclude(**{f"{field.field.name}__isnull": True})
    return left.exclude(**{field.field.name: noun.pk}).values_list("slug", flat=True)


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


def keeps_former_slug(noun, *also):
    """Row triggers for a noun: a slug that it leaves leads to it for ever, and none takes another's.

    `noun` is its column in `FormerSlug`; `also` is ("kind",) where its address has that.
    """
    mine = f"{noun}_id IS NOT NULL AND slug = NEW.slug AND kind = {'NEW.kind' if also else repr('')}"
    return [
        pgtrigger.Trigger(
            name="keeps_former_slug",
            operation=pgtrigger.UpdateOf("slug", *also),
            when=pgtrigger.After,
            condition=pgtrigger.AnyChange("slug", *also),
            func=f"""
                INSERT INTO articles_formerslug ({noun}_id, kind, slug)
                VALUES (NEW.id, {"OLD.kind" if also else "''"}, OLD.slug);
                RETURN NULL;
            """,
        ),
        pgtrigger.Trigger(
            name="takes_no_former_slug",
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("slug", *also),
            when=pgtrigger.Before,
            func=f"""
                DELETE FROM articles_formerslug WHERE {mine} AND {noun}_id = NEW.id;
                IF EXISTS (SELECT FROM articles_formerslug WHERE {mine}) THEN
                    RAISE unique_violation USING MESSAGE = format('the address "%s" leads to another', NEW.slug);
                END IF;
                RETURN NEW;
            """,
        ),
    ]
