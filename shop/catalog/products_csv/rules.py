"""Pure decisions about cells: what a price is, how a handle is spelt, which options fit together, what is too much.

A parser takes the trimmed text of a cell that is not empty and raises CellWrong with the fault.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from shop.catalog.limits import LARGEST_PRICE_MINOR, LONGEST_ADDRESS, LONGEST_HANDLE, LONGEST_TEXT, MOST_TAGS
from shop.catalog.products_csv.errors import CellWrong
from shop.catalog.products_csv.types import Fault
from shop.catalog.rules import is_handle

MOST_PRODUCTS = 100_000
MOST_COLUMNS = 1_000
MOST_FINDINGS = 50
MOST_UNREADABLE_ROWS = 100
LONGEST_ROW = 1_000_000
"""Characters. A quote that nothing closes makes one row of the rest of the file: this is where that ends."""

LONGEST_EXTRA = 65_535
MOST_QUANTITY = 1_000_000

NO_OPTION, NO_OPTION_VALUE = "Title", "Default Title"
"""How a file says that a product has no options."""

_PRICE = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18}))?")
_WHOLE = re.compile(r"(-?[0-9]{1,18})(?:\.0{1,18})?")
_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


def price_minor(text: str, exponent: int) -> int:
    """Read "14.99" as 1499 minor units. Zeros beyond the currency's digits are fine, other digits are not rounded."""
    match = _PRICE.fullmatch(text)
    if match is None:
        raise CellWrong(Fault.NOT_A_PRICE, price_text(12345 * 10**exponent // 10, exponent))
    fraction = (match[2] or "").rstrip("0")
    if len(fraction) > exponent:
        raise CellWrong(Fault.TOO_MANY_DIGITS, str(exponent))
    minor: int = int(match[1]) * 10**exponent + int(fraction.ljust(exponent, "0") or "0")
    if minor > LARGEST_PRICE_MINOR:
        raise CellWrong(Fault.OUT_OF_RANGE, f"0–{price_text(LARGEST_PRICE_MINOR, exponent)}")
    return minor


def price_text(minor: int, exponent: int) -> str:
    """Write minor units with exactly the currency's digits and a dot."""
    if exponent == 0:
        return str(minor)
    whole, fraction = divmod(minor, 10**exponent)
    return f"{whole}.{fraction:0{exponent}d}"


def whole_number(text: str, *, least: int, most: int) -> int:
    """Read "28" or "28.0"."""
    match = _WHOLE.fullmatch(text)
    if match is None:
        raise CellWrong(Fault.NOT_A_NUMBER)
    number = int(match[1])
    if not least <= number <= most:
        raise CellWrong(Fault.OUT_OF_RANGE, f"{least}–{most}")
    return number


def flag(text: str) -> bool:
    """Read true or false in any case, as Shopify and spreadsheets spell it."""
    match text.casefold():
        case "true":
            return True
        case "false":
            return False
    raise CellWrong(Fault.NOT_TRUE_OR_FALSE)


def choice[E: StrEnum](text: str, choices: type[E]) -> E:
    """Read one of an enum's words in any case."""
    try:
        return choices(text.casefold())
    except ValueError:
        raise CellWrong(Fault.NOT_ONE_OF, ", ".join(choices)) from None


def address(text: str) -> str:
    """Refuse what is not a web address. Whether it may be fetched is for the fetcher to decide."""
    if len(text) > LONGEST_ADDRESS:
        raise CellWrong(Fault.TOO_LONG, str(LONGEST_ADDRESS))
    if _ADDRESS.fullmatch(text) is None:
        raise CellWrong(Fault.NOT_AN_ADDRESS)
    return text


def tags(text: str) -> tuple[str, ...]:
    """Split "Blue, Gem" at its commas; the same word again, in whatever case, is left out."""
    found: dict[str, str] = {}
    for each in text.split(","):
        tag = each.strip()
        if len(tag) > LONGEST_TEXT:
            raise CellWrong(Fault.TOO_LONG, str(LONGEST_TEXT))
        if tag:
            found.setdefault(tag.casefold(), tag)
    if len(found) > MOST_TAGS:
        raise CellWrong(Fault.TOO_MANY_TAGS, str(MOST_TAGS))
    return tuple(found.values())


def normal_handle(text: str) -> str:
    """Spell a handle as addresses do: "Blue Shirt" → "blue-shirt". A letter that has no plain form is refused.

    Leaving such letters out would make one product of two.
    """
    if is_handle(text):
        return text
    plain = "".join(each for each in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(each))
    handle = _BETWEEN_WORDS.sub("-", plain).strip("-")
    if len(handle) > LONGEST_HANDLE:
        raise CellWrong(Fault.TOO_LONG, str(LONGEST_HANDLE))
    if not is_handle(handle) or any(each.isalnum() and not each.isascii() for each in plain):
        raise CellWrong(Fault.NOT_A_HANDLE)
    return handle


def option_names_fault(names: Sequence[str]) -> tuple[int, Fault] | None:
    """Say which of three name cells is wrong: a gap before it, or the same name as an earlier one."""
    for place, name in enumerate(names):
        if name and "" in names[:place]:
            return place, Fault.OPTION_GAP
        if name and name.casefold() in (earlier.casefold() for earlier in names[:place]):
            return place, Fault.OPTION_TWICE
    return None


def option_values_fault(names: Sequence[str], values: Sequence[str]) -> tuple[int, Fault] | None:
    """Say which of three value cells does not fit the product's names: each name has a value, no other has one."""
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        if name and not value:
            return place, Fault.REQUIRED
        if value and not name:
            return place, Fault.OPTION_WITHOUT_NAME
    return None


def has_no_options(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether one variant stands for the product itself: "Title" is "Default Title", or nothing is said at all."""
    if len(rows) != 1 or any((*names[1:], *rows[0][1:])):
        return False
    return (names[0], rows[0][0]) in {(NO_OPTION, NO_OPTION_VALUE), ("", NO_OPTION_VALUE), ("", "")}
