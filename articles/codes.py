"""Languages and countries by their names, in the language that the page speaks; the names are Unicode's (CLDR)."""

from babel import Locale
from django.utils.text import capfirst
from django.utils.translation import get_language


def language_name(code):
    """What a language is called: "en-GB" is British English, and "fr-SN" French (Senegal); a code that says nothing to
    Unicode stays as it is."""
    own = Locale(get_language())
    parts = code.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        # Unicode joins by "_", and writes pt_BR and zh_Hans.
        known = own.languages.get("_".join([parts[0].lower(), *map(_cased, parts[1:length])]))
        if known:
            more = [
                own.territories.get(part.upper()) or own.scripts.get(part.title()) or part for part in parts[length:]
            ]
            return capfirst(f"{known} ({', '.join(more)})" if more else known)
    return code


def _told(own, part):
    return own.territories.get(part.upper()) or own.scripts.get(part.title()) or part


def _cased(part):
    return part.title() if len(part) == 4 else part.upper()


def country_name(code):
    """What a country is called, by the two letters of ISO 3166-1."""
    return Locale(get_language()).territories.get(code, code)
