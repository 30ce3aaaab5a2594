"""The JSON Schema of an archive file: of each line of each file, and of the manifest."""

from articles.takeout.kinds import KINDS, columns

FORMAT = "newsroom-archive"
# Goes up when an older reader would misread a newer file. New columns and new files do not raise it.
VERSION = 1

FILE = "archive.schema.json"
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
COUNT = {"type": "integer", "minimum": 0}


def schema():
    """The whole schema, draft 2020-12, as JSON has it: `$defs` has one for a line of each file."""
    kinds = {kind.name: _object({column.name: column.schema for column in columns(kind)}) for kind in KINDS}
    users = _object({"username": {"type": "string", "maxLength": 150}})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Newsroom archive file",
        "description": (
            "A line of <kind>.jsonl is valid against #/$defs/<kind>, manifest.json against #/$defs/manifest. "
            "Ids refer from one file to another."
        ),
        "$defs": {"manifest": _manifest(), **kinds, "users": users},
        "$ref": "#/$defs/manifest",
    }


def _object(properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _manifest():
    member = _object({"name": {"type": "string"}, "size": COUNT, "sha256": SHA256, "rows": COUNT})
    member["required"].remove("rows")
    return _object(
        {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "made_at": {"type": "string", "format": "date-time"},
            "made_by": {"type": "string"},
            "dates": {"type": "string"},
            "members": {"type": "array", "items": member},
            "captures": _object({"files": COUNT, "bytes": COUNT}),
        }
    )
