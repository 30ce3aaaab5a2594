"""What lists can be narrowed by. Each choice is a link, and a link needs words, also where a row has none.

Django looks for the choices in all rows; here they are known, or looked for where it is quick in a large archive.
"""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import connection
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from articles.codes import country_name, language_name
from articles.models import Article, PeriodCount
from articles.models.dating import Precision
from articles.search.dates import period
from articles.search.find import known_languages


class Values(admin.AllValuesFieldListFilter):
    """The values of a column that may be empty."""

    def choices(self, changelist):
        everything, *values = super().choices(changelist)
        yield everything
        for choice in values:
            yield choice | {"display": self.named(choice["display"]) or _("None given")}

    def named(self, value):
        return value


class Countries(Values):
    """Each country by its name."""

    def named(self, value):
        return country_name(value)


class Known(Values):
    """Values that `known` finds by itself, once they are shown: an action on rows of the list shows none."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.lookup_choices = SimpleLazyObject(self.known)


class Languages(Known):
    """Each language by its name: of published stories by jumps through an index, of the few others all."""

    def known(self):
        others = Article.objects.exclude(status="published").order_by().values_list("language", flat=True)
        return sorted({*known_languages(), *others.distinct()})

    def named(self, value):
        return language_name(value)


class Sections(Known):
    """Those of LATE stories that came last: others are found by searching."""

    LATE = 5_000

    def known(self):
        latest = Article.objects.order_by("-pk").values_list("section", flat=True)[: self.LATE]
        with connection.cursor() as cursor:
            sql, parameters = latest.query.sql_with_params()
            cursor.execute(f"SELECT DISTINCT section FROM ({sql}) AS latest ORDER BY 1", parameters)
            return [section for (section,) in cursor.fetchall()]


class Years(admin.SimpleListFilter):
    """The years of which readers find stories, and the months of the one that is chosen."""

    title, parameter_name = _("date"), "on"

    def lookups(self, request, model_admin):
        counted = PeriodCount.objects.of_years(Precision.YEAR, Precision.MONTH)
        chosen = str(self.value() or "")[:4]
        for year in reversed(counted[Precision.YEAR]):
            yield f"{year:%Y}", f"{year:%Y}"
            if f"{year:%Y}" == chosen:
                for month in counted[Precision.MONTH]:
                    if month.year == year.year:
                        yield f"{month:%Y-%m}", f"– {date_format(month, 'F')}"

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if not (named := period(self.value())):
            raise IncorrectLookupParameters
        return queryset.filter(published_on__gte=named[1], published_on__lt=named[2])
