"""What templates ask beside the models: directions, headings, dates of a period, full addresses."""

import html
from datetime import date, datetime
from urllib.parse import urlencode, urlsplit

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from articles.codes import country_name, language_name
from articles.direction import direction
from articles.languages import CODES, prefixed, unprefixed
from articles.models import Article, Source, Tag
from articles.models.dating import SHOWN_SHORT, Published

register = template.Library()

register.filter(direction)
# Not by their own names: Django has a `language_name` that tells each in itself.
register.filter("as_country", country_name)
register.filter("as_language", language_name)

# In the order in which they are listed; a tag's kinds first, then a source's.
HEADINGS = {
    Tag.Kind.PERSON: _("People"),
    Tag.Kind.ORGANISATION: _("Organisations"),
    Tag.Kind.PLACE: _("Places"),
    Tag.Kind.EVENT: _("Events"),
    Tag.Kind.TOPIC: _("Topics"),
    Source.Kind.PUBLISHER: _("Publishers"),
    Source.Kind.AGENCY: _("News agencies"),
    Source.Kind.BROADCASTER: _("Broadcasters"),
    Source.Kind.OFFICIAL: _("Official sources"),
}


@register.filter
def heading(kind):
    """The heading over tags or sources of a kind."""
    return HEADINGS[kind]


@register.filter
def by_kind(rows):
    """Tags or sources, as objects or dicts, in groups: a list of (kind, rows), without empty ones."""
    groups = {kind: [] for kind in HEADINGS}
    for row in rows:
        groups[row["kind"] if isinstance(row, dict) else row.kind].append(row)
    return [(kind, group) for kind, group in groups.items() if group]


@register.filter
def moment(at):
    """A moment to the minute, as an element, in UTC: what the archive itself did, it knows that well."""
    day, time = formats.date_format(at, "DATE_FORMAT"), f"{at:%H:%M}"
    said = gettext("%(day)s, %(time)s UTC") % {"day": day, "time": time}
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), said)


@register.filter
def other_names(named):
    """The names of a source or tag beside its main one."""
    return [name for name in map(str, named.names.all()) if name != named.name]


@register.filter
def also_in(article):
    """The other papers that a card of `one_of_each` stands for, as (name, address); its own, by their dates."""
    return [(_name(copy, article), _address(copy)) for copy in getattr(article, "also_in", ())]


def _name(copy, article):
    if not copy["source"]:
        return copy["headline"]
    if not article.source or copy["source"] != article.source.name:
        return copy["source"]
    published = Published(date.fromisoformat(copy["on"]), copy["precision"], copy["basis"])
    return gettext("%(source)s, %(date)s") % {"source": copy["source"], "date": published}


def _address(copy):
    return Article(pk=copy["pk"], published_on=date.fromisoformat(copy["on"]), slug=copy["slug"]).get_absolute_url()


@register.filter
def linked(pairs):
    """Links to (name, address), as the parts of one sentence."""
    return format_html_join(_between(), '<a href="{1}"><bdi>{0}</bdi></a>', pairs)


@register.filter
def apart(names):
    """Names as the parts of one sentence."""
    return format_html_join(_between(), "<bdi>{}</bdi>", ((name,) for name in names))


def _between():
    return pgettext("between the names of a list", ", ")


@register.filter
def period(day, kind):
    """The "year", "month" or "day" that begins with `day`, in words."""
    return formats.date_format(day, SHOWN_SHORT[kind])


@register.filter
def number(value):
    """A number with its digits in groups, as the reader's language has them."""
    return formats.number_format(value, force_grouping=True)


@register.filter
def stories(count):
    """So many stories, in words."""
    return ngettext("%(stories)s story", "%(stories)s stories", count) % {"stories": number(count)}


@register.filter
def host(url):
    """The host of an address, or what stands for it where the address is broken ("http://[")."""
    try:
        return urlsplit(url).netloc.removeprefix("www.")
    except ValueError:
        return url


@register.filter
def plain(markup):
    """The text of clean HTML."""
    return html.unescape(strip_tags(markup))


@register.filter
def shortened(text, most):
    """A text of at most so many characters: where it is cut, it is cut between words, and … says so."""
    if len(text) <= most:
        return text
    kept, space, _cut = text[:most].rpartition(" ")
    # Chinese has no spaces, and a word may have no end.
    if not space or len(kept) < most // 2:
        return Truncator(text).chars(most)
    return kept.rstrip(" ,;:–—-") + "…"


# A sentence ends with one of them, in English, French and Arabic or in Urdu.
FULL_STOPS = (".", "۔")


@register.filter
def own_words(exception):
    """What a view of ours said of a page that is not there, or "": what Django says is not meant for readers."""
    said = str(exception or "")
    return said if said.endswith(FULL_STOPS) and "matches the given query" not in said else ""


@register.simple_tag
def own_language():
    """The `lang` and `dir` of this site's own words, for an element that stands in a story or around everything."""
    language = get_language()
    return mark_safe(f'lang="{language}" dir="{direction(language)}"')


@register.simple_tag
def story_page(article, name, **rest):
    """The path of a page under a story's address, by the name of its pattern in `urls`."""
    return article.get_page_url(name, **rest)


@register.filter
def told(value):
    """A fact of a story in words: a date to its precision and on whose word, a moment, a name, an address."""
    if isinstance(value, Published):
        return gettext("%(date)s, %(said)s") % {"date": value.long, "said": value.said}
    return moment(value) if isinstance(value, datetime) else value


@register.simple_tag(takes_context=True)
def current(context, name, *inside):
    """`aria-current` for a link of the menu: to the open page by name, or to the part of the site it is `inside`."""
    match = getattr(context.get("request"), "resolver_match", None)
    said = {name: "page", **dict.fromkeys(inside, "true")}.get(match and match.url_name)
    return mark_safe(f' aria-current="{said}"') if said else ""


@register.simple_tag(takes_context=True)
def absolute(context, path=""):
    """A path as a whole address, the canonical one; without one, this page's, with its place in a list and nothing
    else of the query."""
    request = context.get("request")
    if not request:
        return path
    return request.build_absolute_uri(unprefixed(path or _here(request)))


def _here(request):
    place = {key: request.GET[key] for key in ("before", "after") if key in request.GET}
    return f"{request.path}?{urlencode(place)}" if place else request.path


@register.simple_tag(takes_context=True)
def alternates(context):
    """This page in every language, for machines: [(code, whole address with its place in a list)]."""
    request = context["request"]
    here = _here(request)
    return [(code, request.build_absolute_uri(prefixed(here, code))) for code in CODES]


@register.simple_tag(takes_context=True)
def in_languages(context):
    """What was asked for, in every language: [(code, the language's own name, path and query)]."""
    here = context["request"].get_full_path()
    return [(code, name, prefixed(here, code)) for code, name in CODES.items()]
