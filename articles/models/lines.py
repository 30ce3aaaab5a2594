"""What a change of read-more lines alone leaves: a version of the story, as a change of its words does.

A story gets a new revision when the first of its lines is added, changed or removed in a transaction that has not
written its row; whoever writes both, an import or an editor's form, writes the row first, which then has its version
already. So a story that comes in with its lines has none.
"""

import pgtrigger

# What readers see of a line, and a version keeps.
SHOWN = ("article_id", "after", "label", "headline", "url")


def told(story, but=""):
    """SQL: the lines of a story in their order, as a version keeps them."""
    return f"""(
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'after', after, 'label', label, 'headline', headline, 'url', url
        ) ORDER BY after, id), '[]')
        FROM public.articles_readmorelink WHERE article_id = {story} {but}
    )"""


# A row that this transaction wrote is of its time, or later.
UNTOUCHED = "modified_at < transaction_timestamp()"
REVISE = f"""
    UPDATE public.articles_article SET revision = revision + 1, modified_at = statement_timestamp()
    WHERE id {{which}} AND {UNTOUCHED}
"""
# Asked first: an UPDATE that finds nothing still runs the triggers that count stories.
ASKED = f"""
    IF EXISTS (SELECT FROM public.articles_article WHERE id {{which}} AND {UNTOUCHED}) THEN
        {REVISE};
    END IF;
"""


def _before_each(name, operation, rows, result, condition=None):
    """The lines still stand as they were when the story's version is kept."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.Before,
        condition=condition,
        func=f"{ASKED.format(which=f'IN ({rows})')} RETURN {result};",
    )


TRIGGERS = [
    _before_each(
        "revises_story_on_change",
        pgtrigger.UpdateOf(*SHOWN),
        "OLD.article_id, NEW.article_id",
        "NEW",
        pgtrigger.AnyChange(*(name.removesuffix("_id") for name in SHOWN)),
    ),
    _before_each("revises_story_on_removal", pgtrigger.Delete, "OLD.article_id", "OLD"),
    # After the statement, since lines come by COPY, many thousands a second, for stories that are as new: they are
    # looked at together. The version has the lines that have just come; they are taken off it.
    pgtrigger.Trigger(
        name="revises_story_on_addition",
        level=pgtrigger.Statement,
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(new="come"),
        declare=[("revised", "bigint[]")],
        func=f"""
            IF EXISTS (
                SELECT FROM come JOIN public.articles_article AS article ON article.id = come.article_id
                WHERE article.{UNTOUCHED}
            ) THEN
                WITH revising AS ({REVISE.format(which="IN (SELECT article_id FROM come)")} RETURNING id)
                SELECT array_agg(id) INTO revised FROM revising;
                UPDATE public.articles_articleversion AS version
                SET read_more = {told("version.pgh_obj_id", "AND id NOT IN (SELECT id FROM come)")}
                FROM public.articles_article AS article
                WHERE article.id = ANY (revised) AND version.pgh_obj_id = article.id
                AND version.revision = article.revision - 1;
            END IF;
            RETURN NULL;
        """,
    ),
]
