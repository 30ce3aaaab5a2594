"""Wire copies: which stories have the same text, and the editor's word that two of them are not the same story."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from articles.models import Article, TwinPair
from articles.publishing import bring_together, tell_apart
from articles.related.reasons import alike


@admin.register(TwinPair)
class TwinPairAdmin(admin.ModelAdmin):
    """Pairs to look through, most doubtful first; the texts decide what is one, and an editor what is not."""

    list_display = ["first", "second", "how_alike", "state", "decider"]
    list_filter = ["state"]
    list_display_links = None
    list_select_related = ["one__source", "other__source", "decider"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["one__headline", "other__headline"]
    ordering = ["likeness", "pk"]
    actions = ["not_the_same_story", "the_same_story"]

    @admin.display(description="first", ordering="one__headline")
    def first(self, pair):
        return _told(pair.one)

    @admin.display(description="second", ordering="other__headline")
    def second(self, pair):
        return _told(pair.other)

    @admin.display(description="likeness", ordering="likeness")
    def how_alike(self, pair):
        return alike(pair.likeness)

    @admin.action(description="Not the same story: never show these as one", permissions=["change"])
    def not_the_same_story(self, request, queryset):
        pairs = list(queryset.filter(state=TwinPair.State.FOUND))
        for pair in pairs:
            tell_apart(pair.one_id, pair.other_id, request.user)
        self.message_user(request, f"{len(pairs):,} pairs told apart; lists show each story by itself.")

    @admin.action(description="The same story after all", permissions=["change"])
    def the_same_story(self, request, queryset):
        pairs = list(queryset.filter(state=TwinPair.State.REJECTED))
        for pair in pairs:
            bring_together(pair)
        self.message_user(request, f"{len(pairs):,} pairs looked at again; what has the same text is one story.")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        # The list acts on pairs; a single one has nothing to fill in.
        return obj is None and super().has_change_permission(request)


def _told(article):
    """An article's headline, leading to its form, with where and when it was printed."""
    url = reverse("admin:articles_article_change", args=[article.pk])
    printed = ", ".join(str(said) for said in (article.source, article.published) if said)
    return format_html('<a href="{}">{}</a><br>{}', url, article.headline, printed)


class ShowsTwins:
    """For the article's form: the stories with the same text, each with a button that tells it apart."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["twins"] = _twins(obj)
            context["may_tell_apart"] = request.user.has_perm("articles.change_twinpair")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, article):
        """The form has been saved; now do what the button says, to one of the stories that the form showed."""
        if "_apart" not in request.POST:
            return super().response_change(request, article)
        if not request.user.has_perm("articles.change_twinpair"):
            raise PermissionDenied
        for other, *_ in _twins(article):
            if str(other.pk) == request.POST["_apart"]:
                tell_apart(article.pk, other.pk, request.user)
                self.message_user(request, f"“{other}” is not the same story; lists show both.")
        return redirect("admin:articles_article_change", article.pk)


def _twins(article):
    """(story, how alike, whether an editor has told it apart) of the pairs of an article, and of its whole cluster."""
    pairs = TwinPair.objects.filter(Q(one=article) | Q(other=article)).order_by("-likeness", "pk")
    known = {}
    for pair in pairs:
        other = pair.other_id if pair.one_id == article.pk else pair.one_id
        known[other] = (alike(pair.likeness), pair.state == TwinPair.State.REJECTED)
    asked = Q(pk__in=known)
    if article.cluster is not None:
        asked |= Q(wire_copy__cluster=article.cluster)
    others = Article.objects.filter(asked).exclude(pk=article.pk)
    cards = others.with_cards().order_by(F("appears_at").asc(nulls_last=True), "pk")
    return [(other, *known.get(other.pk, (alike(None), False))) for other in cards]
