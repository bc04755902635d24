"""Pure decisions of the catalog: what a handle looks like, what is wrong with a product's fields."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum

from shop.catalog import limits
from shop.catalog.drawings import is_drawable
from shop.catalog.types import CollectionFields, ProductFields, VariantFields

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
    NOT_A_TAG = "not a tag"
    NOT_DRAWABLE = "not drawable"
    NOT_A_PICTURE = "not a picture"
    TOO_MANY_TAGS = "too many tags"
    TOO_MANY_OPTIONS = "too many options"
    TOO_MANY_VARIANTS = "too many variants"
    OPTION_TWICE = "option twice"
    SAME_OPTIONS = "same options"
    NO_VARIANT = "no variant"


def is_handle(text: str) -> bool:
    """Say whether a text can stand in an address: small letters and digits, joined by single hyphens."""
    return len(text) <= limits.LONGEST_HANDLE and _HANDLE.fullmatch(text) is not None


def handle_for(title: str, *, taken: Collection[str] = ()) -> str:
    """Make a handle from a title: "Skog table lamp" → "skog-table-lamp", numbered when it is taken."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_PLAIN)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    stem = "-".join(words)[: limits.LONGEST_HANDLE - 8].strip("-") or "product"
    handle, number = stem, 2
    while handle in taken:
        handle, number = f"{stem}-{number}", number + 1
    return handle


def combination_of(options: Sequence[str]) -> str:
    """Return one digest for the same values of options, whatever their case."""
    return hashlib.sha256(json.dumps([each.casefold() for each in options]).encode()).hexdigest()


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Take off the space around tags; the same word again, in whatever case, is left out."""
    found: dict[str, str] = {}
    for each in tags:
        if tag := each.strip():
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def folded_tag(tag: str) -> str:
    """Return the form by which tags are told apart and found."""
    return tag.casefold()[: limits.LONGEST_TEXT]


def search_words(text: str) -> tuple[str, ...]:
    """Return what is searched for: a few words, each once, none endless."""
    words = (word[: limits.LONGEST_SEARCH_WORD] for word in text.split())
    return tuple(dict.fromkeys(words))[: limits.MOST_SEARCH_WORDS]


def wrong_collection(fields: CollectionFields, *, handle: str) -> dict[str, Fault]:
    """Return what has to be put right, by field."""
    wrong = dict(_wrong_texts(fields))
    if not is_handle(handle):
        wrong["handle"] = Fault.NOT_A_HANDLE
    return wrong


def wrong_fields(fields: ProductFields, *, handle: str) -> dict[str, Fault]:
    """Return what has to be put right, by field. The price of the second variant is "variants-1-price"."""
    wrong = dict(_wrong_texts(fields))
    if not is_handle(handle):
        wrong["handle"] = Fault.NOT_A_HANDLE
    if fields.drawing is not None and not is_drawable(fields.drawing):
        wrong["drawing"] = Fault.NOT_DRAWABLE
    if tags := _wrong_tags(tidy_tags(fields.tags)):
        wrong["tags"] = tags
    if options := _wrong_options(fields):
        wrong["option_names"] = options
        return wrong
    if variants := _wrong_grid(fields):
        wrong["variants"] = variants
    for place, variant in enumerate(fields.variants):
        for name, fault in _wrong_variant(variant, options=len(fields.option_names)):
            wrong[f"variants-{place}-{name}"] = fault
    return wrong


def _wrong_texts(fields: ProductFields | CollectionFields) -> Iterator[tuple[str, Fault]]:
    if not fields.title.strip():
        yield "title", Fault.REQUIRED
    longest = {
        "title": limits.LONGEST_TEXT,
        "description": limits.LONGEST_BODY,
        "vendor": limits.LONGEST_TEXT,
        "product_type": limits.LONGEST_TEXT,
        "seo_title": limits.LONGEST_TEXT,
        "seo_description": limits.LONGEST_SEO_DESCRIPTION,
    }
    for name, most in longest.items():
        if len(getattr(fields, name, "")) > most:
            yield name, Fault.TOO_LONG


def _wrong_tags(tags: Sequence[str]) -> Fault | None:
    if any("," in tag for tag in tags):
        return Fault.NOT_A_TAG
    if any(len(tag) > limits.LONGEST_TEXT for tag in tags):
        return Fault.TOO_LONG
    return Fault.TOO_MANY_TAGS if len(tags) > limits.MOST_TAGS else None


def _wrong_options(fields: ProductFields) -> Fault | None:
    names = fields.option_names
    if len(names) > limits.MOST_OPTIONS:
        return Fault.TOO_MANY_OPTIONS
    if not all(name.strip() for name in names):
        return Fault.REQUIRED
    if any(len(name) > limits.LONGEST_TEXT for name in names):
        return Fault.TOO_LONG
    return Fault.OPTION_TWICE if len({name.strip().casefold() for name in names}) < len(names) else None


def _wrong_grid(fields: ProductFields) -> Fault | None:
    if not fields.variants:
        return Fault.NO_VARIANT
    if len(fields.variants) > limits.MOST_VARIANTS:
        return Fault.TOO_MANY_VARIANTS
    combinations = {combination_of([value.strip() for value in each.options]) for each in fields.variants}
    return Fault.SAME_OPTIONS if len(combinations) < len(fields.variants) else None


def _wrong_variant(variant: VariantFields, *, options: int) -> Iterator[tuple[str, Fault]]:
    for name in ("sku", "barcode", "tax_code"):
        if len(getattr(variant, name)) > limits.LONGEST_TEXT:
            yield name, Fault.TOO_LONG
    prices = {"price": variant.price_minor, "compare_at": variant.compare_at_minor, "cost": variant.cost_minor}
    for name, minor in prices.items():
        if minor is not None and not 0 <= minor <= limits.LARGEST_PRICE_MINOR:
            yield name, Fault.NOT_A_PRICE
    if not 0 <= variant.grams <= limits.MOST_GRAMS:
        yield "grams", Fault.NOT_A_NUMBER
    if not 0 <= variant.on_hand <= limits.MOST_ON_HAND:
        yield "on_hand", Fault.NOT_A_NUMBER
    if len(variant.options) != options or not all(value.strip() for value in variant.options):
        yield "options", Fault.REQUIRED
    elif any(len(value) > limits.LONGEST_TEXT for value in variant.options):
        yield "options", Fault.TOO_LONG
