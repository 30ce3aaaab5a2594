"""What lists can be narrowed by: each choice is a link, and a link needs words, also where a row has none."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.codes import country_name


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
