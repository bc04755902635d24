"""What stands in a product CSV, and what can be wrong with it."""

from dataclasses import dataclass
from enum import StrEnum

from shop.catalog.types.products import WeightUnit

type Extras = tuple[tuple[str, str], ...]
"""Cells of columns that mean nothing here: column and text, by the column's name, empty ones left out."""


class Status(StrEnum):
    """Whether a product is for sale, being prepared, or put away."""

    ACTIVE = "active"
    DRAFT = "draft"
    ARCHIVED = "archived"


class InventoryPolicy(StrEnum):
    """What happens when the stock is used up: no more is sold, or selling goes on."""

    DENY = "deny"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class CsvPicture:
    """A picture of a product. Positions of one product are 1, 2, 3 … without gaps; `src` occurs once."""

    src: str
    position: int
    alt: str = ""
    extras: Extras = ()


@dataclass(frozen=True, slots=True)
class CsvVariant:
    """What is bought. `options` has one value for each option of the product.

    `quantity` is None where the file says nothing: the stock stays as it is. It is negative where more was sold than
    there was. `tracker` is empty where stock is not counted. `picture_src` may name a picture that is not among the
    product's. The extras of the first variant are the product's.
    """

    price_minor: int
    options: tuple[str, ...] = ()
    sku: str = ""
    barcode: str = ""
    grams: int = 0
    weight_unit: WeightUnit = WeightUnit.KILOGRAM
    tracker: str = ""
    quantity: int | None = None
    policy: InventoryPolicy = InventoryPolicy.DENY
    fulfillment_service: str = "manual"
    compare_at_minor: int | None = None
    cost_minor: int | None = None
    requires_shipping: bool = True
    taxable: bool = True
    tax_code: str = ""
    picture_src: str = ""
    extras: Extras = ()


@dataclass(frozen=True, slots=True)
class CsvProduct:
    """A product with all its rows. Amounts are in minor units of a currency that the file does not name.

    Reading makes only what writing gives back exactly: one-line texts and tags carry no space around them, no text is
    all space, no tag has a comma, pictures stand by position. A product without options has one variant without
    values; the file says "Title" and "Default Title" for that.
    """

    handle: str
    title: str
    variants: tuple[CsvVariant, ...]
    options: tuple[str, ...] = ()
    pictures: tuple[CsvPicture, ...] = ()
    body_html: str = ""
    vendor: str = ""
    type: str = ""
    tags: tuple[str, ...] = ()
    published: bool = True
    status: Status = Status.ACTIVE
    gift_card: bool = False
    seo_title: str = ""
    seo_description: str = ""
    extras: Extras = ()


class Fault(StrEnum):
    """What is wrong with a cell, a row or the file."""

    # the file
    NOT_UTF8 = "not utf-8"
    WORKBOOK = "workbook"
    EMPTY = "empty"
    NOT_COMMAS = "not commas"
    NO_SUCH_COLUMN = "no such column"
    COLUMN_TWICE = "column twice"
    TOO_MANY_COLUMNS = "too many columns"
    TOO_MANY_UNREADABLE = "too many unreadable"
    TOO_MANY_PRODUCTS = "too many products"
    # a row
    UNREADABLE = "unreadable"
    CELLS_MISSING = "cells missing"
    CELLS_LEFT = "cells left"
    HANDLE_AGAIN = "handle again"
    SAME_OPTIONS = "same options"
    TOO_MANY_VARIANTS = "too many variants"
    TOO_MANY_PICTURES = "too many pictures"
    # a cell
    REQUIRED = "required"
    TOO_LONG = "too long"
    NOT_TEXT = "not text"
    NOT_A_HANDLE = "not a handle"
    NOT_A_PRICE = "not a price"
    TOO_MANY_DIGITS = "too many digits"
    NOT_A_NUMBER = "not a number"
    OUT_OF_RANGE = "out of range"
    NOT_TRUE_OR_FALSE = "not true or false"
    NOT_ONE_OF = "not one of"
    NOT_AN_ADDRESS = "not an address"
    TOO_MANY_TAGS = "too many tags"
    OPTION_WITHOUT_NAME = "option without name"
    OPTION_GAP = "option gap"
    OPTION_TWICE = "option twice"
    NOT_IN_FIRST_ROW = "not in first row"
    PICTURE_WITHOUT_ADDRESS = "picture without address"
    # warnings: the product is read all the same
    COLUMN_UNKNOWN = "column unknown"
    HANDLE_CHANGED = "handle changed"
    PICTURE_AGAIN = "picture again"
    NOTHING_IN_ROW = "nothing in row"


WARNINGS = frozenset({Fault.COLUMN_UNKNOWN, Fault.HANDLE_CHANGED, Fault.PICTURE_AGAIN, Fault.NOTHING_IN_ROW})


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault and where it is. `column` is empty for a whole row, `line` counts from 1 as an editor does.

    `value` is the beginning of the cell; `detail` completes the sentence: a limit, an earlier line, the allowed words.
    """

    line: int
    column: str
    fault: Fault
    value: str = ""
    detail: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the product is read all the same."""
        return self.fault in WARNINGS


@dataclass(frozen=True, slots=True)
class ReadProduct:
    """What reading made of the rows of one handle. `product` is None if any finding is more than a warning.

    `line` is the first of its lines. At most MOST_FINDINGS findings are kept; `left_out` counts the others.
    """

    handle: str
    line: int
    product: CsvProduct | None
    findings: tuple[Finding, ...] = ()
    left_out: int = 0
