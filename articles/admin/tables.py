"""Import a table: upload it, say what its columns are, see what would come of each row, and bring it in.

django-import-export leads through the pages and rolls the dry run back. Its own readers are not used: they refuse a
whole table for one row that is too short, and hold it all in memory; nor its templates, whose scripts and styles our
policy forbids. A row goes the way of every story, Record → match → keep.
"""

import io
from itertools import chain
from time import monotonic

from import_export.admin import ImportMixin
from import_export.formats.base_formats import Format
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from import_export.tmp_storages import BaseStorage

from articles.admin.tableforms import TableForm, format_of
from articles.importers.columns import external_id, folded, record_hash
from articles.importers.formats import read
from articles.importers.keep import foresee
from articles.importers.load import load
from articles.importers.match import Decision, Outcome
from articles.importers.pages import Page
from articles.importers.record import Unreadable
from articles.importers.vocabulary import known_names
from articles.models import Article, UploadedTable

# Nobody waits longer for a page: so many rows are tried in it, or as many as go into so many seconds, and the page
# says how many where there are more.
MOST_TRIED, MOST_SECONDS = 1000, 5
# Stories shown in full, and rows that are told though nothing is wrong with them.
SHOWN_IN_FULL, ROWS_TOLD = 3, 50


class Kept(BaseStorage):
    """An upload between two pages, in the database: whichever process answers next finds it."""

    def read(self):
        return bytes(UploadedTable.objects.get(pk=self.name).content)

    def remove(self):
        UploadedTable.objects.filter(pk=self.name).delete()


class Rows:
    """A table, as rows of one cell: the `Item` that its mapping makes of a row. There are `more` than were tried."""

    headers = ["item"]

    def __init__(self, data):
        self.data, self.items, self.more, self.until = data, iter(()), False, 0

    def read(self, mapping):
        """Raises Unreadable for no table of stories."""
        found = read(io.BytesIO(self.data), known_names(), format_of(self.data), mapping)
        first = next(found, None)
        self.items = chain([first], found) if first else found
        self.until = monotonic() + MOST_SECONDS

    def __iter__(self):
        for tried, item in enumerate(self.items):
            if tried >= MOST_TRIED or monotonic() > self.until:
                self.more = True
                return
            yield (item,)

    def __len__(self):
        """Not known before the end; django-import-export asks whether there are any."""
        return 1


class TableFormat(Format):
    def __init__(self, encoding=None):
        pass

    def get_title(self):
        return "CSV or XLSX"

    def can_import(self):
        return True

    def create_dataset(self, in_stream):
        return Rows(in_stream)


class Foreseen(Result):
    """What would come of a table. Rows that fail keep no others out, so they are no errors of the whole."""

    def has_errors(self):
        return bool(self.base_errors)

    @property
    def counts(self):
        told = {outcome: sum(row.decision.outcome == outcome for row in self.rows) for outcome in Outcome}
        return [(outcome, count) for outcome, count in told.items() if count]

    @property
    def told(self):
        """The first rows, and all that fail or would be kept as an editor left them."""
        amiss = (Outcome.FAILED, Outcome.KEPT)
        return [row for place, row in enumerate(self.rows) if place < ROWS_TOLD or row.decision.outcome in amiss]

    @property
    def in_full(self):
        return [row.item.record for row in self.rows if row.item.record][:SHOWN_IN_FULL]


class TriedRow(RowResult):
    """What would come of one row: the `item` it is, and the `decision` on it."""

    item = decision = None


KINDS = {
    Outcome.NEW: RowResult.IMPORT_TYPE_NEW,
    Outcome.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Outcome.SAME: RowResult.IMPORT_TYPE_SKIP,
    Outcome.KEPT: RowResult.IMPORT_TYPE_SKIP,
    Outcome.FAILED: RowResult.IMPORT_TYPE_INVALID,
}


class StoryResource(ModelResource):
    """The dry run: each row against the archive, and against the rows above it."""

    class Meta:
        model = Article
        fields = ()

    def __init__(self, form=None, **options):
        super().__init__(**options)
        self.form, self.above = form, {}

    @classmethod
    def get_result_class(cls):
        return Foreseen

    def before_import(self, dataset, **options):
        dataset.read(self.form.mapping)

    def after_import(self, dataset, result, **options):
        result.more = dataset.more

    def handle_import_error(self, result, error, raise_errors=False):
        if not isinstance(error, Unreadable):
            raise error
        super().handle_import_error(result, error, raise_errors)

    def import_row(self, row, instance_loader, **options):
        tried = TriedRow()
        tried.item = item = row["item"]
        tried.decision = self._decide(item) if item.record else Decision(Outcome.FAILED, item.reason)
        tried.import_type = KINDS[tried.decision.outcome]
        return tried

    def _decide(self, item):
        record, source = item.record, self.form.cleaned_data["source"]
        key = folded(record.publisher or source), external_id(record)
        number, said = self.above.setdefault(key, (item.number, record_hash(record)))
        if number != item.number:
            outcome = Outcome.SAME if said == record_hash(record) else Outcome.CHANGED
            return Decision(outcome, f"the same story as no. {number:,} of this table")
        decision = foresee(record, item.raw, source)
        note = f"; {item.reason}" if item.reason else ""
        return Decision(decision.outcome, decision.reason + note, decision.article_id)


class TableImport(ImportMixin):
    """The pages "Import a table" of an admin of articles."""

    import_export_change_list_template = None
    import_template_name = "admin/articles/article/table.html"
    resource_classes = [StoryResource]
    import_form_class = TableForm
    tmp_storage_class = Kept

    def has_import_permission(self, request):
        return self.has_add_permission(request) and request.user.has_perm("articles.add_import")

    def get_import_formats(self):
        return [TableFormat]

    def get_import_form_kwargs(self, request):
        return {**super().get_import_form_kwargs(request), "user": request.user}

    def create_confirm_form(self, request, import_form=None):
        """One form for both pages: what was said of the table stays."""
        return import_form or self.create_import_form(request)

    def get_import_resource_kwargs(self, request, form=None, **options):
        return {"form": form}

    def process_import(self, request, **options):
        """The import, unless there is still something to say, or another table was chosen: then the page before it."""
        form = self.create_import_form(request)
        if request.FILES or not form.is_valid() or "headline" not in form.mapping.values():
            return self.import_action(request, **options)
        return super().process_import(request, **options)

    def write_to_tmp_storage(self, import_file, input_format):
        """`import_file` is the table of the form: one that has just come, or one that is kept already."""
        if import_file._state.adding:
            import_file.keep()
        return Kept(name=import_file.pk)

    def process_dataset(self, dataset, form, request, **options):
        """The import itself, as the command would do it; returns its lines."""
        said = form.cleaned_data
        name = said["import_file"].name
        return list(
            load(
                [Page(name, dataset.data)],
                source=said["source"],
                publish=said["publish"] and self.has_publish_permission(request),
                user=request.user,
                origin=f"the admin: {name}",
                form=format_of(dataset.data),
                mapping=form.mapping,
            )
        )

    def process_result(self, result, request):
        return self._arrived(request, result)
