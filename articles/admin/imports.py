"""Imports in the admin: how far each is, what came of it; its failures taken along or tried again; stopped, undone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.admin.reading import ReadOnly
from articles.importers.failures import as_zip
from articles.importers.retry import again, may_retry, retry
from articles.importers.undo import NotNow, ask, plan, undo
from articles.importers.uploads import start_working
from articles.models import Import, ImportFailure, ImportNote

# Seconds after which the page of an import under way is loaded anew.
REFRESH = 3
# A screen of them; the lists beside have all.
SHOWN = 50
# So many stories are undone, or failures tried again, while somebody waits for the page: a second or two.
AT_ONCE = 50


@admin.register(Import)
class ImportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["started_at", "origin", "user", "state_now", "added", "changed", "same", "kept", "failed"]
    list_select_related = ["user"]
    list_filter = ["state"]
    date_hierarchy = "started_at"
    change_form_template = "admin/articles/import/change_form.html"
    fields = [
        "origin",
        "user",
        ("started_at", "finished_at", "active_at"),
        ("publisher", "publish", "format"),
        ("added", "changed", "same", "kept", "failed"),
        "stories",
    ]
    readonly_fields = [*Import.TOLD, "stories"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_life()

    @admin.display(description="state", ordering="state")
    def state_now(self, run):
        return run.condition

    @admin.display(description="stories")
    def stories(self, run):
        url = reverse("admin:articles_article_changelist") + f"?imported_by__id__exact={run.pk}"
        return format_html('<a href="{}">The stories that this import added</a>', url)

    def get_urls(self):
        acts = {
            "failures": self.download,
            "retry": require_POST(self.try_again),
            "stop": require_POST(self.stop),
            "continue": require_POST(self.go_on),
            "undo": self.undo,
        }
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"articles_import_{name}")
            for name, view in acts.items()
        ]
        return [*own, *super().get_urls()]

    def may_act(self, request, *permissions):
        """Whether somebody who sees imports also has the app's `permissions`."""
        return self.has_view_permission(request) and request.user.has_perms(
            [f"articles.{name}" for name in permissions]
        )

    def may_undo(self, request):
        return self.may_act(request, "undo_import", "delete_article")

    def _get(self, request, pk, allowed):
        if not allowed:
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request).select_related("user", "undone_by", "retries"), pk=pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        run = self.get_object(request, object_id) if self.has_view_permission(request) else None
        told = self._told(request, run) if run else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})

    def _told(self, request, run):
        """What the page of an import says beyond its fields."""
        may_act = self.may_act(request, "add_article")
        failures = run.failures.defer("content").select_related("settled_by")
        retriable = may_retry(run).count() if run.failed and may_act else 0
        return {
            "run": run,
            "refresh": REFRESH if run.is_under_way and "still" not in request.GET else None,
            "failures": failures[:SHOWN],
            "notes": run.notes.all()[:SHOWN],
            "shown": SHOWN,
            "retriable": 0 if run.is_under_way else retriable,
            "may_stop": may_act and run.is_under_way and run.state != "undoing" and not run.stop_asked,
            "may_go_on": may_act and run.state == "stopped" and run.in_background and run.files.exists(),
            "may_undo": self.may_undo(request) and run.may_be_undone,
            "title": "Import",
        }

    # What an editor does with an import

    def download(self, request, pk):
        """A zip of all that failed, as it came, with the reasons in a table."""
        run = self._get(request, pk, self.has_view_permission(request))
        name = f"import-{run.pk}-failures.zip"
        return StreamingHttpResponse(
            as_zip(run),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def try_again(self, request, pk):
        run = self._get(request, pk, self.may_act(request, "add_article"))
        count = may_retry(run).count()
        if not count:
            self.message_user(request, "There is nothing to try again.", messages.WARNING)
            return redirect("admin:articles_import_change", run.pk)
        publish = run.publish and request.user.has_perm("articles.publish_article")
        second = retry(run, request.user, publish, in_background=count > AT_ONCE)
        if second.in_background:
            start_working()
        else:
            lines = list(again(second))
            failed = sum(line.outcome == "failed" for line in lines)
            words = f"{count - may_retry(run).count():,} of {count:,} came in." if failed else "All came in."
            self.message_user(request, words, messages.WARNING if failed else messages.SUCCESS)
        return redirect("admin:articles_import_change", second.pk)

    def stop(self, request, pk):
        """Ask the run to end between two stories; one that waits ends before it begins."""
        run = self._get(request, pk, self.may_act(request, "add_article"))
        Import.objects.filter(pk=run.pk, state__in=["waiting", "running"]).update(stop_asked=True)
        if run.state == "waiting" or not run.is_alive:
            # Nobody is there to be asked.
            Import.objects.filter(pk=run.pk, state__in=["waiting", "running"]).update(state=Import.State.STOPPED)
        self.message_user(request, "It stops after the story that it is at.", messages.SUCCESS)
        return redirect("admin:articles_import_change", run.pk)

    def go_on(self, request, pk):
        run = self._get(request, pk, self.may_act(request, "add_article"))
        stopped = Import.objects.filter(pk=run.pk, state=Import.State.STOPPED, in_background=True)
        if stopped.update(state=Import.State.WAITING, stop_asked=False, attempts=1 if run.attempts else 0):
            start_working()
        return redirect("admin:articles_import_change", run.pk)

    def undo(self, request, pk):
        """Say in numbers what would go and what stays; once that is confirmed, do it."""
        run = self._get(request, pk, self.may_undo(request))
        if not run.may_be_undone:
            self.message_user(request, f"It cannot be undone: it is “{run.condition.lower()}”.", messages.WARNING)
            return redirect("admin:articles_import_change", run.pk)
        found = plan(run)
        if request.method == "POST":
            try:
                self._undo(request, run, found["stories"] + found["restored"])
            except NotNow as why:
                self.message_user(request, str(why), messages.ERROR)
            return redirect("admin:articles_import_change", run.pk)
        context = {**self.admin_site.each_context(request), "title": "Undo an import", "opts": self.opts}
        return TemplateResponse(request, "admin/articles/import/undo.html", {**context, "run": run, "plan": found})

    def _undo(self, request, run, stories):
        if stories > AT_ONCE:
            ask(run, request.user)
            start_working()
        else:
            undo(run, request.user)
            self.message_user(request, "The import is undone.", messages.SUCCESS)


@admin.register(ImportFailure)
class ImportFailureAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "name", "line", "reason", "imported_by", "settled_by"]
    list_select_related = ["imported_by", "settled_by"]
    search_fields = ["name", "reason"]
    fields = ["imported_by", "number", "name", "line", "format", "reason", "whole", "settled_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(ImportNote)
class ImportNoteAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["imported_by", "number", "name", "outcome", "text", "article"]
    list_display_links = ["number"]
    list_select_related = ["imported_by", "article"]
    search_fields = ["name", "text"]
    fields = ["imported_by", "number", "name", "outcome", "text", "article"]
