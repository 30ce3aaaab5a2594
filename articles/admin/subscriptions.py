"""Subscriptions: feeds that are polled, how each is doing, and polling some of them at once."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator

from articles.fetching.addresses import PUBLIC, Refused, Unfetched, machines, parse
from articles.fetching.turns import PAUSE
from articles.models import Subscription
from articles.polling import poll

# An editor waits for them, and a web server for the editor; more are what the command is for.
MOST_AT_ONCE = 10
# In the list; the form has all of it.
LONGEST_PROBLEM = 80
NONE = "–"
HOW_IT_GOES = ["state", "problem", "tried_at", "succeeded_at", "next", "last_news", "imports"]


class SubscriptionForm(forms.ModelForm):
    class Meta:
        widgets = {
            "address": forms.URLInput(attrs={"class": "vURLField"}),
            "title": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def clean_address(self):
        """As it will be asked for: one way to write it, and open to all."""
        try:
            address = parse(self.cleaned_data["address"])
            machines(address)
        except Refused as error:
            raise ValidationError(_sentence(error)) from None
        except Unfetched:
            pass  # a name that is not found now may be found in an hour; the first poll will tell
        return str(address)


def _sentence(words):
    return f"{str(words)[:1].upper()}{str(words)[1:]}."


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [("fine", "Fine"), ("failing", "Failing"), ("new", "Not polled yet"), ("off", "Switched off")]

    def queryset(self, request, queryset):
        chosen = {"fine": queryset.fine, "failing": queryset.failing, "new": queryset.never_polled}
        if self.value() == "off":
            return queryset.filter(active=False)
        return chosen[self.value()]() if self.value() in chosen else queryset


@admin.register(Subscription)
class SubscriptionAdmin(admin.ModelAdmin):
    form = SubscriptionForm
    list_display = ["__str__", "told", "next", "last_news"]
    list_filter = [StateFilter, "publish", ("source", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["source", "last_import"]
    search_fields = ["title", "address"]
    autocomplete_fields = ["source"]
    actions = ["fetch_now"]
    fieldsets = [
        (None, {"fields": ["address", "title", "source", "publish"]}),
        ("Polling", {"fields": ["active", "every"]}),
        ("How it goes", {"fields": HOW_IT_GOES}),
    ]
    readonly_fields = HOW_IT_GOES
    # Whom "fetch now" asks and how slowly; tests, which ask their own machine, have others.
    policy, pause = PUBLIC, PAUSE

    # What an editor sees

    @admin.display(description="state")
    def state(self, subscription):
        if not subscription.active:
            return "switched off"
        if subscription.failures:
            return f"failing since {date_format(timezone.localtime(subscription.failing_since), 'j M Y')}"
        return "fine" if subscription.succeeded_at else "not polled yet"

    @admin.display(description="how it goes", ordering="succeeded_at")
    def told(self, subscription):
        """The state, with what an editor asks next: since when it is known to be fine, or what is wrong."""
        state, problem = self.state(subscription), Truncator(subscription.problem).chars(LONGEST_PROBLEM)
        if not problem and subscription.succeeded_at:
            return f"{state}, polled {naturaltime(subscription.succeeded_at)}"
        return f"{state}: {problem}" if problem else state

    @admin.display(description="next poll", ordering="next_at")
    def next(self, subscription):
        if not subscription.active:
            return NONE
        return naturaltime(subscription.next_at) if subscription.next_at > timezone.now() else "due"

    @admin.display(description="last news")
    def last_news(self, subscription):
        run = subscription.last_import
        if run is None:
            return NONE
        told = f"{run.added:,} new, {run.changed:,} changed"
        return format_html('<a href="{}">{}</a>', reverse("admin:articles_import_change", args=[run.pk]), told)

    @admin.display(description="imports")
    def imports(self, subscription):
        url = f"{reverse('admin:articles_import_changelist')}?{urlencode({'origin': subscription.address})}"
        return format_html('<a href="{}">What it brought, newest first</a>', url)

    # What an editor does

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *([] if self._may_publish(request) else ["publish"])]

    def has_change_permission(self, request, obj=None):
        """Whoever changes the address of a feed that is published at once, publishes."""
        return super().has_change_permission(request, obj) and (
            not obj or not obj.publish or self._may_publish(request)
        )

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.fieldsets[:-1]

    def _may_publish(self, request):
        return request.user.has_perm("articles.publish_article")

    def save_model(self, request, subscription, form, change):
        """What decides what becomes of the stories is for those that are in the feed already, too: it is read anew."""
        changed = set(form.changed_data)
        if changed & {"address", "source", "publish"} or ("active" in changed and subscription.active):
            subscription.begins_anew()
        elif "every" in changed:
            subscription.next_at = timezone.now()
        super().save_model(request, subscription, form, change)

    @admin.action(description="Fetch now", permissions=["change"])
    def fetch_now(self, request, queryset):
        wanted = queryset.active()
        if queryset.count() > MOST_AT_ONCE:
            words = f"Nothing was fetched: choose {MOST_AT_ONCE} at most. For more there is the command fetch_feeds."
            self.message_user(request, words, messages.ERROR)
            return
        for subscription in queryset.filter(active=False):
            self.message_user(request, f"“{subscription}” is switched off, and was not fetched.", messages.WARNING)
        levels = {"failed": messages.ERROR, "busy": messages.WARNING, "same": messages.INFO, "new": messages.SUCCESS}
        for one in poll(wanted, policy=self.policy, pause=self.pause, user=request.user):
            self.message_user(request, f"“{one.subscription}”: {one.words}.", levels[one.state])
