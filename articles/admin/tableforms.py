"""The form behind "Import a table": the file, what its columns are, and what else there is to say."""

import io
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from articles.importers.formats import first_rows, recognise
from articles.importers.record import Unreadable
from articles.importers.tablecolumns import FIELDS, field_of, likeliest, names_of
from articles.models import UploadedTable

# It waits in the database between two pages, and one value there should stay far below Postgres' 1 GB.
LARGEST = 50_000_000
FIELD_CHOICES = [("", "– left out –"), *((field, words[0].upper() + words[1:]) for field, words in FIELDS.items())]
# Nobody maps more by hand; the command takes any number.
MOST_COLUMNS = 256
SAMPLE, SAMPLES = 80, 3
NAME = 200


class TableForm(forms.Form):
    """First with a file; then with the key of the one that is kept, and a field `column-N` for each of its columns.

    django-import-export gives `formats` and `resources`, of which we have one each.
    """

    import_file = forms.FileField(
        required=False,
        label="The table",
        help_text="CSV (commas, semicolons or tabs) or XLSX, with the names of the columns in its first row.",
    )
    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    source = forms.CharField(
        required=False, max_length=200, label="Publisher", help_text="Of stories for which the table has none."
    )
    publish = forms.BooleanField(required=False, label="Publish at once what has a date")

    def __init__(self, formats, resources, user=None, **options):
        super().__init__(**options)
        self.user, self.columns, self.refused = user, [], ""
        file = self.files.get("import_file")
        self.table = self._received(file) if file else self._kept(self.data.get("upload"))
        if self.table:
            self._ask(bytes(self.table.content), new=bool(file))

    def _kept(self, key):
        try:
            return UploadedTable.objects.filter(pk=key, user=self.user).first() if key else None
        except ValidationError:
            return None

    def _received(self, file):
        """The table that a file is, not yet saved; the form goes on with it as with one that is kept."""
        if file.size > LARGEST:
            most = f"{LARGEST // 1_000_000} MB"
            self.refused = f"{file.name} is larger than {most}: “import_articles” takes tables of any size."
            return None
        file.seek(0)  # a form before this one may have read it
        table = UploadedTable(user=self.user, name=file.name[-NAME:], content=file.read())
        self.data = self.data.copy()
        self.data["upload"] = str(table.pk)
        return table

    def _ask(self, data, new):
        """A field for each column; for a table that has just come, with what the column's name says."""
        try:
            rows = first_rows(io.BytesIO(data), format_of(data))
        except Unreadable as error:
            self.table, self.refused = None, f"{self.table.name}: {error}."
            return
        header = likeliest(rows)
        names = names_of(rows[header]) if rows else []
        for place, name in enumerate(dict.fromkeys(names[:MOST_COLUMNS])):
            key, at = f"column-{place}", names.index(name)
            self.fields[key] = forms.ChoiceField(choices=FIELD_CHOICES, required=False, label=name)
            if new:
                self.data[key] = field_of(name)
            below = [" ".join(row[at].split()) for row in rows[header + 1 :] if len(row) > at]
            samples = [cell[:SAMPLE] + "…" * (len(cell) > SAMPLE) for cell in below if cell]
            self.columns.append(Column(name, self[key], samples[:SAMPLES]))

    def clean(self):
        cleaned = super().clean()
        if self.refused:
            self.add_error("import_file", self.refused)
        elif not self.table:
            told = (
                "The table is not kept any longer: choose it again." if self.data.get("upload") else "Choose a table."
            )
            self.add_error("import_file", told)
        # What django-import-export goes on with.
        name = str(self.table.pk) if self.table else ""
        return {**cleaned, "import_file": self.table, "import_file_name": name, "format": 0, "resource": 0}

    @property
    def mapping(self):
        """{column: field}, "" for a column that is left out."""
        return {column.name: self.cleaned_data.get(column.box.name, "") for column in self.columns}


@dataclass(frozen=True)
class Column:
    """A column as the form shows it: its name, the box that says what it is, and some of its cells."""

    name: str
    box: forms.BoundField
    samples: list[str]


def format_of(data):
    """Whether bytes are a workbook, or else what may be a table of text."""
    form = recognise(data[:100])
    return form.name if form.name == "xlsx" else "csv"
