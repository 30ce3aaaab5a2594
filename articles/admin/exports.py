"""The action "Export …": stories chosen in a list leave in a format that the next page asks for."""

from django.contrib import admin, messages
from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header

from articles.exporters.about import About
from articles.exporters.formats import BY_NAME, FORMATS, export
from articles.exporters.story import stories
from articles.models import Article

# A title or a file's name tells so many of the names that were chosen.
MOST_NAMED = 3


class Exports:
    """For a ModelAdmin that lists "export_stories" among its actions.

    `stories_by` is the lookup from an article to the rows of the list, "" where these are articles themselves.
    """

    stories_by = ""

    def stories_of(self, queryset):
        """The articles of the rows that were chosen, found by the condition on these and never by their keys."""
        if not self.stories_by:
            return queryset
        # Not a join alone: a story with two of the tags is one story.
        chosen = Article.objects.order_by().filter(**{f"{self.stories_by}__in": queryset.order_by().values("pk")})
        return Article.objects.published().filter(pk__in=chosen.values("pk")).newest_first()

    def chosen_names(self, queryset):
        """Words for what was chosen, as the title of a book and the name of a file; "" for a list of articles."""
        names = [str(row) for row in queryset[: MOST_NAMED + 1]] if self.stories_by else []
        return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")

    def has_export_permission(self, request):
        return request.user.has_perm("articles.view_article")

    @admin.action(description="Export stories …", permissions=["export"])
    def export_stories(self, request, queryset):
        """Asks for a format; then the stories stream, in the order of the list, newest first for those of names."""
        articles, error = self.stories_of(queryset), ""
        form = BY_NAME.get(request.POST.get("format", ""))
        number = articles.count()
        if not number:
            return self.message_user(request, "There is no story of these that readers can open.", messages.WARNING)
        if form and not (error := form.refusal(number)):
            return _download(request, form, articles, self.chosen_names(queryset))
        context = {
            **self.admin_site.each_context(request),
            "title": "Export stories",
            "opts": self.opts,
            "number": number,
            "formats": FORMATS,
            "error": error,
            "across": request.POST.get("select_across") == "1",
            "selected": request.POST.getlist("_selected_action"),
        }
        return TemplateResponse(request, "admin/articles/export.html", context)


def _download(request, form, articles, names):
    title = f"Newsroom: {names}" if names else "Newsroom"
    about = About(request.build_absolute_uri("/"), title)
    response = StreamingHttpResponse(export(form, stories(articles), about), content_type=form.media_type)
    name = f"newsroom-{names.lower()}" if names else "newsroom"
    safe = "-".join("".join(letter if letter.isalnum() else " " for letter in name).split())
    response["Content-Disposition"] = content_disposition_header(True, f"{safe}{form.suffix}")
    return response
