"""Articles: the editor's form, publishing and withdrawing."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.exports import Exports
from articles.admin.filters import Languages, Sections, Years
from articles.admin.forms import ArticleForm, PinnedStoryForm, TagProposalForm
from articles.admin.links import ReadMoreLinkInline
from articles.admin.pasting import Pasting
from articles.admin.tables import TableImport
from articles.admin.twins import ShowsTwins
from articles.models import Article, Byline, Citation, Correction, RelatedStory, Tagging, TagProposal
from articles.publishing import publish, settle, withdraw


class Row(admin.TabularInline):
    extra = 0


class Bylines(Row):
    model, autocomplete_fields = Byline, ["author"]
    fields = ["author", "position"]


class Citations(Row):
    model, autocomplete_fields = Citation, ["source"]
    fields = ["source", "position"]


class Taggings(Row):
    model, autocomplete_fields = Tagging, ["tag"]


class Proposals(Row):
    """Names read off the page that are no tags yet."""

    model, form = TagProposal, TagProposalForm
    fields = ["name", "kind", "count", "evidence", "decision"]
    readonly_fields = ["count", "evidence"]
    can_delete = False
    verbose_name_plural = "proposed tags"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(state=TagProposal.State.OPEN)

    def has_add_permission(self, request, obj=None):
        return False


class Corrections(Row):
    model = Correction


class PinnedStories(Row):
    """An editor pins a story to this one, or bans it from standing beside it; the computed ones are not shown."""

    model, form, fk_name, autocomplete_fields = RelatedStory, PinnedStoryForm, "article", ["other"]
    fields = ["other", "origin"]
    verbose_name_plural = "pinned and banned stories"

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(origin=RelatedStory.Origin.COMPUTED)

    def formfield_for_choice_field(self, field, request, **options):
        options["choices"] = [choice for choice in RelatedStory.Origin.choices if choice[0] != "computed"]
        return super().formfield_for_choice_field(field, request, **options)


@admin.register(Article)
class ArticleAdmin(Exports, Pasting, TableImport, ShowsTwins, admin.ModelAdmin):
    form = ArticleForm
    list_display = ["headline", "source", "published_on", "status"]
    list_filter = [
        "status", Years, "date_basis", ("language", Languages), ("source", admin.RelatedOnlyFieldListFilter),
        ("section", Sections),
    ]  # fmt: skip
    # As they came in, what came last first: of all, drafts too, no index has the order in which readers see them.
    ordering = ["-pk"]
    list_select_related = ["source"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["headline"]
    search_help_text = "Words of the story, or “phrases”, as in a search engine"
    autocomplete_fields = ["source"]
    readonly_fields = [
        "status",
        "permanent_address",
        "captured_at",
        "imported_by",
        "captured_pages",
        "earlier_versions",
    ]
    inlines = [ReadMoreLinkInline, Citations, Taggings, Proposals, Bylines, Corrections, PinnedStories]
    actions = ["publish_selected", "withdraw_selected", "export_stories"]
    change_form_template = "admin/articles/article/change_form.html"
    change_list_template = "admin/articles/article/change_list.html"
    fieldsets = [
        (None, {"fields": ["headline", "standfirst", "byline", "body", "seen"]}),
        (
            "Publication",
            {"fields": ["source", ("published_on", "date_precision", "date_basis"), "published_at", "updated_at"]},
        ),
        ("Page", {"fields": [("language", "section", "dateline"), "slug", "original_url"]}),
        (
            "State",
            {
                "fields": [
                    "status",
                    "withdrawal_note",
                    "permanent_address",
                    "captured_pages",
                    "captured_at",
                    "imported_by",
                    "earlier_versions",
                ]
            },
        ),
    ]

    # What an editor sees

    @admin.display(description="address")
    def permanent_address(self, article):
        if not article.pk:
            return "–"
        return format_html('<a href="{0}">{0}</a>', article.get_permanent_url())

    @admin.display(description="the page as captured")
    def captured_pages(self, article):
        url = reverse("admin:articles_capture_changelist") + f"?article__id__exact={article.pk}"
        return format_html('<a href="{}">Captures</a>', url) if article.pk else "–"

    @admin.display(description="versions")
    def earlier_versions(self, article):
        if not article.pk:
            return "–"
        url = reverse("admin:articles_articleversion_changelist") + f"?pgh_obj__id__exact={article.pk}"
        revision = f"{article.revision:,}"
        return format_html('Revision {}. <a href="{}">Earlier versions</a>', revision, url)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("search", "names")

    def get_search_results(self, request, queryset, search_term):
        """By the words of the story where any has them, else by a part of its headline (autocompletion)."""
        found = queryset.matching(search_term) if search_term.strip() else queryset
        if found.exists():
            return found, False
        return queryset.filter(headline__icontains=search_term.strip()), False

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "imported_by__id__exact" or super().lookup_allowed(lookup, value, request)

    # What an editor does

    def has_publish_permission(self, request, obj=None):
        return request.user.has_perm("articles.publish_article")

    def save_model(self, request, article, form, change):
        article.edited_at, article.edited_by = timezone.now(), request.user
        if article.status == Article.Status.PUBLISHED:
            article.claim_slug()
        super().save_model(request, article, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        settle([form.instance.pk])

    def delete_model(self, request, article):
        """Links to a story that goes wait again for one of that headline, before it is gone."""
        if article.status == Article.Status.PUBLISHED:
            withdraw(article)
        super().delete_model(request, article)

    def delete_queryset(self, request, queryset):
        for article in queryset:
            self.delete_model(request, article)

    def response_add(self, request, article, post_url_continue=None):
        return self._act(request, article) or super().response_add(request, article, post_url_continue)

    def response_change(self, request, article):
        return self._act(request, article) or super().response_change(request, article)

    def _act(self, request, article):
        """The buttons beside "Save": the form has been saved; now send to review, publish or withdraw."""
        act = next((act for act in ("_submit", "_publish", "_withdraw") if act in request.POST), None)
        if act is None:
            return None
        if act == "_submit":
            self._tell(request, *self._submitted(article))
            return redirect("admin:articles_article_changelist")
        if not self.has_publish_permission(request):
            raise PermissionDenied
        self._tell(request, *self._published([article]) if act == "_publish" else self._withdrawn([article]))
        return redirect("admin:articles_article_change", article.pk)

    @admin.action(description="Publish selected articles", permissions=["publish"])
    def publish_selected(self, request, queryset):
        self._tell(request, *self._published(queryset))

    @admin.action(description="Withdraw selected articles", permissions=["publish"])
    def withdraw_selected(self, request, queryset):
        self._tell(request, *self._withdrawn(queryset.filter(status=Article.Status.PUBLISHED)))

    def _submitted(self, article):
        try:
            article.submit()
        except ValidationError as error:
            return "", error.messages
        return f"“{article}” waits for review.", []

    def _published(self, articles):
        done, refused = 0, []
        for article in articles:
            try:
                publish(article)
                done += 1
            except ValidationError as error:
                refused.append(f"“{article}” stays as it is. {' '.join(error.messages)}")
        return f"{done:,} published." if done else "", refused

    def _withdrawn(self, articles):
        done = [withdraw(article, article.withdrawal_note) for article in articles]
        return f"{len(done):,} withdrawn; links to them are pending again.", []

    def _tell(self, request, done, refused):
        for words in refused:
            self.message_user(request, words, messages.ERROR)
        if done:
            self.message_user(request, done, messages.SUCCESS)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_publish"] = self.has_publish_permission(request)
        return super().render_change_form(request, context, add, change, form_url, obj)
