"""Stories → what each has that another may share: words, names, phrases, tags, cited sources, links."""

from dataclasses import dataclass, field
from datetime import date
from math import log

from django.db import connection
from django.db.models import Q

from articles.models import ReadMoreLink
from articles.related.lexemes import stems
from articles.related.terms import number_of, read

# What a term is, by its letter, and how many times its rarity it weighs. In trials on stories of the same event names
# were best at 1.5, of 1 to 3, and phrases at .7 times their names. A place is where much happens, and an agency writes
# of everything; a link says more than any word.
KINDS = {"w": 1.0, "n": 1.5, "p": 1.05, "t": 1.5, "o": 0.75, "c": 0.75, "s": 2.0}
WORDS = "wnp"
EPOCH = date(1970, 1, 1)
# Of a story that is linked with thousands, the links that are looked at, either way.
LINKS = 20

STORIES = """
SELECT id, headline, standfirst, body, split_part(lower(language), '-', 1),
    CASE date_precision WHEN 'day' THEN published_on END
FROM articles_article WHERE id = ANY (%s) AND status = 'published'
"""
NAMES = """
SELECT article_id, CASE kind WHEN 'place' THEN 'o' ELSE 't' END, tag.id, name
FROM articles_tagging JOIN articles_tag tag ON tag.id = tag_id WHERE article_id = ANY (%(ids)s)
UNION ALL
SELECT article_id, 'c', source.id, name
FROM articles_citation JOIN articles_source source ON source.id = source_id WHERE article_id = ANY (%(ids)s)
"""
# A link counts where a reader sees it. Stories that are pointed to by the same one, or point to the same one, share its
# number; two that are linked share two.
LINKED = f"""
SELECT mine.id, linked.id FROM unnest(%(ids)s::bigint[]) AS mine(id) CROSS JOIN LATERAL (
    (SELECT target_id FROM articles_readmorelink l JOIN articles_article a ON a.id = l.target_id
    WHERE l.article_id = mine.id AND a.status = 'published' LIMIT {LINKS})
    UNION
    (SELECT l.article_id FROM articles_readmorelink l JOIN articles_article a ON a.id = l.article_id
    WHERE l.target_id = mine.id AND a.status = 'published' ORDER BY l.id DESC LIMIT {LINKS})
) AS linked(id)
"""


@dataclass(slots=True)
class Term:
    """Something that a story has: the letter of its kind, how often, and the words for it."""

    kind: str
    count: int
    words: str

    @property
    def said(self):
        """How much it is said: what is said twice as often does not say twice as much."""
        return KINDS[self.kind] * (1 + log(self.count))


@dataclass(slots=True)
class Content:
    """What a story has: its Terms by their numbers. `day` counts from 1970; None where the day is not known."""

    day: int | None
    terms: dict = field(default_factory=dict)

    def add(self, text, kind, words, count=1):
        number = number_of(text)
        known = self.terms.get(number)
        if not known:
            self.terms[number] = Term(kind, count, words)
            return
        # Two words of one stem: the one that is a name, or said more often, stands for both.
        if (kind == "n", count) > (known.kind == "n", known.count):
            known.kind, known.words = kind, words
        known.count += count


def linked(ids):
    """The ids of stories at the other end of a link: what points to a story is a part of what that is found by."""
    links = ReadMoreLink.objects.filter(Q(article__in=ids) | Q(target__in=ids), target__isnull=False).order_by()
    return {id_ for pair in links.values_list("article", "target") for id_ in pair}


def contents(ids):
    """The Contents of those articles with `ids` that are published, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(STORIES, [list(ids)])
        rows = cursor.fetchall()
        found = _of_texts(rows)
        cursor.execute(NAMES, {"ids": list(found)})
        for id_, kind, number, name in cursor.fetchall():
            found[id_].add(f"{'c' if kind == 'c' else 't'}:{number}", kind, name)
        cursor.execute(LINKED, {"ids": list(found)})
        for id_, other in cursor.fetchall():
            for number in {id_, other}:
                found[id_].terms.setdefault(number_of(f"s:{number}"), Term("s", 1, str(number)))
    return found


def _of_texts(rows):
    """The Contents that texts have: stems of words and pairs of them."""
    readings = {
        id_: (language, read(headline, f"{standfirst}\n{body}"))
        for id_, headline, standfirst, body, language, _ in rows
    }
    asked = {(language, word) for language, reading in readings.values() for word in reading.counts}
    stem_of = stems(asked)
    found = {id_: Content((on - EPOCH).days if on else None) for id_, *_, on in rows}
    for id_, (language, reading) in readings.items():
        content = found[id_]
        for word, count in reading.counts.items():
            if stem := stem_of[language, word]:
                content.add(stem, "n" if word in reading.printed else "w", reading.as_printed(word), count)
        for (one, two), count in reading.phrases.items():
            first, second = stem_of.get((language, one.lower())), stem_of.get((language, two.lower()))
            if first and second:
                content.add(f"{first} {second}", "p", f"{one} {two}", count)
    return found
