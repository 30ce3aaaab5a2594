"""Case files of formats with many items: <case>.<ext> is a file, <case>.json its items, empty fields left out."""

import io
import json
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path

from articles.importers.names import Names

CASES = Path(__file__).parent / "cases"

# Cases have names of their own, so that a list that grows changes none of them.
NAMES = Names.of(
    outlets=[
        {"name": "Reuters", "kind": "agency", "other_names": []},
        {"name": "Associated Press", "kind": "agency", "other_names": ["AP", "The Associated Press"]},
        {"name": "Harbour Wire", "kind": "agency", "other_names": ["HW"]},
    ],
)


def cases(form):
    """The files of a format, without those that say what must come of them."""
    return sorted(path for path in (CASES / form).iterdir() if path.suffix != ".json" or is_input(path))


def is_input(path):
    """ninjs is JSON too: there `<case>.items.json` says what must come."""
    return path.parent.name == "ninjs" and not path.name.endswith(".items.json")


def expected(path):
    name = f"{path.stem}.items.json" if path.parent.name == "ninjs" else f"{path.stem}.json"
    return json.loads((path.parent / name).read_text(encoding="utf-8"))


def as_json(value):
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items() if inner not in ("", None, (), [])}
    return [as_json(inner) for inner in value] if isinstance(value, list | tuple) else value


def told(item):
    """An item as JSON holds it; proposals have tests of their own, and `raw` too."""
    if item.record is None:
        return {"number": item.number, "reason": item.reason}
    return {"number": item.number, **as_json(asdict(replace(item.record, proposals=())))}


def read(module, data):
    return list(module.items(io.BytesIO(data), NAMES))
