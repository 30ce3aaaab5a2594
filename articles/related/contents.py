"""Stories → what each has that another may share: words, names, phrases, tags, cited sources, links."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from articles.related.lexemes import numbers
from articles.related.terms import Reading, as_array, number_of, read

# What a term is, by its letter, and how many times its rarity it weighs. In trials on stories of the same event names
# were best at 1.5, of 1 to 3, and phrases at .7 times their names. A place is where much happens, and an agency writes
# of everything; a link says more than any word.
KINDS = {"w": 1.0, "n": 1.5, "p": 1.05, "t": 1.5, "o": 0.75, "c": 0.75, "s": 2.0}
WORDS = "wnp"
EPOCH = date(1970, 1, 1)
# Of a story that is linked with thousands, the links that are looked at, either way.
LINKS = 20

# Names as "t12 Neil Armstrong": the letter of the kind, a number and the name. A link counts where a reader sees it;
# the table of articles, with all its indexes, stands in here once for that: it is what this takes to plan.
STORIES = f"""
SELECT a.id, headline, standfirst, body, split_part(lower(language), '-', 1),
    CASE date_precision WHEN 'day' THEN published_on END,
    ARRAY(
        SELECT concat(CASE kind WHEN 'place' THEN 'o' ELSE 't' END, tag.id, ' ', name)
        FROM articles_tagging JOIN articles_tag tag ON tag.id = tag_id WHERE article_id = a.id
        UNION ALL
        SELECT concat('c', source.id, ' ', name)
        FROM articles_citation JOIN articles_source source ON source.id = source_id WHERE article_id = a.id
    ),
    ARRAY(
        SELECT b.id
        FROM (
            (SELECT target_id FROM articles_readmorelink
            WHERE article_id = a.id AND target_id IS NOT NULL LIMIT {LINKS})
            UNION
            (SELECT article_id FROM articles_readmorelink WHERE target_id = a.id ORDER BY id DESC LIMIT {LINKS})
        ) AS link(id) JOIN articles_article b ON b.id = link.id AND b.status = 'published'
    )
FROM articles_article a WHERE a.id = ANY (%s::bigint[]) AND status = 'published'
"""


@dataclass(slots=True)
class Content:
    """What a story has: terms by number, each with how often it is said. `day` counts from 1970; None where the day is
    not known. `kinds` has the letters of all that are more than a word, `words` what stands for a term."""

    day: int | None
    counts: dict = field(default_factory=lambda: defaultdict(int))
    kinds: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)
    reading: Reading | None = None

    def add(self, kind, number, words, count=1):
        self.counts[number] += count
        self.kinds[number] = kind
        self.words[number] = words

    def kind(self, number):
        return self.kinds.get(number, "w")

    def name(self, number):
        """The words for a term, as the story prints them."""
        words = self.words[number]
        return self.reading.as_printed(words) if self.kind(number) in WORDS else words


LINKED = """
SELECT article_id, target_id FROM articles_readmorelink
WHERE target_id IS NOT NULL AND (article_id = ANY (%(ids)s::bigint[]) OR target_id = ANY (%(ids)s::bigint[]))
"""


def linked(ids):
    """The ids of stories at the other end of a link: what points to a story is a part of what that is found by."""
    with connection.cursor() as cursor:
        cursor.execute(LINKED, {"ids": as_array(ids)})
        return {id_ for pair in cursor.fetchall() for id_ in pair}


def contents(ids):
    """The Contents of those articles with `ids` that are published, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(STORIES, [as_array(ids)])
        rows = cursor.fetchall()
    readings, asked = [], defaultdict(set)
    for _, headline, standfirst, body, language, *_ in rows:
        reading = read(headline, f"{standfirst}\n{body}" if standfirst else body)
        # Not |=, which makes a new set of all words for each story.
        asked[language].update(reading.counts)
        readings.append(reading)
    numbers_of = numbers(asked)
    return {
        row[0]: _content(row[0], _of_text(reading, numbers_of[row[4]], row[5]), *row[6:])
        for row, reading in zip(rows, readings, strict=True)
    }


def _content(id_, content, names, linked):
    for entry in names:
        key, name = entry.split(" ", 1)
        content.add(key[0], number_of(f"{'c' if key[0] == 'c' else 't'}:{key[1:]}"), name)
    # Stories that are pointed to by the same one, or point to the same one, share its number; two that are linked two.
    for story in (id_, *linked) if linked else ():
        content.add("s", number_of(f"s:{story}"), str(story))
    return content


def _of_text(reading, number_by_word, on):
    """The Content that a text has: stems of words, and pairs of those that are names."""
    content = Content((on - EPOCH).days if on else None, reading=reading)
    counts, kinds, words = content.counts, content.kinds, content.words
    for word, count in reading.counts.items():
        # A digit or a letter alone says nothing.
        if (number := number_by_word[word]) is not None and (len(word) > 1 or not word.isascii()):
            counts[number] += count
            # Of words with one stem, one that is a name stands for all.
            if word in reading.printed:
                kinds[number] = "n"
                words[number] = word
            elif number not in words:
                words[number] = word
    for (one, two), count in reading.phrases.items():
        first, second = number_by_word[one.lower()], number_by_word[two.lower()]
        if first is not None and second is not None:
            content.add("p", number_of(f"{first} {second}"), f"{one} {two}", count)
    return content
