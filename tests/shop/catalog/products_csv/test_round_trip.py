"""Written and read again, a product is what it was, and no spreadsheet runs anything in between."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.catalog.limits import LARGEST_PRICE_MINOR
from shop.catalog.products_csv import columns
from shop.catalog.products_csv.errors import ColumnMissing
from shop.catalog.products_csv.rules import MOST_QUANTITY
from shop.catalog.products_csv.types import (
    CsvPicture,
    CsvProduct,
    CsvVariant,
    Extras,
    InventoryPolicy,
    Status,
)
from shop.catalog.types import WeightUnit
from shop.csv_cells import harmless, original
from tests.shop.catalog.products_csv.sheets import read, written

STRANGE_COLUMNS = ("Shelf", "=1+1", "Product Category", "Price / Japan", "'-quoted'", "ä,ö;\nü")
EXTRA_COLUMNS = (*STRANGE_COLUMNS, "Google Shopping / MPN")
RUNS = "=+-@\t\r"

SIGNS = st.one_of(
    st.sampled_from("=+-@\t\r\n'\",; \N{FULLWIDTH EQUALS SIGN}"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
)
EXACT = st.text(SIGNS, max_size=12).map(lambda text: "" if text.isspace() else text)
LINE = EXACT.map(str.strip)
NAME = LINE.filter(bool)
PRICES = st.integers(0, LARGEST_PRICE_MINOR)
EXTRAS: st.SearchStrategy[Extras] = st.dictionaries(st.sampled_from(EXTRA_COLUMNS), EXACT.filter(bool), max_size=3).map(
    lambda cells: tuple(sorted(cells.items()))
)
SOURCES = st.text("abc/?=&%-", max_size=8).map(lambda path: f"https://pictures.example/{path}")


def _distinct(texts: st.SearchStrategy[str], **sizes: int) -> st.SearchStrategy[list[str]]:
    return st.lists(texts, unique_by=str.casefold, **sizes)


@st.composite
def variants(draw: st.DrawFn, *, options: tuple[str, ...], extras: Extras) -> CsvVariant:
    return CsvVariant(
        price_minor=draw(PRICES),
        options=options,
        sku=draw(LINE),
        barcode=draw(LINE),
        grams=draw(st.integers(0, 10**9)),
        weight_unit=draw(st.sampled_from(WeightUnit)),
        tracker=draw(LINE),
        quantity=draw(st.none() | st.integers(-MOST_QUANTITY, MOST_QUANTITY)),
        policy=draw(st.sampled_from(InventoryPolicy)),
        fulfillment_service=draw(NAME),
        compare_at_minor=draw(st.none() | PRICES),
        cost_minor=draw(st.none() | PRICES),
        requires_shipping=draw(st.booleans()),
        taxable=draw(st.booleans()),
        tax_code=draw(LINE),
        picture_src=draw(st.just("") | SOURCES),
        extras=extras,
    )


@st.composite
def products(draw: st.DrawFn, *, handle: str) -> CsvProduct:
    names = tuple(draw(_distinct(NAME, max_size=3)))
    values = [tuple(name for _ in names) for name in draw(_distinct(NAME, min_size=1, max_size=4 if names else 1))]
    if len(values) == 1 and (names, values[0]) == (("Title",), ("Default Title",)):
        names, values = (), [()]
    sources = draw(st.lists(SOURCES, unique=True, max_size=5))
    return CsvProduct(
        handle=handle,
        title=draw(NAME),
        options=names,
        variants=tuple(
            draw(variants(options=each, extras=draw(EXTRAS) if place else ())) for place, each in enumerate(values)
        ),
        pictures=tuple(
            CsvPicture(source, position, draw(EXACT), draw(EXTRAS)) for position, source in enumerate(sources, start=1)
        ),
        body_html=draw(EXACT),
        vendor=draw(LINE),
        type=draw(LINE),
        tags=tuple(draw(_distinct(NAME.filter(lambda tag: "," not in tag), max_size=3))),
        published=draw(st.booleans()),
        status=draw(st.sampled_from(Status)),
        gift_card=draw(st.booleans()),
        seo_title=draw(EXACT),
        seo_description=draw(EXACT),
        extras=draw(EXTRAS),
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(products(handle="one"), products(handle="two-2"), st.sampled_from([0, 2, 3]))
def test_what_is_written_reads_back_exactly(one: CsvProduct, two: CsvProduct, exponent: int) -> None:
    text = written(one, two, exponent=exponent, extra_columns=STRANGE_COLUMNS)
    outcomes = read(text.encode(), exponent=exponent)
    assert [outcome.product for outcome in outcomes] == [one, two]
    assert not any(outcome.findings for outcome in outcomes)
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    quantity = header.index(columns.QUANTITY)
    assert not [cell for cell in header if cell[:1] in set(RUNS)]
    assert not [cell for row in rows for place, cell in enumerate(row) if cell[:1] in set(RUNS) and place != quantity]


@given(EXACT)
def test_harmless_and_original_undo_each_other(text: str) -> None:
    assert original(harmless(text)) == text
    assert harmless(text)[:1] not in {*RUNS, "\n"}


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("''@", "'''@"),
        ("'tis", "'tis"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_a_cell_that_would_run_gets_an_apostrophe(text: str, cell: str) -> None:
    assert (harmless(text), original(cell)) == (cell, text)


def test_a_file_from_elsewhere_keeps_its_apostrophes() -> None:
    assert [original(cell) for cell in ("'quoted'", "rock 'n' roll", "=1+1")] == ["'quoted'", "rock 'n' roll", "=1+1"]


def test_the_file_is_shopifys() -> None:
    lamp = CsvProduct("lamp", "Lamp, “round”", (CsvVariant(1890, quantity=-5),), vendor="=cmd")
    header, row, end = written(lamp).split("\r\n")
    assert header.split(",") == list(columns.ALWAYS_WRITTEN)
    assert end == ""
    cells = dict(zip(columns.ALWAYS_WRITTEN, next(csv.reader([row])), strict=True))
    assert {column: cell for column, cell in cells.items() if cell} == {
        "Handle": "lamp",
        "Title": "Lamp, “round”",
        "Vendor": "'=cmd",
        "Published": "true",
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant Grams": "0",
        "Variant Inventory Qty": "-5",
        "Variant Inventory Policy": "deny",
        "Variant Fulfillment Service": "manual",
        "Variant Price": "18.90",
        "Variant Requires Shipping": "true",
        "Variant Taxable": "true",
        "Gift Card": "false",
        "Variant Weight Unit": "kg",
        "Status": "active",
    }


def test_a_cell_without_a_column_is_never_lost() -> None:
    lamp = CsvProduct("lamp", "Lamp", (CsvVariant(1),), extras=(("Shelf", "4"),))
    with pytest.raises(ColumnMissing):
        written(lamp)
    assert [outcome.product for outcome in read(written(lamp, extra_columns=("Shelf",)).encode())] == [lamp]
