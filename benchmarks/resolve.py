"""Whether read-more lines find their stories, however they are printed, and how long that takes.

    DATABASE_URL=… .venv/bin/python benchmarks/resolve.py
    .venv/bin/python benchmarks/resolve.py HEADLINES.jsonl…

takes headlines of the archive at random - or of the files, whose `title`s go into a new database first - and prints
each as pages print them: other quotes, other case, other dashes, a cut tail, a site's name behind it, one slip of a
finger. Beside them are look-alikes that no story has: another number, another word, a word less. All are lines of
drafts, decided by `related.resolve.resolve`, and all is rolled back. What counts is whether a line led to its story, or
has it among its (three) suggestions; a line that leads to any other story is an error. A cut line with which more than
three headlines begin names none of them, and is counted apart.
"""

import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django
from django.conf import settings

FILES = sys.argv[1:]
if FILES:
    settings.DATABASES["default"]["NAME"] = "newsroom_headlines"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from articles.importers.readmore import find  # noqa: E402
from articles.models import Article, ReadMoreLink  # noqa: E402
from articles.related.resolve import SUGGESTIONS, resolve  # noqa: E402

LINES, BATCH = 10_000, 20
# Shorter headlines are names of columns ("Letters"), which many stories have.
SHORTEST = 25
SITES = ["The Harbour Ledger", "Northern Wire", "ledger.example", "Daily Observer – News"]

chance = random.Random(7)


def main():
    if FILES:
        call_command("migrate", verbosity=0)
        call_command("flush", interactive=False, verbosity=0)
        Article.objects.bulk_create(_titled(), batch_size=5000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE articles_article")
    with transaction.atomic():
        lines = list(_lines(LINES))
        exact, near = _decide(lines)
        _print(lines, _outcomes(lines), exact, near)
        transaction.set_rollback(True)


def _titled():
    """A story of every title."""
    titles = [json.loads(line).get("title") for path in FILES for line in Path(path).read_text().split("\n") if line]
    for number, title in enumerate(filter(None, titles)):
        yield Article(headline=" ".join(title.split())[:1000], slug=str(number), status="published",
                      published_on=date(2020, 1, 1), date_basis="stated")  # fmt: skip


def _lines(many):
    """(kind, id of the story that is meant or None, headline as a parser of pages takes it from its line)."""
    for pk, headline in _headlines(many):
        kind = chance.choice([*MANGLED, *ABSENT])
        printed = (MANGLED.get(kind) or ABSENT[kind])(headline)
        pointer = find(f"Read more: {printed}")
        if pointer and pointer.headline:
            yield kind, pk if kind in MANGLED else None, pointer.headline


def _headlines(many):
    """Of stories whose headline no other story has: of two with one headline, none is meant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_article WHERE status = 'published'")
        share = min(100, 500 * many / cursor.fetchone()[0])
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            f"""SELECT a.id, a.headline FROM articles_article a TABLESAMPLE bernoulli ({share}) REPEATABLE (7)
                WHERE status = 'published' AND length(headline) >= {SHORTEST} AND NOT EXISTS (
                    SELECT FROM articles_article b
                    WHERE b.headline_key = a.headline_key AND b.status = 'published' AND b.id <> a.id
                ) ORDER BY random() LIMIT {many}"""
        )
        return cursor.fetchall()


def _quotes(headline):
    plain = headline.translate({ord(quote): None for quote in "'\"‘’“”"})
    words = plain.split()
    at = chance.randrange(len(words))
    opening, closing = chance.choice(["‘’", "“”", "''", '""', "«»"])
    return " ".join([*words[:at], f"{opening}{words[at]}{closing}", *words[at + 1 :]])


def _case(headline):
    return chance.choice([str.upper, str.lower, str.title])(headline)


def _dashes(headline):
    dashed = headline.replace(" - ", " — ").replace("-", chance.choice("‐‑–—"))
    return dashed if dashed != headline else headline.replace(" ", "\N{NO-BREAK SPACE}", 2)


def _cut(headline):
    """As menus cut: some words from the end are missing, with or without a sign of it."""
    words = headline.split()
    kept = max(4, round(len(words) * chance.uniform(0.5, 0.9)))
    return " ".join(words[:kept]) + chance.choice(["…", "...", " …", ""])


def _site(headline):
    return headline + chance.choice([" | ", " - ", " – ", " — ", " · "]) + chance.choice(SITES)


def _slip(headline):
    """One letter twice, missing, another, or two the wrong way round, in a word of four letters or more."""
    words = headline.split()
    long_ones = [number for number, word in enumerate(words) if len(word) >= 4]
    if not long_ones:
        return headline
    at = chance.choice(long_ones)
    word, place = words[at], chance.randrange(1, len(words[at]) - 1)
    words[at] = chance.choice([
        word[:place] + word[place] + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + chance.choice("aeinorst") + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    ])  # fmt: skip
    return " ".join(words)


def _other_number(headline):
    words = headline.split()
    at = next((place for place, word in enumerate(words) if word.isdigit()), len(words))
    return " ".join([*words[:at], str(chance.randrange(2, 999)), *words[at + 1 :]])


def _other_word(headline):
    words = headline.split()
    at = chance.randrange(len(words))
    others = ["harbour", "minister", "Tuesday", "talks", "never", "northern", "two", "court"]
    other = chance.choice([word for word in others if word.casefold() not in words[at].casefold()])
    return " ".join([*words[:at], other, *words[at + 1 :]])


def _shorter(headline):
    words = headline.split()
    at = chance.randrange(len(words))
    return " ".join([*words[:at], *words[at + 1 :]])


MANGLED = {
    "quotes": _quotes, "case": _case, "dashes": _dashes, "cut tail": _cut, "a site's name": _site, "one slip": _slip,
}  # fmt: skip
ABSENT = {"another number": _other_number, "another word": _other_word, "a word less": _shorter}


def _decide(lines):
    """Seconds a line for exact matches alone, and [seconds a line] with suggestions, by batches."""
    drafts = Article.objects.bulk_create([Article(headline="Read more") for _ in range(0, len(lines), BATCH)])
    ReadMoreLink.objects.bulk_create(
        ReadMoreLink(article=drafts[number // BATCH], after=number % BATCH, headline=headline)
        for number, (_, _, headline) in enumerate(lines)
    )
    started = time.perf_counter()
    resolve([draft.pk for draft in drafts], suggest=False)
    exact = (time.perf_counter() - started) / len(lines)
    near = []
    for draft in drafts:
        started = time.perf_counter()
        resolve([draft.pk])
        near.append((time.perf_counter() - started) / min(BATCH, len(lines)))
    return exact, sorted(near)


def _outcomes(lines):
    """Of each line: "resolved", "first", "suggested", "wrong", "many fit" or "nothing"."""
    draft_lines = ReadMoreLink.objects.filter(article__headline="Read more", article__status="draft")
    rows = draft_lines.order_by("article_id", "after").prefetch_related("candidates")
    for (_, meant, _), row in zip(lines, rows, strict=True):
        suggested = [candidate.article_id for candidate in row.candidates.all()]
        if row.target_id:
            yield "resolved" if row.target_id == meant else "wrong"
        elif meant in suggested:
            yield "first" if suggested[0] == meant else "suggested"
        else:
            yield "many fit" if meant and _fitting(row) > len(suggested) >= SUGGESTIONS else "nothing"


def _fitting(line):
    """How many headlines begin with a line, as far as it goes; more than three are not counted."""
    key = line.headline_key.rstrip(" .")
    return len(Article.objects.published().filter(headline_key__startswith=key).order_by()[: SUGGESTIONS + 1])


def _print(lines, outcomes, exact, near):
    counted = defaultdict(Counter)
    for (kind, meant, _), outcome in zip(lines, outcomes, strict=True):
        counted[kind][outcome] += 1
        counted["all that are here" if meant else "all that are not"][outcome] += 1
    stories = Article.objects.published().order_by().count()
    table = Table(title=f"{len(lines):,} lines, {stories:,} stories")
    for heading in [
        "line has",
        "lines",
        "resolved",
        "first suggestion",
        "second, third",
        "many fit",
        "nothing",
        "wrong",
        "found",
    ]:
        table.add_column(heading, justify="left" if heading == "line has" else "right")
    for kind in [*MANGLED, "all that are here", *ABSENT, "all that are not"]:
        of = counted[kind]
        found = (of["resolved"] + of["first"] + of["suggested"]) / max(1, of.total() - of["many fit"])
        numbers = [
            of.total(),
            *(of[name] for name in ("resolved", "first", "suggested", "many fit", "nothing", "wrong")),
        ]
        named = kind in MANGLED or kind == "all that are here"
        table.add_row(kind, *(f"{number:,}" for number in numbers), f"{found:.4f}" if named else "")
    console = Console(width=120)
    console.print(table)
    console.print(
        f"A line: {1000 * exact:.2f} ms to resolve; with suggestions {1000 * sum(near) / len(near):.1f} ms on average,"
        f" {1000 * near[len(near) * 95 // 100]:.1f} ms at the 95th percentile of {len(near):,} batches of {BATCH}"
    )


if __name__ == "__main__":
    main()
