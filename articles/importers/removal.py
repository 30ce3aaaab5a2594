"""Rows that go, and all that Django would take along with them, by statements and without reading a row."""

import pgtrigger
from django.db import connection, models
from django.db.models.deletion import get_candidate_relations_to_delete

from articles.models import Article, ArticleVersion


def remove(model, chosen):
    """Delete the rows of `model` whose ids the query `chosen` selects, with what hangs on them; returns how many.

    Rows that point at them are deleted or let go, as the models say; a row that protects them makes Postgres refuse.
    """
    for relation in pointing_at(model):
        child, column = relation.related_model, relation.field.column
        if relation.on_delete is models.SET_NULL:
            run(f"UPDATE {child._meta.db_table} SET {column} = NULL WHERE {column} IN ({chosen})")
        elif relation.on_delete is models.CASCADE and pointing_at(child):
            remove(child, f"SELECT id FROM {child._meta.db_table} WHERE {column} IN ({chosen})")
        elif relation.on_delete is models.CASCADE:
            run(f"DELETE FROM {child._meta.db_table} WHERE {column} IN ({chosen})")
    return run(f"DELETE FROM {model._meta.db_table} WHERE id IN ({chosen})")


def pointing_at(model):
    """The relations of other models to this one, those without a name on this side too."""
    return list(get_candidate_relations_to_delete(model._meta))


def remove_articles(chosen):
    """Delete the articles with the ids that the query `chosen` selects, leaving no version; inside a transaction.

    `chosen` may not read the articles' own rows: they go first, so that nothing is computed for them on the way.
    """
    # A story that vanishes is no earlier version of anything.
    with pgtrigger.ignore("articles.Article:deleted_delete"):
        gone = run(f"DELETE FROM articles_article WHERE id IN ({chosen})")
    remove(Article, chosen)
    run(f"DELETE FROM {ArticleVersion._meta.db_table} WHERE pgh_obj_id IN ({chosen})")
    return gone


def unused(model, run_id):
    """A query for the ids of names - sources, tags, authors - that an import made and that nothing uses."""
    table = model._meta.db_table
    used = [
        f"NOT EXISTS (SELECT FROM {relation.related_model._meta.db_table} WHERE {relation.field.column} = n.id)"
        for relation in pointing_at(model)
        if relation.get_accessor_name() != "names"  # what it is called is a part of it
    ]
    return f"SELECT n.id FROM {table} n WHERE n.imported_by_id = {int(run_id)} AND {' AND '.join(used)}"


def run(statement, params=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount
