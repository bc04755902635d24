"""What postcodes look like, for the countries where that is certain. Pure: no Django, no database.

A pattern stands here only if the country's post has one form and uses no other (Universal Postal Union, "Postal
addressing systems", https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions). Of every other
country any text is taken: a buyer with a right address is never turned away.
"""

import re

_FOUR, _FIVE, _SIX, _THREE_TWO = r"\d{4}", r"\d{5}", r"\d{6}", r"\d{3} ?\d{2}"

_FORMS: dict[str, tuple[str, str]] = {
    "AT": (_FOUR, "1010"),
    "AU": (_FOUR, "2000"),
    "BE": (_FOUR, "1000"),
    "BR": (r"\d{5}-?\d{3}", "01310-100"),
    "CA": (r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "K1A 0B1"),
    "CH": (_FOUR, "8001"),
    "CZ": (_THREE_TWO, "110 00"),
    "DE": (_FIVE, "10115"),
    "DK": (_FOUR, "2100"),
    "EE": (_FIVE, "10111"),
    "ES": (_FIVE, "28013"),
    "FI": (_FIVE, "00100"),
    "FR": (_FIVE, "75001"),
    "GB": (r"GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "SW1A 1AA"),
    "GR": (_THREE_TWO, "105 57"),
    "HR": (_FIVE, "10000"),
    "HU": (_FOUR, "1051"),
    "IN": (r"\d{3} ?\d{3}", "110001"),
    "IS": (r"\d{3}", "101"),
    "IT": (_FIVE, "00184"),
    "JP": (r"\d{3}-?\d{4}", "100-0001"),
    "KR": (_FIVE, "04524"),
    "LT": (_FIVE, "01100"),
    "LU": (_FOUR, "1009"),
    "LV": (_FOUR, "1050"),
    "MX": (_FIVE, "06000"),
    "NL": (r"\d{4} ?[A-Z]{2}", "1012 JS"),
    "NO": (_FOUR, "5008"),
    "NZ": (_FOUR, "6011"),
    "PL": (r"\d{2}-?\d{3}", "00-001"),
    "PT": (r"\d{4}-?\d{3}", "1100-148"),
    "RO": (_SIX, "010011"),
    "SE": (_THREE_TWO, "111 29"),
    "SG": (_SIX, "018956"),
    "SI": (_FOUR, "1000"),
    "SK": (_THREE_TWO, "811 01"),
    "US": (r"\d{5}(?:-\d{4})?", "10001"),
}

_WITHOUT = frozenset({"AE", "AO", "BS", "BW", "BZ", "FJ", "HK", "IE", "MO", "QA", "UG", "YE", "ZW"})
"""No postcodes there, or letters arrive without (Ireland's Eircode)."""

_PREFIX = re.compile(r"^[A-Z]{1,2}-(?=\d)")
"""Some write the country before the number: N-5008, DK-2100."""

_PATTERNS = {country: re.compile(form, re.ASCII) for country, (form, _example) in _FORMS.items()}


def needs_postcode(country: str) -> bool:
    """Say whether an address in this country has a postcode."""
    return country not in _WITHOUT


def is_postcode(text: str, country: str) -> bool:
    """Say whether a text can be a postcode of the country; small letters and a prefix such as N- are fine."""
    pattern = _PATTERNS.get(country)
    if pattern is None:
        return True
    return pattern.fullmatch(_PREFIX.sub("", text.strip().upper(), count=1)) is not None


def postcode_example(country: str) -> str:
    """Return what a postcode there looks like; empty where nothing is certain."""
    return _FORMS[country][1] if country in _FORMS else ""
