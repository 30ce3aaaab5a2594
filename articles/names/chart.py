"""Coverage over time as a chart: a bar for each year, or each month where there are few years, gaps included."""

from dataclasses import dataclass
from datetime import date

# Three years have 36 bars by month; more would be a fence, fewer by year a stump.
YEARS_BY_MONTH = 3
# Units of the drawing: a bar and the gap after it; its full height.
STEP, WIDTH, HEIGHT = 10, 8, 100
# A single story beside thousands is still seen.
LEAST_HEIGHT = 2


@dataclass(frozen=True)
class Bar:
    """A year or a month, by its first day; `x`, `y` and `height` in the units of the drawing."""

    first: date
    iso: str
    stories: int
    x: int
    height: int

    @property
    def y(self):
        return HEIGHT - self.height


@dataclass(frozen=True)
class Chart:
    """`kind` is "year" or "month". `apart` are stories of which only the year is known, where bars are months."""

    kind: str
    bars: list
    apart: int = 0

    width = property(lambda self: len(self.bars) * STEP)
    height, bar = HEIGHT, WIDTH

    @property
    def last(self):
        return self.bars[-1]

    @property
    def peak(self):
        """The bar with most stories, the latest of several."""
        return max(reversed(self.bars), key=lambda bar: bar.stories)

    @property
    def filled(self):
        """The bars that have stories, latest first."""
        return [bar for bar in reversed(self.bars) if bar.stories]


def chart(months):
    """The `Chart` of `counts.Months`; None where there is no story."""
    years = months.years
    if not years:
        return None
    first, last = min(years), max(years)
    dated = {key: stories for key, stories in months.of.items() if key[1]}
    if last - first >= YEARS_BY_MONTH or not dated:
        return Chart("year", _bars([(date(year, 1, 1), f"{year:04}") for year in range(first, last + 1)], years))
    # Whole years, so that a single month is not a wall.
    each = [
        (date(year, month, 1), f"{year:04}-{month:02}") for year in range(first, last + 1) for month in range(1, 13)
    ]
    return Chart("month", _bars(each, dated), months.stories - sum(dated.values()))


def _bars(periods, stories):
    counted = [stories.get(first.year if len(iso) == 4 else (first.year, first.month), 0) for first, iso in periods]
    most = max(counted)
    return [
        Bar(first, iso, number, at * STEP, max(number * HEIGHT // most, LEAST_HEIGHT) if number else 0)
        for at, ((first, iso), number) in enumerate(zip(periods, counted, strict=True))
    ]
