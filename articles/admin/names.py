"""Sources, tags and authors, each with all its names."""

from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import F
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.exports import Exports
from articles.admin.filters import Countries
from articles.models import Author, Source, SourceName, Tag, TagName
from articles.models.naming import free_slug_for


class Named(admin.ModelAdmin):
    """A noun that an import may have made: once an editor has changed it, undoing the import leaves it.

    A new name brings a new address, and the old one leads to it, as the database sees to.
    """

    def save_model(self, request, noun, form, change):
        noun.imported_by = None
        if change and "name" in form.changed_data:
            noun.slug = free_slug_for(noun, noun.name)
        super().save_model(request, noun, form, change)


class Merging(admin.ModelAdmin):
    """A noun that can be merged into another of its model."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    def get_search_results(self, request, queryset, search_term):
        """What another form offers while one types is never one that was merged away."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        offered = request.resolver_match.url_name == "autocomplete"
        return (found.filter(merged_into=None) if offered else found), may_repeat

    @admin.action(description=_("Merge the selected ones …"), permissions=["change"])
    def merge(self, request, queryset):
        """Asks which of them stays; the others' stories and names go to it."""
        nouns = list(queryset.order_by("name"))
        winner = next((noun for noun in nouns if str(noun.pk) == request.POST.get("winner")), None)
        if winner is None:
            title = _("Merge %(nouns)s") % {"nouns": self.opts.verbose_name_plural}
            context = {**self.admin_site.each_context(request), "title": title, "nouns": nouns, "opts": self.opts}
            return TemplateResponse(request, "admin/articles/merge.html", context)
        try:
            with transaction.atomic():
                for noun in nouns:
                    if noun != winner:
                        noun.merge_into(winner)
        except ValueError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            merged = len(nouns) - 1
            said = ngettext("%(number)s merged into “%(winner)s”.", "%(number)s merged into “%(winner)s”.", merged)
            self.message_user(request, said % {"number": f"{merged:,}", "winner": winner}, messages.SUCCESS)
        return redirect(f"admin:articles_{self.opts.model_name}_changelist")


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
class SourceAdmin(Exports, Merging, Named):
    stories_by = "source"
    list_display = ["name", "kind", "country", "language", "homepage", "merged_into"]
    list_filter = ["kind", ("country", Countries)]
    list_select_related = ["merged_into"]
    search_fields = ["names__name"]
    readonly_fields = ["slug", "merged_into"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [SourceNames]
    actions = ["merge", "export_stories"]


@admin.register(Tag)
class TagAdmin(Exports, Merging, Named):
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


@admin.register(Author)
class AuthorAdmin(Exports, Merging, Named):
    stories_by = "bylines__author"
    list_display = ["name", "merged_into"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "merged__name"]
    readonly_fields = ["slug", "merged_into"]
    actions = ["merge", "export_stories"]
