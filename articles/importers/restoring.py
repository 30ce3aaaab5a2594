"""Stories as they were before an import changed them: the way back from `remember`, by statements over many."""

from articles.importers.remember import COLUMNS, ROWS
from articles.importers.removal import remove, run
from articles.models import LinkCandidate, ReadMoreLink, TagProposal

# All statements are about the changes of which the temporary table `back` has the ids.
ARTICLES = f"""
UPDATE articles_article a SET {", ".join(f"{name} = was.{name}" for name in COLUMNS)}
FROM back JOIN articles_importchange c USING (id)
CROSS JOIN jsonb_populate_record(NULL::articles_article, c.before -> 'article') AS was
WHERE a.id = c.article_id
"""
# Nobody else has changed the story, if nobody had before.
REVISIONS = """
UPDATE articles_article a SET import_revision = a.revision FROM back JOIN articles_importchange c USING (id)
WHERE a.id = c.article_id AND (c.before ->> 'untouched')::boolean
"""
# It is again as an earlier import left it, if it was when this one came.
EARLIER = """
UPDATE articles_importchange o SET revision = a.revision
FROM back JOIN articles_importchange c USING (id) JOIN articles_article a ON a.id = c.article_id
WHERE o.article_id = c.article_id AND o.id < c.id AND o.revision = (c.before ->> 'revision')::int
"""
SINCE = """
SELECT r.id FROM back JOIN articles_importchange c USING (id) JOIN {table} r ON r.article_id = c.article_id
WHERE NOT c.before -> '{table}' @> jsonb_build_array(jsonb_build_object('id', r.id))
"""
WAS = """
FROM back JOIN articles_importchange c USING (id)
CROSS JOIN jsonb_populate_recordset(NULL::{table}, c.before -> '{table}') AS r
"""
# A link whose story has gone meanwhile waits again.
LOST = "r.target_id IS NOT NULL AND NOT EXISTS (SELECT FROM articles_article t WHERE t.id = r.target_id)"
INSTEAD = {
    (ReadMoreLink, "state"): f"CASE WHEN NOT ({LOST}) THEN r.state WHEN r.url <> '' THEN 'external' ELSE 'pending' END",
    (ReadMoreLink, "decided_by"): f"CASE WHEN {LOST} THEN '' ELSE r.decided_by END",
}
# An import changes these rows in their place; all others it deletes and makes.
CHANGED_IN_PLACE = (ReadMoreLink, TagProposal)


def restore():
    """Give back what the changes in the temporary table `back` remember; inside a transaction. Returns how many."""
    count = run(ARTICLES)
    for model in ROWS:
        remove(model, SINCE.format(table=model._meta.db_table))
    for model in (*ROWS, LinkCandidate):
        _give_back(model)
    run(REVISIONS)
    run(EARLIER)
    return count


def _give_back(model):
    """The rows of a table as they were; one that would stand in another's place now, or point nowhere, stays away."""
    table, values = model._meta.db_table, _values(model)
    was = WAS.format(table=table)
    if model in CHANGED_IN_PLACE:
        setting = ", ".join(f"{column} = {value}" for column, value in values.items() if column != "id")
        run(f"UPDATE {table} mine SET {setting} {was} WHERE mine.id = r.id")
    standing = [
        f"EXISTS (SELECT FROM {field.related_model._meta.db_table} t WHERE t.id = r.{field.column})"
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null
    ]
    run(
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} {was} "
        f"WHERE {' AND '.join(standing)} ON CONFLICT DO NOTHING"
    )


def _values(model):
    """Column → the expression for what it was, `r` being the row that is remembered."""
    values = {}
    for field in model._meta.concrete_fields:
        if not field.generated:
            value = f"r.{field.column}"
            if field.is_relation and field.null:
                value = f"(SELECT t.id FROM {field.related_model._meta.db_table} t WHERE t.id = r.{field.column})"
            values[field.column] = INSTEAD.get((model, field.column), value)
    return values
