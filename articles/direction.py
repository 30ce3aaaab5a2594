"""Which way a text is written, by its language, and by its letters."""

from unicodedata import bidirectional

# Languages written from right to left, and the scripts that are so whatever the language (Unicode CLDR).
RTL_LANGUAGES = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "khw", "ks", "ps", "sd", "skr", "syr", "ug", "ur", "yi"}
RTL_SCRIPTS = {"adlm", "arab", "aran", "hebr", "nkoo", "rohg", "syrc", "thaa"}


def direction(language):
    """The `dir` of a text in a BCP 47 language: "rtl", "ltr", or "auto" where the language is not known."""
    if not language:
        return "auto"
    primary, *rest = language.lower().split("-")
    scripts = {part for part in rest if len(part) == 4 and part.isalpha()}
    rtl = scripts & RTL_SCRIPTS if scripts else primary in RTL_LANGUAGES
    return "rtl" if rtl else "ltr"


# Of letters, by Unicode (UAX #9); all other signs have no direction of their own.
STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def reads(text):
    """The direction of the first letter of a text, by which `dir="auto"` goes; "" of one without letters."""
    return next((STRONG[kind] for kind in map(bidirectional, text) if kind in STRONG), "")
