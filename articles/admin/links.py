"""Read-more links, and the stories suggested for them."""

from django import forms
from django.contrib import admin, messages
from django.db.models import F

from articles.models import LinkCandidate, ReadMoreLink
from articles.related.resolve import accept, reject, unlink


class ReadMoreLinkForm(forms.ModelForm):
    """Choosing a story by hand is an editor's decision, which no rule changes."""

    class Meta:
        widgets = {
            "after": forms.NumberInput(attrs={"min": 0, "class": "vIntegerField"}),
            "label": forms.TextInput(attrs={"size": 10}),
            "headline": forms.Textarea(attrs={"rows": 2, "cols": 32}),
            "url": forms.TextInput(attrs={"size": 14}),
        }

    def clean(self):
        cleaned = super().clean()
        target, article = cleaned.get("target"), cleaned.get("article")
        if target and target.pk == (article.pk if article else self.instance.article_id):
            self.add_error("target", "A line cannot lead to the story it stands in.")
        elif "target" in self.changed_data and "target" in cleaned:
            self.instance.url = cleaned.get("url", "")
            self.instance.choose(cleaned["target"])
        return cleaned


@admin.register(ReadMoreLink)
class ReadMoreLinkAdmin(admin.ModelAdmin):
    form = ReadMoreLinkForm
    list_display = ["headline", "article", "state", "target", "decided_by"]
    list_filter = ["state", "decided_by"]
    ordering = ["-pk"]
    list_select_related = ["article", "target"]
    search_fields = ["headline", "article__headline"]
    autocomplete_fields = ["article", "target"]
    readonly_fields = ["state", "decided_by"]
    fields = ["article", "label", "headline", "url", "line", "after", "target", "state", "decided_by"]
    actions = ["leads_to_the_wrong_story"]

    @admin.action(description="Leads to the wrong story: never link these again", permissions=["change"])
    def leads_to_the_wrong_story(self, request, queryset):
        links = list(queryset.filter(state="resolved").select_related("target"))
        for link in links:
            unlink(link, request.user)
        self.message_user(request, f"{len(links):,} links taken back; the pairs will not be suggested again.")


@admin.register(LinkCandidate)
class LinkCandidateAdmin(admin.ModelAdmin):
    """Suggestions to accept or reject; a story is never linked by likeness alone."""

    list_display = ["asked_for", "suggestion", "likeness", "asked_in", "state"]
    list_filter = ["state"]
    list_select_related = ["link__article", "article"]
    search_fields = ["link__headline", "article__headline"]
    actions = ["accept_selected", "reject_selected"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(link__decided_by="").order_by("link", "-similarity", "pk")

    @admin.display(description="the page says", ordering="link__headline")
    def asked_for(self, candidate):
        return candidate.link.headline

    @admin.display(description="may be", ordering="article__headline")
    def suggestion(self, candidate):
        return candidate.article.headline

    @admin.display(description="likeness", ordering="similarity")
    def likeness(self, candidate):
        return f"{candidate.similarity:.0%}"

    @admin.display(description="in", ordering="link__article__headline")
    def asked_in(self, candidate):
        return candidate.link.article.headline

    @admin.action(description="Accept: the line means this story", permissions=["change"])
    def accept_selected(self, request, queryset):
        chosen = list(queryset.select_related("link", "article"))
        if len({candidate.link_id for candidate in chosen}) < len(chosen):
            self.message_user(request, "Nothing was changed: a line can mean one story only.", messages.ERROR)
            return
        for candidate in chosen:
            accept(candidate)
        self.message_user(request, f"{len(chosen):,} links now lead to their story.", messages.SUCCESS)

    @admin.action(description="Reject: never suggest this pair again", permissions=["change"])
    def reject_selected(self, request, queryset):
        chosen = list(queryset.filter(state="suggested").select_related("link"))
        for candidate in chosen:
            reject(candidate, request.user)
        self.message_user(request, f"{len(chosen):,} suggestions rejected.", messages.SUCCESS)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        # The list acts on suggestions; a single one has nothing to fill in.
        return obj is None and super().has_change_permission(request)


class ReadMoreLinkInline(admin.TabularInline):
    model = ReadMoreLink
    form = ReadMoreLinkForm
    fk_name = "article"
    fields = ["after", "headline", "url", "target", "state"]
    readonly_fields = ["state"]
    autocomplete_fields = ["target"]
    extra = 0
    ordering = [F("after").asc(), "id"]
