DATE_FORMAT = "j F Y"
WEEKDAY_DATE_FORMAT = "l، j F Y"
WEEKDAY_OPENING_FORMAT = "l،"
MONTH_DAY_OPENING_FORMAT = "j F"
# Beside the digits 0 to 9, which Django writes in every language, CLDR groups as English does.
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
