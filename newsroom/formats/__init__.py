"""How each language of the interface writes dates and numbers, where Django's own formats do not say it or say other.

Beside Django's names there are three of this site's: WEEKDAY_DATE_FORMAT is a whole date with its weekday, and
WEEKDAY_OPENING_FORMAT and MONTH_DAY_OPENING_FORMAT are the first two parts of it, before the year: a heading keeps
them from being broken. A date's parts come in one order in all four languages.
"""
