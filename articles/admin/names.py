"""Sources, tags and authors, each with all its names."""

from django.contrib import admin, messages
from django.db import models
from django.db.models import F
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from articles.admin.exports import Exports
from articles.models import Author, Source, SourceName, Tag, TagName


class Named(admin.ModelAdmin):
    """A noun that an import may have made: once an editor has changed it, undoing the import leaves it."""

    def save_model(self, request, noun, form, change):
        noun.imported_by = None
        super().save_model(request, noun, form, change)


class OtherNames(admin.TabularInline):
    """The names beside the main one, which the database keeps in the same table by itself."""

    extra = 1
    fields = ["name"]
    verbose_name, verbose_name_plural = "other name", "other names"

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(name=F(f"{self.owner}__name"))


class SourceNames(OtherNames):
    model, owner = SourceName, "source"


class TagNames(OtherNames):
    model, owner = TagName, "tag"


@admin.register(Source)
class SourceAdmin(Exports, Named):
    stories_by = "source"
    list_display = ["name", "kind", "country", "language", "homepage"]
    list_filter = ["kind", "country"]
    search_fields = ["names__name"]
    readonly_fields = ["slug"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [SourceNames]
    actions = ["export_stories"]


@admin.register(Tag)
class TagAdmin(Exports, Named):
    stories_by = "taggings__tag"
    list_display = ["name", "kind", "merged_into"]
    list_filter = ["kind"]
    list_select_related = ["merged_into"]
    search_fields = ["names__name"]
    inlines = [TagNames]
    actions = ["merge", "export_stories"]

    def get_readonly_fields(self, request, obj=None):
        # A kind is part of a tag's address.
        return ["slug", "merged_into"] if obj is None else ["kind", "slug", "merged_into"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    @admin.action(description="Merge selected tags …", permissions=["change"])
    def merge(self, request, queryset):
        """Asks which of the tags stays; the others' stories and names go to it."""
        tags = list(queryset.order_by("name"))
        winner = next((tag for tag in tags if str(tag.pk) == request.POST.get("winner")), None)
        if winner is None:
            context = {**self.admin_site.each_context(request), "title": "Merge tags", "tags": tags, "opts": self.opts}
            return TemplateResponse(request, "admin/articles/tag/merge.html", context)
        try:
            for tag in tags:
                if tag != winner:
                    tag.merge_into(winner)
        except ValueError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, f"{len(tags) - 1:,} merged into “{winner}”.", messages.SUCCESS)
        return redirect("admin:articles_tag_changelist")


@admin.register(Author)
class AuthorAdmin(Exports, Named):
    stories_by = "bylines__author"
    list_display = ["name"]
    search_fields = ["name"]
    readonly_fields = ["slug"]
    actions = ["export_stories"]
