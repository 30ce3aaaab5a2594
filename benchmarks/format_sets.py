"""The sample sets of `formats.py`: which list says what stands in which files, and what of it is to be asked."""

import html
import io
import json
import re
from datetime import UTC, datetime

import feedparser

from articles.importers import anpa, feed, jsonfeed, newsml1, newsml_g2, ninjs, nitf, reuters, text, wxr
from articles.importers.names import Names
from articles.importers.record import Unreadable
from articles.importers.syndicated import words_of_html

TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
SHORTCODES = re.compile(r"\[/?[a-z][^\]]*\]")


def rows(folder, name):
    return [json.loads(line) for line in (folder / "jsonl" / name).read_text(encoding="utf-8").splitlines()]


def by_file(listed, key="file"):
    found = {}
    for row in listed:
        found.setdefault(row[key], []).append(row)
    return found


def read(module, path, tally, names=None):
    """A file's items; none, and a miss, for one that is refused."""
    tally.files += 1
    try:
        return list(module.items(io.BytesIO(path.read_bytes()), names))
    except Unreadable as error:
        tally.miss(f"file refused: {str(error)[:90]}", str(path))
        return []


def bare(markup):
    """The words of markup as a plain text."""
    return html.unescape(TAGS.sub(" ", markup or ""))


def pair(tally, module, path, wanted, asks):
    """Compare a file's items with its rows, one by one."""
    found = read(module, path, tally)
    if found and len(found) != len(wanted):
        tally.miss("another number of items", f"{path}: {len(wanted)} | {len(found)}")
    for place, row in enumerate(wanted):
        item = found[place] if place < len(found) else None
        if asked := asks(row):
            tally.compare(row["id"], asked, item)


# WordPress.


def wordpress(folder, tally):
    for name, listed in by_file(rows(folder, "wxr_expected_items.jsonl")).items():
        posts = [row for row in listed if "title" in row and row.get("post_type") in ("post", "page", None)]
        pair(tally, wxr, folder / "raw" / name, posts, asked_of_post)


def asked_of_post(row):
    tags = [tag.partition(":")[2] for tag in row["tags"] if tag.partition(":")[0] in ("category", "post_tag", "tag")]
    status = {"publish": "published", "future": "published", None: ""}.get(row["status"], "draft")
    return {
        "headline": words_of_html(row["title"]),
        "date": date_of_post(row),
        "address": row["url"],
        "key": row["guid"],
        "tags": [words_of_html(tag) for tag in tags if tag.lower() != "uncategorized"],
        "status": "draft" if row["protected"] else status,
        "text": bare(SHORTCODES.sub("", re.sub(r"<!--.*?-->", "", row["body"] or "", flags=re.DOTALL))),
    }


def date_of_post(row):
    if row["date"] and not row["date"].startswith("0000"):
        return row["date"].replace(" ", "T")
    day = (row["post_date"] or "")[:10]
    return "" if day.startswith("0000") else day


# Feeds.


def feeds(folder, tally):
    for row in rows(folder, "feeds_expected.jsonl"):
        data = (folder / "raw" / "feeds" / row["id"]).read_bytes()
        if row["set"] == "gofeed":
            against_list(row, data, tally)
        elif not data.lstrip().startswith(b"{"):
            against_feedparser(row, data, tally)


def items_of(data, tally, name):
    tally.files += 1
    try:
        return list((jsonfeed if data.lstrip().startswith(b"{") else feed).items(io.BytesIO(data)))
    except Unreadable as error:
        return error


def against_list(row, data, tally):
    found = items_of(data, tally, row["id"])
    for place, entry in enumerate(row["entries"]):
        item = found[place] if isinstance(found, list) and place < len(found) else None
        if entry["title"] or entry["summary_len"] or entry["content_len"]:
            asked = {
                "headline": words_of_html(entry["title"]),
                "address": entry["link"] if str(entry["link"]).startswith("http") else "",
                "key": entry["id"],
                "date": entry["date"],
                "byline": re.sub(r"\s*\(\S+@\S+\)", "", entry["author"] or ""),
                "tags": [words_of_html(tag) for tag in entry["tags"] or []],
            }
            tally.compare(row["id"], asked, item)


def against_feedparser(row, data, tally):
    """What feedparser itself reads is what can be asked; of its own tests, only those that it meets here."""
    try:
        told = feedparser.parse(io.BytesIO(data))
        # An expectation is an expression over the feed, as feedparser's own tests evaluate it.
        met = (
            row["set"] != "feedparser" or not row.get("expect") or eval(row["expect"], {"feedparser": feedparser}, told)
        )
    except Exception:  # what feedparser breaks on, it does not meet
        return
    if not met:
        return
    found = items_of(data, tally, row["id"])
    for place, entry in enumerate(told.entries):
        texts = [dict.get(entry, "title"), dict.get(entry, "summary")]
        texts += [part.get("value") for part in dict.get(entry, "content") or []]
        if any(map(words_of_html, texts)):
            item = found[place] if isinstance(found, list) and place < len(found) else None
            tally.compare(row["id"], asked_of_entry(entry), item)


def asked_of_entry(entry):
    parsed = next(filter(None, (dict.get(entry, f"{key}_parsed") for key in ("published", "created", "updated"))), None)
    tags = [tag.get("label") or tag.get("term") for tag in dict.get(entry, "tags") or []]
    link = str(dict.get(entry, "link") or "")
    is_plain = (dict.get(entry, "title_detail") or {}).get("type") == "text/plain"
    return {
        "headline": dict.get(entry, "title") if is_plain else words_of_html(dict.get(entry, "title")),
        "address": link if link.startswith("http") else "",
        "key": dict.get(entry, "id"),
        "date": datetime(*parsed[:6], tzinfo=UTC).isoformat() if parsed and 1600 <= parsed[0] < 2200 else "",
        "tags": [words_of_html(tag) for tag in tags if tag and not tag.startswith("http")],
    }


# The wire.


def wire(module, form):
    def samples(folder, tally):
        listed = [row for row in rows(folder, "news_interchange_expected.jsonl") if row["format"] == form]
        listed = [row for row in listed if row.get("item_type", "newsItem") == "newsItem"]
        for name, wanted in by_file(listed).items():
            pair(tally, module, folder / "raw" / name, wanted, asked_of_wire)

    return samples


def asked_of_wire(row):
    title, body = row.get("title") or row.get("item_title"), row.get("body") or "\n".join(row.get("paragraphs") or [])
    if not (title or body):
        return None
    # A version's date is that of a change.
    date = row.get("date_first") or row.get("date") or ""
    key = row.get("guid")
    return {
        "headline": words_of_html(title),
        "byline": row.get("byline"),
        "dateline": row.get("dateline"),
        "language": row.get("lang"),
        # NewsML 1.2 writes the version behind the key of all versions.
        "key": re.sub(r":\d+$", "", key) if key and row["format"] == "newsml-1.2" else key,
        "date": date if re.match(r"\d{4}-\d\d-\d\d", date) else "",
        "text": re.sub(r"\.\w+ \{[^}]*\}", "", bare(body)),
    }


# Reuters-21578.


def telegrams(folder, tally):
    wanted = {row["id"].partition("-")[2]: row for row in rows(folder, "reuters21578.jsonl")}
    for path in sorted((folder / "raw").glob("reuters21578-sgml/**/*.sgm")):
        for item in read(reuters, path, tally, Names.of()):
            number = item.record.external_id.partition(":")[2] if item.record else ""
            if row := wanted.pop(number, None):
                tally.compare(row["id"], asked_of_telegram(row), item)
    for row in wanted.values():
        tally.compare(row["id"], {}, None)


def asked_of_telegram(row):
    return {
        "headline": row["title"],
        "date": (row["date"] or "")[:10],
        "byline": row["author"],
        "tags": [tag.partition(":")[2] for tag in row["tags"]],
        "text": row["body"],
    }


# Saved pages.


def pages(folder, tally):
    for row in rows(folder, "urdu_bbc_voa.jsonl"):
        found = read(text, folder / "raw/text_pages/voa_urdu" / f"{row['id']}.txt", tally)
        asked = {"headline": row["title"], "date": (row["date"] or "")[:10]}
        tally.compare(row["id"], asked, found[0] if found else None)


SETS = {
    "wxr": wordpress,
    "feed": feeds,
    "ninjs": wire(ninjs, "ninjs"),
    "newsml-g2": wire(newsml_g2, "newsml-g2"),
    "newsml": wire(newsml1, "newsml-1.2"),
    "nitf": wire(nitf, "nitf"),
    "anpa": wire(anpa, "anpa"),
    "reuters": telegrams,
    "text": pages,
}
