"""Names of countries in the reader's language, from CLDR."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language, to_locale

NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes of CLDR that stand for groups, test data or nothing."""


def country_name(code: str) -> str:
    """Return a country's name; an unknown code stands for itself."""
    return _territories(get_language() or "en").get(code, code)


def countries() -> list[tuple[str, str]]:
    """Return (code, name) of every country, by name: the choices of a form."""
    return sorted(_territories(get_language() or "en").items(), key=lambda each: each[1])


@lru_cache(maxsize=32)
def _territories(language: str) -> dict[str, str]:
    names = Locale.parse(to_locale(language)).territories
    return {
        code: name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
