r"""Whether a search brings first what was looked for, beside Postgres' own ranking and BM25 in the same run.

    .venv/bin/pip install bm25s PyStemmer
    .venv/bin/python benchmarks/search_quality.py [--stories 50000] [--queries 500] [--filled] \
        [--database newsroom_quality] [--judged QUERIES.jsonl]… STORIES.jsonl…

STORIES are JSON objects with `id`, `title`, `body` and, if they have them, `date`, `cluster` and `tags`, one a line;
they fill a database of its own. QUERIES are objects with `query` and `relevant`, a list of ids,
and, if the query is a story's own words, its id as `of`: it is left out of what is found. Sets it makes by itself:

- known items: a whole headline, or three words of it that are no stop words, at random or those that the fewest
  headlines have: MRR@10. A story with the same headline is as right. Three words often stand in other headlines, too:
  what an order by chance of all those reaches is said beside it;
- topics: what stories with the same tag "topic:…" are about, by that name: nDCG@10;
- events: a headline, to find the other stories of its cluster: nDCG@10;
- questions: the first words of a text, to find the other stories of its cluster: nDCG@10.
"""  # fmt: skip

import argparse
import json
import math
import os
import random
import re
import statistics
import sys
from collections import Counter, defaultdict
from datetime import date
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

import bm25s  # noqa: E402
import Stemmer  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.models import Article  # noqa: E402
from articles.search.found import look  # noqa: E402
from articles.search.query import parse  # noqa: E402
from articles.search.ranking import best  # noqa: E402
from articles.search.vocabulary import read  # noqa: E402

FIRST = 10
WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)*")
# Of a topic or an event so many stories at least; of more, what is relevant among the first ten says little.
FEWEST, MOST = 3, 60
QUESTION = 18  # words


def _lines(path):
    return Path(path).read_text(encoding="utf-8").split("\n")[:-1]


def drawn(paths, most):
    """So many stories of the files, in their order, and the same ones each time."""
    stories = [story for path in paths for story in map(json.loads, _lines(path)) if story["title"]]
    chance = random.Random(50)
    return [stories[n] for n in sorted(chance.sample(range(len(stories)), min(most, len(stories))))]


def fill(stories, database):
    """Put stories into the database by their place in the list."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [database])
        if not cursor.rowcount:
            cursor.execute(f'CREATE DATABASE "{database}"')
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE articles_article CASCADE")
    Article.objects.bulk_create((_row(n, story) for n, story in enumerate(stories)), batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE articles_article")
    read()


def _row(number, story):
    try:
        on = date.fromisoformat((story.get("date") or "")[:10])
    except ValueError:
        on = date(2000, 1, 1)
    return Article(
        pk=number + 1, headline=_text(story["title"])[:1000], slug=f"story-{number}", status="published",
        body=escape(_text(story.get("body") or ""), quote=False), published_on=on, date_basis="stated",
    )  # fmt: skip


def _text(text):
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def sets(stories, queries, judged):
    """{name: [(query, relevant numbers, number of its own story or None)]}."""
    chance = random.Random(3)
    common = Counter(word for story in stories for word in {word.lower() for word in WORD.findall(story["title"])})
    stop = _stop_words(list(common))

    def common_of(word):
        return common[word.lower()]

    made = {
        "known items, whole headlines": [(title, same, None) for title, _, same in _headlines(stories, stop)],
        "known items, random words": _known(stories, stop, lambda words: chance.sample(words, 3)),
        "known items, rarest words": _known(stories, stop, lambda words: sorted(words, key=common_of)[:3]),
        "topics": _topics(stories),
        "events": _events(stories, lambda story: story["title"]),
        "questions": _events(stories, lambda story: " ".join((story.get("body") or "").split()[:QUESTION])),
    }  # fmt: skip
    numbers = {story["id"]: number for number, story in enumerate(stories, 1)}
    for path in judged:
        told = map(json.loads, _lines(path))
        made[Path(path).stem] = [
            (each["query"], {numbers[id_] for id_ in each["relevant"] if id_ in numbers}, numbers.get(each.get("of")))
            for each in told
        ]
    return {
        name: chance.sample(answered, min(queries, len(answered)))
        for name, asked in made.items()
        if (answered := [each for each in asked if each[1]])
    }


def _stop_words(words):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE ts_lexize('english_stem', word) = '{}'", [words]
        )
        return {word for (word,) in cursor.fetchall()}


def _known(stories, stop, choose):
    return [(" ".join(choose(words)), same, None) for _, words, same in _headlines(stories, stop) if len(words) > 3]


def _headlines(stories, stop):
    """(Headline, its words but for stop words, the numbers of all stories with this headline) of each story."""
    same = defaultdict(set)
    for number, story in enumerate(stories, 1):
        same[story["title"].casefold()].add(number)
    for title, numbers in same.items():
        story = stories[min(numbers) - 1]
        words = {word.lower(): word for word in WORD.findall(story["title"]) if word.lower() not in stop}
        if len(words) > 2:
            yield story["title"], list(words.values()), same[title]


def _topics(stories):
    of = defaultdict(set)
    for number, story in enumerate(stories, 1):
        for tag in story.get("tags") or ():
            kind, _, name = str(tag).partition(":")
            if kind == "topic" and len(name.split()) > 1:
                of[name].add(number)
    return [(name, numbers, None) for name, numbers in of.items() if FEWEST <= len(numbers) <= MOST]


def _events(stories, words):
    of = defaultdict(set)
    for number, story in enumerate(stories, 1):
        if story.get("cluster"):
            of[story["cluster"]].add(number)
    return [
        (words(stories[number - 1]), numbers - {number}, number)
        for numbers in of.values()
        if FEWEST < len(numbers) <= MOST
        for number in sorted(numbers)[:2]
    ]


def ours(words):
    rows, _ = best(*look(parse(words)))
    return [row.id for row in rows[: FIRST + 1]]


def postgres(rank, joined):
    sql = f"""
        SELECT id FROM articles_article, (
            SELECT string_agg(format('%%L', word), %s)::tsquery AS query
            FROM unnest(tsvector_to_array(to_tsvector('public.news_english', %s))) AS word
        ) AS q
        WHERE search @@ query ORDER BY {rank}(search, query) DESC, id DESC LIMIT {FIRST + 1}
    """

    def ask(words):
        with connection.cursor() as cursor:
            cursor.execute(sql, [joined, words])
            return [pk for (pk,) in cursor.fetchall()]

    return ask


def bm25(stories, titles):
    """BM25 of a library, as Lucene has it, stemmed and without stop words, the title counted so many times."""
    stemmer = Stemmer.Stemmer("english")
    texts = [f"{(story['title'] + ' ') * titles}{story.get('body') or ''}" for story in stories]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def ask(words):
        asked = bm25s.tokenize(words, stopwords="en", stemmer=stemmer, show_progress=False)
        numbers, scores = index.retrieve(asked, k=FIRST + 1, show_progress=False)
        return [int(number) + 1 for number, score in zip(numbers[0], scores[0], strict=True) if score > 0]

    return ask


def reciprocal_rank(got, relevant):
    return next((1 / place for place, pk in enumerate(got, 1) if pk in relevant), 0)


def ndcg(got, relevant):
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(FIRST, len(relevant)) + 1))
    return sum(1 / math.log2(place + 1) for place, pk in enumerate(got, 1) if pk in relevant) / ideal


def scores(ask, asked, measure):
    """The measure of each query."""
    return [measure([pk for pk in ask(words) if pk != own][:FIRST], relevant) for words, relevant, own in asked]


def beside(theirs, own):
    """A mean, and how far ours is above it, with the standard error of that: twice as much is more than chance."""
    apart = [our - their for our, their in zip(own, theirs, strict=True)]
    error = statistics.stdev(apart) / math.sqrt(len(apart)) if len(apart) > 1 else 0
    return f"{statistics.mean(theirs):.3f} {statistics.mean(apart):+.3f} ±{error:.3f}"


def reachable(asked):
    """What an order at random of the stories with all words in the headline would reach, at the mean."""
    total = 0
    for words, *_ in asked:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM articles_article WHERE ts_filter(search, '{a}')"
                " @@ plainto_tsquery('public.news_english', translate(%s, '<>/', '   '))",
                [words],
            )
            alike = max(1, cursor.fetchone()[0])
        total += sum(1 / place for place in range(1, min(alike, FIRST) + 1)) / alike
    return total / len(asked)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stories_of", nargs="+", metavar="STORIES.jsonl")
    parser.add_argument("--judged", action="append", default=[], metavar="QUERIES.jsonl")
    parser.add_argument("--stories", type=int, default=50_000)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--database", default="newsroom_quality")
    parser.add_argument("--filled", action="store_true", help="these stories are in the database from the last time")
    options = parser.parse_args()
    connection.settings_dict["NAME"] = options.database
    stories = drawn(options.stories_of, options.stories)
    if not options.filled:
        fill(stories, options.database)
    asked = sets(stories, options.queries, options.judged)
    systems = {
        "ours": ours,
        "ts_rank, all words": postgres("ts_rank", " & "),
        "ts_rank, any word": postgres("ts_rank", " | "),
        "ts_rank_cd, all words": postgres("ts_rank_cd", " & "),
        "ts_rank_cd, any word": postgres("ts_rank_cd", " | "),
        "BM25": bm25(stories, 1),
        "BM25, title 3 times": bm25(stories, 3),
    }
    headings = (f"{name.replace(', ', chr(10))}\n{len(of)} queries" for name, of in asked.items())
    table = Table("", *headings, box=None)
    own = {}
    for name, ask in systems.items():
        of_each = {k: scores(ask, of, reciprocal_rank if k.startswith("known") else ndcg) for k, of in asked.items()}
        own = own or of_each
        said = [f"{statistics.mean(own[k]):.3f}" if of_each is own else beside(of_each[k], own[k]) for k in asked]
        table.add_row(name, *said)
        print(name, *said, file=sys.stderr, flush=True)
    by_chance = [f"{reachable(of):.3f}" if name.startswith("known") else "" for name, of in asked.items()]
    table.add_row("headlines with all, by chance", *by_chance)
    print(
        f"{len(stories):,} stories; MRR@10 for known items, nDCG@10 for the others; how far ours is above, ± its error"
    )
    Console(width=200).print(table)


if __name__ == "__main__":
    main()
