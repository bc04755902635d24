"""Countries as buyers and merchants know them: ISO 3166 codes, names in the reader's language (from CLDR)."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale

_NO_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())  # noqa: SIM905 (reads as a list)
"""Codes that CLDR names although ISO 3166 has no such country."""


@lru_cache(maxsize=64)
def _names(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return {
        code: name
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


def is_country(code: str) -> bool:
    """Say whether this is a country's ISO 3166 alpha-2 code."""
    return code in _names("en")


def country_name(code: str, language: str | None = None) -> str:
    """Return a country's name in the reader's language; the code itself when nobody knows it."""
    return _names(language or get_language() or "en").get(code, code)


def countries(language: str | None = None) -> list[tuple[str, str]]:
    """Return every country as (code, name), in the order of their names."""
    return sorted(_names(language or get_language() or "en").items(), key=lambda each: each[1].casefold())
