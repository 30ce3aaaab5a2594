"""Values of columns as JSON has them, and back: what is read is checked, since anybody may have written the file."""

import base64
import binascii
import math
import re
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models.fields.json import JSONField
from psycopg.types.json import Jsonb

# RFC 3339's full-date and date-time. Python's own readers take many more spellings, and another reader may not.
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")


class Form:
    """One way of writing values: `words` and `schema` say it to people and to JSON Schema.

    `written` turns a column's value into JSON's; `read` turns it back, and raises ValueError, saying why,
    for what it cannot be. Neither is asked about null.
    """

    words: str
    schema: dict

    def written(self, value):
        return value

    def read(self, value):
        raise NotImplementedError


class Text(Form):
    words = "text"

    def __init__(self, choices=(), longest=None, blank=False):
        self.choices = frozenset([*choices, *([""] if blank else [])]) if choices else None
        self.schema = {"type": "string"}
        if self.choices:
            self.schema["enum"] = sorted(self.choices)
        elif longest:
            self.schema["maxLength"] = longest

    def read(self, value):
        if not isinstance(value, str):
            raise ValueError(f"a text is needed here, not {told(value)}")
        if "\x00" in value:
            raise ValueError("a text has no NUL character")
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise ValueError("the text holds half of a character (a lone surrogate)") from None
        if self.choices and value not in self.choices:
            raise ValueError(f"{told(value)} is none of {', '.join(sorted(self.choices))}")
        return value


class Integer(Form):
    words = "whole number"

    def __init__(self, least=None):
        self.schema = {"type": "integer"} | ({} if least is None else {"minimum": least})
        self.least = least

    def read(self, value):
        if type(value) is not int:
            raise ValueError(f"a whole number is needed here, not {told(value)}")
        if self.least is not None and value < self.least:
            raise ValueError(f"{value} is less than {self.least}")
        return value


class Number(Form):
    words = "number"
    schema = {"type": "number"}

    def read(self, value):
        if type(value) not in (int, float) or not math.isfinite(value):
            raise ValueError(f"a number is needed here, not {told(value)}")
        return float(value)


class Truth(Form):
    words = "true or false"
    schema = {"type": "boolean"}

    def read(self, value):
        if not isinstance(value, bool):
            raise ValueError(f"true or false is needed here, not {told(value)}")
        return value


def _in_calendar(read, value):
    try:
        return read(value)
    except ValueError:
        raise ValueError(f"{told(value)} is in no calendar") from None


class Day(Form):
    words = "date"
    schema = {"type": "string", "format": "date"}

    def written(self, value):
        return value.isoformat()

    def read(self, value):
        if not isinstance(value, str) or not DATE.fullmatch(value):
            raise ValueError(f"a date is needed here, as in 1969-07-21, not {told(value)}")
        return _in_calendar(date.fromisoformat, value)


class Moment(Form):
    words = "moment"
    schema = {"type": "string", "format": "date-time"}

    def written(self, value):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def read(self, value):
        if not isinstance(value, str) or not MOMENT.fullmatch(value):
            raise ValueError(f"a moment is needed here, as in 1969-07-21T02:56:15Z, not {told(value)}")
        return _in_calendar(datetime.fromisoformat, value)


class Uuid(Form):
    words = "UUID"
    schema = {"type": "string", "format": "uuid"}

    def written(self, value):
        return str(value)

    def read(self, value):
        try:
            return UUID(value)
        except (ValueError, AttributeError, TypeError):
            raise ValueError(f"a UUID is needed here, not {told(value)}") from None


class Octets(Form):
    words = "bytes in base64"
    schema = {"type": "string", "contentEncoding": "base64"}

    def written(self, value):
        return base64.b64encode(value).decode()

    def read(self, value):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise ValueError(f"bytes in base64 are needed here, not {told(value)}") from None


class Anything(Form):
    words = "any JSON"
    schema = {}

    def read(self, value):
        return Jsonb(value)


class ListOf(Form):
    def __init__(self, form):
        self.form = form
        self.words = f"list of {form.words}"
        self.schema = {"type": "array", "items": form.schema}

    def written(self, value):
        return [self.form.written(each) for each in value]

    def read(self, value):
        if not isinstance(value, list):
            raise ValueError(f"a list is needed here, not {told(value)}")
        return [self.form.read(each) for each in value]


class User(Form):
    """A user of the archive, by name: numbers of users differ from one place to the next."""

    words = "name of a user"
    schema = {"type": "string", "maxLength": 150}

    def __init__(self, users):
        self.users = users

    def written(self, value):
        return self.users.name(value)

    def read(self, value):
        return self.users.number(Text().read(value))


class WithUsers(Form):
    """An object in which the members called `keys`, at any depth, are numbers of users in the database, names here."""

    words = "object"
    schema = {"type": "object"}

    def __init__(self, users, keys):
        self.users = users
        self.keys = keys

    def written(self, value):
        return self._mapped(value, self.users.name)

    def read(self, value):
        if not isinstance(value, dict):
            raise ValueError(f"an object is needed here, not {told(value)}")
        return Jsonb(self._mapped(value, lambda name: self.users.number(Text().read(name))))

    def _mapped(self, value, to):
        if isinstance(value, list):
            return [self._mapped(each, to) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            key: to(each) if key in self.keys and each is not None else self._mapped(each, to)
            for key, each in value.items()
        }


def told(value, longest=60):
    """A value from outside, in a message: on one line, in a few words."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


PLAIN = {
    "BooleanField": Truth,
    "DateField": Day,
    "DateTimeField": Moment,
    "FloatField": Number,
    "UUIDField": Uuid,
    "BinaryField": Octets,
}


def form_of(field):
    """The form of a column by its type. Raises TypeError for a type that nobody has decided on yet."""
    kind = field.get_internal_type()
    if kind in PLAIN:
        return PLAIN[kind]()
    if kind in ("CharField", "TextField", "SlugField", "URLField", "EmailField"):
        return Text([value for value, _ in field.flatchoices], field.max_length, field.blank)
    if kind.endswith(("IntegerField", "AutoField")):
        return Integer(least=0 if kind.startswith("Positive") else None)
    if isinstance(field, JSONField):
        return Anything()
    if kind == "ArrayField":
        return ListOf(form_of(field.base_field))
    raise TypeError(
        f"{field}: a {kind} has no form in an archive file yet; decide on one in articles/takeout/values.py"
    )
