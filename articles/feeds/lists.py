"""The lists one can subscribe to, each at its page's address with `feed.rss`, `feed.atom` or `feed.json` behind it."""

from django.db import OperationalError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.feeds.answer import SIZE, answer, channel_of, written
from articles.feeds.entry import of_correction
from articles.models import Article, Author, Source, Tag, dating
from articles.search.find import matching
from articles.search.found import meant
from articles.search.query import parse
from articles.views import corrections as notes
from articles.views.search import bounded


@require_safe
def latest(request, form):
    return answer(request, form, Article.objects.published(), _("Newsroom: all stories, newest first"))


@require_safe
def period(request, form, **parts):
    """A year, a month or a day: the three are told apart by the parts that the address has."""
    numbers = [int(parts[name]) for name in ("year", "month", "day") if name in parts]
    try:
        articles = Article.objects.published().on(*numbers)
        first, _after = dating.period(*numbers)
    except ValueError:
        raise Http404(_("There is no such day in the calendar.")) from None
    precision = ("year", "month", "day")[len(numbers) - 1]
    when = dating.Published(first, precision, dating.Basis.STATED).short
    title = _("Newsroom: stories of %(date)s") % {"date": when}
    return answer(request, form, articles, title, empty=_where_its_page_leads)


@require_safe
def source(request, form, slug):
    title = _("Newsroom: stories published by %(name)s")
    return _named(request, form, Source.objects.filter(slug=slug), Article.objects.published().published_by, title)


@require_safe
def cited_in(request, form, slug):
    title = _("Newsroom: stories that cite %(name)s")
    return _named(request, form, Source.objects.filter(slug=slug), Article.objects.published().citing, title)


@require_safe
def author(request, form, slug):
    title = _("Newsroom: stories by %(name)s")
    return _named(request, form, Author.objects.filter(slug=slug), _by, title)


def _by(author):
    return Article.objects.published().filter(bylines__author=author)


@require_safe
def tag(request, form, kind, slug):
    title = _("Newsroom: stories about %(name)s")
    return _named(request, form, Tag.objects.filter(kind=kind, slug=slug), Article.objects.published().tagged, title)


def _named(request, form, named, list_of, title):
    """The list that `list_of` makes for the one row of `named`; where there is none, what its page says."""
    found = named.first()
    if found:
        return answer(request, form, list_of(found), title % {"name": found}, empty=_where_its_page_leads)
    moved = _where_its_page_leads(request)
    if moved:
        return moved
    raise Http404(_("There is no such list of stories."))


def _where_its_page_leads(request):
    """A list without stories is what its page says it is: there (None), gone (Http404), or somewhere else by now (a
    redirect to the feed there), as for a name that was merged into another."""
    path, _slash, name = request.path_info.rpartition("/")
    view, arguments, named = resolve(f"{path}/")
    response = view(request, *arguments, **named)
    if 300 <= response.status_code < 400:
        return redirect(f"{response.url}{name}", permanent=response.status_code in (301, 308))
    return None


@require_safe
def search(request, form):
    """What a search finds, newest first; what of the query was not understood stands in the feed's description."""
    query = parse(request.GET.get("q", ""))
    if query.is_empty:
        return _refused(400, _("A feed of a search needs at least one word, source, tag or date to look for."))
    title = _("Newsroom: %(search)s") % {"search": query.in_words()}
    try:
        with transaction.atomic():
            bounded()
            articles = matching(meant(query))
            return answer(request, form, articles, title, "; ".join(map(str, query.problems)), {"q": query.text})
    except OperationalError:
        return _refused(503, _("This search took too long and was stopped. Ask for rarer words."))


@require_safe
def corrections(request, form):
    page = notes.page_of(request, SIZE)
    articles = [correction.article for correction in page]
    channel = channel_of(request, page, articles, _("Newsroom: corrections"))
    entries = [of_correction(correction, channel.about) for correction in page]
    return written(request, form, channel, entries, lambda: entries)


def _refused(status, words):
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
