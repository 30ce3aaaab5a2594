"""The page that is pasted in, and uploads: small ones are read at once, large ones in the background."""

from collections import Counter
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from articles.admin.forms import PasteForm
from articles.importers.load import load
from articles.importers.match import Outcome
from articles.importers.pages import Page
from articles.importers.uploads import start_working, store
from articles.models import Import

PASTED = "The pasted page"
# Bytes of uploads that are read while somebody waits for the page: some pages, or a packed export of a few hundred
# stories, which takes seconds. More is read in the background.
AT_ONCE = 200_000


class Pasting:
    """The articles' admin page on which pages come in."""

    def get_urls(self):
        paste = path("paste/", self.admin_site.admin_view(self.paste), name="articles_article_paste")
        return [paste, *super().get_urls()]

    def paste(self, request):
        """Read saved pages, pasted or uploaded, as the import command does; what cannot be read stays in the form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PasteForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            may_publish = form.cleaned_data["publish"] and self.has_publish_permission(request)
            if sum(file.size for file in form.cleaned_data["files"]) > AT_ONCE:
                return self._put_down(request, form, may_publish)
            lines = self._load(form, request.user, may_publish)
            unread = [line for line in lines if line.name.startswith(PASTED) and line.outcome == Outcome.FAILED]
            if not unread:
                return self._arrived(request, lines)
            for line in unread:
                form.add_error("page", line.reason)
            if len(lines) > len(unread):
                messages.info(request, _told(lines))
        context = {**self.admin_site.each_context(request), "title": "Paste a page", "form": form, "opts": self.opts}
        context["may_publish"] = self.has_publish_permission(request)
        return TemplateResponse(request, "admin/articles/article/paste.html", context)

    def _load(self, form, user, may_publish):
        pages = [_uploaded(file) for file in form.cleaned_data["files"]]
        if pasted := _pasted(form):
            pages.insert(0, Page(PASTED, pasted))
        origin = f"the admin: {', '.join(page.name for page in pages)}"
        return list(load(pages, source=form.cleaned_data["source"], publish=may_publish, user=user, origin=origin))

    def _put_down(self, request, form, may_publish):
        """Keep a large upload for a process of its own, and lead to the page that tells how far it is."""
        files = form.cleaned_data["files"]
        if pasted := _pasted(form):
            files = [ContentFile(pasted, PASTED), *files]
        origin = f"the admin: {', '.join(file.name for file in files)}"
        asked = {"publisher": form.cleaned_data["source"], "publish": may_publish, "origin": origin}
        run = store(files, user=request.user, **asked)
        start_working()
        messages.success(request, "The upload is here, and is being read.")
        if not request.user.has_perm("articles.view_import"):
            return redirect("admin:articles_article_changelist")
        return redirect("admin:articles_import_change", run.pk)

    def _arrived(self, request, lines):
        """To the story where one came in, else to the result of the import, with the reasons of all that failed."""
        if len(lines) == 1 and lines[0].article_id:
            messages.success(request, f"{lines[0].name}: {lines[0].outcome} – {lines[0].reason}.")
            return redirect("admin:articles_article_change", lines[0].article_id)
        failed = any(line.outcome == Outcome.FAILED for line in lines)
        messages.add_message(request, messages.WARNING if failed else messages.SUCCESS, _told(lines))
        if not request.user.has_perm("articles.view_import"):
            return redirect("admin:articles_article_changelist")
        return redirect("admin:articles_import_change", Import.objects.filter(user=request.user).first().pk)


def _pasted(form):
    """The pasted page's bytes, b"" where there is none."""
    # A form ends every line with CRLF, whatever was pasted: the saved page has LF, and must be the same capture.
    page = form.cleaned_data["page"].replace("\r\n", "\n")
    return page.encode() if page.strip() else b""


def _uploaded(file):
    """An upload as a page: a large one lies in a file already, and stays there."""
    if hasattr(file, "temporary_file_path"):
        return Page(file.name, path=Path(file.temporary_file_path()))
    return Page(file.name, file.read())


def _told(lines):
    """A run in a sentence: "291 new, 1 failed."."""
    counts = Counter(line.outcome for line in lines)
    return ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in Outcome if counts[outcome]) + "."
