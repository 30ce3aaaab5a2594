"""What the web-page importer reads right, beside bare trafilatura and readability in the same run.

    .venv/bin/python benchmarks/web_pages.py [--misses] GROUND_TRUTH.jsonl

A line of the ground truth names a page (`html`, a path below `raw/extraction` beside the list's own folder) and says
what is on it: `title`, `authors`, `date`, its text (`body`, or `expected_html` as a path) or pieces of it (`must`).
What a line leaves out is not asked. Titles and names count as right when they are the same but for case, spaces and the
shape of quotation marks; a date, when it is the day as the ground truth writes it; text by the words it shares with the
expected text (F1, each page weighing the same; a page that a reader refuses counts as nothing read); pieces by whether
all of them are in the text. Newsroom keeps captions apart from the text: "with captions" looks there too.
readability takes part where `readability-lxml` is installed; it reads no authors and no dates.
"""

import argparse
import html
import io
import json
import logging
import re
import sys
import time
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import trafilatura
from lxml.html import fromstring
from rich.console import Console
from rich.table import Table

from articles.importers.blocks import plain
from articles.importers.html import items

QUOTES = str.maketrans("‘’‚“”„«»´`", "'''\"\"\"\"\"''")
# One sign is one word where words are not parted.
WORD = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\\W_]+")
AND = re.compile(r"\s*(?:[,;/&]|\band\b)\s*|\n+", re.IGNORECASE)
QUESTIONS = ("title", "authors", "date", "text", "pieces", "with captions")


def ours(data):
    record = next(items(io.BytesIO(data))).record
    if record is None:
        return {}
    dating = record.dating
    days = [str(dating.on)] if dating else []
    text = "\n".join([record.standfirst, *map(plain, record.body)])
    captions = "\n".join(f"{picture.caption} {picture.credit}" for picture in record.pictures)
    return {"title": record.headline, "authors": record.authors, "date": days, "text": text, "beside": captions}


def bare_trafilatura(data):
    found = trafilatura.bare_extraction(data, with_metadata=True)
    if found is None:
        return {}
    return {
        "title": found.title or "",
        "authors": (found.author or "").split("; "),
        "date": [found.date] if found.date else [],
        "text": found.text or "",
    }


def readability(data):
    from readability import Document

    found = Document(data)
    return {"title": found.short_title(), "text": words_of(found.summary(html_partial=True))}


def words_of(markup):
    """The text of HTML, blocks apart."""
    if not markup.strip():
        return ""
    tree = fromstring(markup)
    for element in tree.xpath("//script|//style"):
        element.drop_tree()
    return " ".join(tree.itertext())


def same(text):
    return " ".join(unicodedata.normalize("NFKC", html.unescape(text)).translate(QUOTES).casefold().split())


def people(names):
    parts = [part for name in names for part in AND.split(name)]
    return {re.sub(r"^(?:by|written by)\s+", "", same(part)) for part in parts if part.strip()}


def day_of(date):
    return str(datetime.fromisoformat(date.replace("Z", "+00:00")).date())


def f1(expected, found):
    wanted, got = Counter(WORD.findall(same(expected))), Counter(WORD.findall(same(found)))
    shared = (wanted & got).total()
    return 2 * shared / (wanted.total() + got.total()) if shared else 0.0


def marks(row, found, expected_text):
    """Question → mark from 0 to 1, for what the row answers."""
    told = {}
    if row.get("title"):
        told["title"] = float(same(row["title"]) == same(found.get("title", "")))
    # What a reader does not look for is not asked of it; one that refuses a page has found nothing.
    if row.get("authors") and ("authors" in found or not found):
        told["authors"] = float(people([row["authors"]]) == people(found.get("authors", ())))
    if row.get("date") and ("date" in found or not found):
        told["date"] = float(day_of(row["date"]) in found.get("date", ()))
    if expected_text:
        told["text"] = f1(expected_text, found.get("text", ""))
    if row.get("must"):
        told["pieces"] = has_all(row["must"], found.get("text", ""))
        told["with captions"] = has_all(row["must"], f"{found.get('text', '')}\n{found.get('beside', '')}")
    return told


def has_all(pieces, text):
    run = "".join(same(text).split())
    return float(all("".join(same(piece).split()) in run for piece in pieces))


def readers():
    """Name → reader; readability only where it is installed."""
    found = {"newsroom": ours, "trafilatura": bare_trafilatura}
    try:
        import readability as _  # noqa: F401
    except ImportError:
        return found
    return found | {"readability": readability}


def run(path, misses):
    """(marks by reader and question, seconds by reader)."""
    pages, totals, seconds = path.parent.parent / "raw" / "extraction", {}, Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        data = (pages / row["html"]).read_bytes()
        expected_html = row.get("expected_html")
        expected = row.get("body") or (expected_html and words_of((pages / expected_html).read_text(encoding="utf-8")))
        for name, reader in readers().items():
            started = time.perf_counter()
            try:
                found = reader(data)
            except Exception as error:  # a reader that breaks on a page has read nothing
                found = {}
                print(f"{name} broke on {row['id']}: {error!r}", file=sys.stderr)
            seconds[name] += time.perf_counter() - started
            for question, mark in marks(row, found, expected).items():
                totals.setdefault(name, {}).setdefault(question, []).append(mark)
                if misses and name == "newsroom" and mark < 0.7:
                    said = row.get(question) if question in ("title", "authors", "date") else f"{mark:.2f}"
                    print(f"{question}\t{row['id']}\t{said!r}\t{found.get(question)!r:.160}")
    return totals, seconds


def table_of(totals, seconds):
    table = Table(title="Web pages: share right")
    asked = totals["newsroom"]
    for heading in ("", *(f"{question} ({len(asked[question])})" for question in QUESTIONS if question in asked), "s"):
        table.add_column(heading)
    for name, told in totals.items():
        shares = [
            f"{sum(told[question]) / len(told[question]):.3f}" if question in told else "–"
            for question in QUESTIONS
            if question in asked
        ]
        table.add_row(name, *shares, f"{seconds[name]:.1f}")
    return table


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("path", type=Path)
    arguments.add_argument("--misses", action="store_true", help="print what newsroom got wrong, one a line")
    options = arguments.parse_args()
    for noisy in ("trafilatura", "readability", "htmldate"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    Console(width=120).print(table_of(*run(options.path, options.misses)))


if __name__ == "__main__":
    main()
