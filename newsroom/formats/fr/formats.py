DATE_FORMAT = "j F Y"
WEEKDAY_DATE_FORMAT = "l j F Y"
WEEKDAY_OPENING_FORMAT = "l"
MONTH_DAY_OPENING_FORMAT = "j F"
# A narrow no-break space, as the Imprimerie nationale's rules for the composition of numbers have it.
THOUSAND_SEPARATOR = "\u202f"
