"""Languages as people know them: ISO 639-1 codes, names in the reader's language (from CLDR)."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale


@lru_cache(maxsize=64)
def _names(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return {code: name for code, name in locale.languages.items() if len(code) == 2 and code.isalpha()}


def is_language(code: str) -> bool:
    """Say whether this is a language's ISO 639-1 code."""
    return code in _names("en")


def language_name(code: str, language: str | None = None) -> str:
    """Return a language's name in the reader's language; the code itself when nobody knows it."""
    return _names(language or get_language() or "en").get(code, code)


def languages(language: str | None = None) -> list[tuple[str, str]]:
    """Return every language as (code, name), in the order of their names."""
    return sorted(_names(language or get_language() or "en").items(), key=lambda each: each[1].casefold())
