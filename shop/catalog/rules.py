"""Pure decisions of the catalog: what a handle looks like, what is wrong with a product's fields."""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum

from shop.catalog.drawings import is_drawable
from shop.catalog.types import ProductFields

LARGEST_PRICE_MINOR = 10**12
MOST_ON_HAND = 1_000_000
LONGEST_HANDLE = 80

_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "œ": "oe", "ß": "ss", "ð": "d", "đ": "d", "ł": "l", "þ": "th", "ı": "i"})
"""Letters that have no accent to take off."""

_HANDLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Fault(StrEnum):
    """What is wrong with a field."""

    REQUIRED = "required"
    NOT_A_COUNTRY = "not a country"
    TOO_LONG = "too long"
    NOT_A_HANDLE = "not a handle"
    NOT_A_PRICE = "not a price"
    NOT_A_NUMBER = "not a number"
    NOT_DRAWABLE = "not drawable"


def is_handle(text: str) -> bool:
    """Say whether a text can stand in an address: small letters and digits, joined by single hyphens."""
    return len(text) <= LONGEST_HANDLE and _HANDLE.fullmatch(text) is not None


def handle_for(title: str, *, taken: Collection[str] = ()) -> str:
    """Make a handle from a title: "Skog table lamp" → "skog-table-lamp", numbered when it is taken."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_PLAIN)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    stem = "-".join(words)[: LONGEST_HANDLE - 8].strip("-") or "product"
    handle, number = stem, 2
    while handle in taken:
        handle, number = f"{stem}-{number}", number + 1
    return handle


def wrong_fields(fields: ProductFields, *, handle: str, on_hand: int) -> dict[str, Fault]:
    """Return what has to be put right, by field."""
    wrong: dict[str, Fault] = {}
    if not fields.title.strip():
        wrong["title"] = Fault.REQUIRED
    for name, longest in (("title", 120), ("description", 5000), ("sku", 60)):
        if len(getattr(fields, name)) > longest:
            wrong[name] = Fault.TOO_LONG
    if not 0 < fields.price_minor <= LARGEST_PRICE_MINOR:
        wrong["price"] = Fault.NOT_A_PRICE
    if not is_handle(handle):
        wrong["handle"] = Fault.NOT_A_HANDLE
    if not 0 <= on_hand <= MOST_ON_HAND:
        wrong["on_hand"] = Fault.NOT_A_NUMBER
    if fields.drawing is not None and not is_drawable(fields.drawing):
        wrong["drawing"] = Fault.NOT_DRAWABLE
    return wrong
