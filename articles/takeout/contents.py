"""What an archive file says it holds, against what is in it."""

import re

from articles.takeout import schema
from articles.takeout.kinds import KINDS
from articles.takeout.values import told

SHA256 = re.compile(r"[0-9a-f]{64}")
CAPTURE = re.compile(r"captures/[0-9a-f]{64}")


class Damaged(Exception):
    """Why an archive file cannot be taken in, in a sentence that says where."""


def check_contents(manifest, entries):
    """Raises `Damaged` unless the manifest can be read here and the ZIP's members are those that it names."""
    _check_version(manifest)
    said = _members(manifest)
    here = {name for name in entries if not CAPTURE.fullmatch(name)} - {"manifest.json"}
    if missing := sorted(said.keys() - here):
        raise Damaged(f"{missing[0]} is missing, and manifest.json names it.")
    if extra := sorted(here - said.keys()):
        raise Damaged(f"{told(extra[0])} is in it, and manifest.json does not name it.")
    for name, member in said.items():
        if member["size"] != entries[name].file_size:
            raise Damaged(f"{name} has {entries[name].file_size:,} bytes, and manifest.json says {member['size']:,}.")
    _check_known(said)
    _check_captures(manifest.get("captures"), entries)


def _check_version(manifest):
    if manifest.get("format") != schema.FORMAT:
        raise Damaged(f"manifest.json says that its format is {told(manifest.get('format'))}, not “{schema.FORMAT}”.")
    version = manifest.get("version")
    if version != schema.VERSION:
        raise Damaged(
            f"It is of version {told(version)}, and this Newsroom reads version {schema.VERSION}: "
            "take it in with the Newsroom that made it, or a later one."
        )


def _members(manifest):
    """The members that the manifest names, by name."""
    members = manifest.get("members")
    if not isinstance(members, list):
        raise Damaged("manifest.json has no list of members.")
    for number, member in enumerate(members, 1):
        if not isinstance(member, dict) or not _is_member(**member):
            raise Damaged(f"manifest.json: its member number {number} lacks a name, a size or a SHA-256.")
    named = {member["name"]: member for member in members}
    if len(named) != len(members):
        raise Damaged("manifest.json names a member twice.")
    return named


def _is_member(name=None, size=None, sha256=None, rows=0, **unknown):
    numbers = all(type(number) is int and number >= 0 for number in (size, rows))
    return isinstance(name, str) and isinstance(sha256, str) and bool(SHA256.fullmatch(sha256)) and numbers


def _check_known(said):
    known = {"README.txt", schema.FILE, "users.jsonl", *(kind.file for kind in KINDS)}
    if unknown := sorted(said.keys() - known):
        raise Damaged(f"{told(unknown[0])} is nothing that this Newsroom knows: it was made by a later one.")


def _check_captures(said, entries):
    captures = [entry for name, entry in entries.items() if CAPTURE.fullmatch(name)]
    here = {"files": len(captures), "bytes": sum(entry.file_size for entry in captures)}
    if said != here:
        raise Damaged(f"captures/ has {_told_captures(here)}, and manifest.json says {_told_captures(said)}.")


def _told_captures(said):
    if not isinstance(said, dict) or any(type(said.get(name)) is not int for name in ("files", "bytes")):
        return "nothing of them"
    return f"{said['files']:,} files of {said['bytes']:,} bytes"
