"""The columns of Shopify's product CSV: their names, their order, and to what each belongs."""

from collections.abc import Iterable

HANDLE, TITLE, BODY, VENDOR, TYPE, TAGS = "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags"
PUBLISHED, STATUS, GIFT_CARD = "Published", "Status", "Gift Card"
SEO_TITLE, SEO_DESCRIPTION = "SEO Title", "SEO Description"
OPTION_NAMES = ("Option1 Name", "Option2 Name", "Option3 Name")
OPTION_VALUES = ("Option1 Value", "Option2 Value", "Option3 Value")
SKU, BARCODE, GRAMS, WEIGHT_UNIT = "Variant SKU", "Variant Barcode", "Variant Grams", "Variant Weight Unit"
TRACKER, QUANTITY, POLICY = "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy"
FULFILLMENT_SERVICE = "Variant Fulfillment Service"
PRICE, COMPARE_AT, COST = "Variant Price", "Variant Compare At Price", "Cost per item"
REQUIRES_SHIPPING, TAXABLE, TAX_CODE = "Variant Requires Shipping", "Variant Taxable", "Variant Tax Code"
VARIANT_PICTURE = "Variant Image"
PICTURE_SRC, PICTURE_POSITION, PICTURE_ALT = "Image Src", "Image Position", "Image Alt Text"

GOOGLE = tuple(
    f"Google Shopping / {name}"
    for name in (
        "Google Product Category",
        "Gender",
        "Age Group",
        "MPN",
        "AdWords Grouping",
        "AdWords Labels",
        "Condition",
        "Custom Product",
        *(f"Custom Label {number}" for number in range(5)),
    )
)
CATEGORY = "Product Category"
LINKED_TO = ("Option1 Linked To", "Option2 Linked To", "Option3 Linked To")
UNIT_PRICE = tuple(
    f"Unit Price {name}" for name in ("Total Measure", "Total Measure Unit", "Base Measure", "Base Measure Unit")
)

_BEGINNING = (HANDLE, TITLE, BODY, VENDOR, CATEGORY, TYPE, TAGS, PUBLISHED)
_OPTIONS = tuple(column for option in zip(OPTION_NAMES, OPTION_VALUES, LINKED_TO, strict=True) for column in option)
_VARIANT = (SKU, GRAMS, TRACKER, QUANTITY, POLICY, FULFILLMENT_SERVICE, PRICE, COMPARE_AT, REQUIRES_SHIPPING, TAXABLE)
_MIDDLE = (*UNIT_PRICE, BARCODE, PICTURE_SRC, PICTURE_POSITION, PICTURE_ALT, GIFT_CARD, SEO_TITLE, SEO_DESCRIPTION)
_END = (VARIANT_PICTURE, WEIGHT_UNIT, TAX_CODE, COST, STATUS)

SHOPIFY_ORDER = (*_BEGINNING, *_OPTIONS, *_VARIANT, *_MIDDLE, *GOOGLE, *_END)
"""Every fixed column, in the order of Shopify's exports."""

_NOT_ALWAYS = frozenset({CATEGORY, *LINKED_TO, *UNIT_PRICE})
ALWAYS_WRITTEN = tuple(column for column in SHOPIFY_ORDER if column not in _NOT_ALWAYS)
"""The columns of every export; the others come where a product has something in them."""

REQUIRED = (HANDLE, TITLE, PRICE)
OF_PRODUCT = (
    TITLE,
    BODY,
    VENDOR,
    TYPE,
    TAGS,
    PUBLISHED,
    *OPTION_NAMES,
    GIFT_CARD,
    SEO_TITLE,
    SEO_DESCRIPTION,
    STATUS,
)
"""Filled in the first row of a product."""

OF_VARIANT = (*OPTION_VALUES, *_VARIANT, BARCODE, VARIANT_PICTURE, WEIGHT_UNIT, TAX_CODE, COST)
"""A row with one of these filled is a variant."""

OF_PICTURE = (PICTURE_SRC, PICTURE_POSITION, PICTURE_ALT)
UNDERSTOOD = frozenset({HANDLE, *OF_PRODUCT, *OF_VARIANT, *OF_PICTURE})

_BY_NAME = {column.casefold(): column for column in SHOPIFY_ORDER}
_MARKETS = ("Included / ", "Price / ", "Compare At Price / ")


def known_name(name: str) -> str:
    """Return Shopify's spelling of a column's name, or the name as it is if Shopify has none."""
    return _BY_NAME.get(name.casefold(), name)


def is_known(column: str) -> bool:
    """Say whether Shopify's files have such a column, understood here or not."""
    return column in SHOPIFY_ORDER or column.startswith(_MARKETS) or ".metafields." in column


def in_order(extra: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a file that also has the extra ones, in Shopify's order, strange ones last."""
    columns = dict.fromkeys((*ALWAYS_WRITTEN, *extra))
    return tuple(sorted(columns, key=_place))


def _place(column: str) -> float:
    if column in SHOPIFY_ORDER:
        return SHOPIFY_ORDER.index(column)
    if column.startswith(_MARKETS):
        return SHOPIFY_ORDER.index(COST) + 0.5
    if ".metafields." in column:
        return SHOPIFY_ORDER.index(GOOGLE[-1]) + 0.5
    return len(SHOPIFY_ORDER)
