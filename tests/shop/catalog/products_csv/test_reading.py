import io

import pytest

from shop.catalog.products_csv import columns
from shop.catalog.products_csv.reading import read_products
from shop.catalog.products_csv.types import (
    CsvPicture,
    CsvProduct,
    CsvVariant,
    Fault,
    InventoryPolicy,
    Status,
)
from shop.catalog.types import WeightUnit
from tests.shop.catalog.products_csv.sheets import LAMP, ROD, places, product, read, sheet

SHIRT = {
    columns.HANDLE: "shirt",
    columns.TITLE: " Blue shirt ",
    columns.BODY: "<p>Soft,\n“warm” </p>\n ",
    columns.VENDOR: "Tern",
    columns.TYPE: "Shirts",
    columns.TAGS: "blue, Soft ,,BLUE",
    columns.PUBLISHED: "FALSE",
    "Option1 Name": "Size",
    "Option1 Value": "Small",
    "Option2 Name": "Colour",
    "Option2 Value": "Blue",
    columns.SKU: "S-1",
    columns.GRAMS: "250",
    columns.TRACKER: "shopify",
    columns.QUANTITY: "-3",
    columns.POLICY: "CONTINUE",
    columns.FULFILLMENT_SERVICE: "post",
    columns.PRICE: "1134.5",
    columns.COMPARE_AT: "1200",
    columns.REQUIRES_SHIPPING: "false",
    columns.TAXABLE: "False",
    columns.BARCODE: "4006381333931",
    columns.PICTURE_SRC: "https://pictures.example/b.jpg",
    columns.PICTURE_POSITION: "2",
    columns.PICTURE_ALT: "From behind",
    columns.GIFT_CARD: "true",
    columns.SEO_TITLE: "Shirt",
    columns.SEO_DESCRIPTION: "A shirt.",
    "Google Shopping / Gender": "unisex",
    columns.VARIANT_PICTURE: "https://pictures.example/a.jpg",
    columns.WEIGHT_UNIT: "g",
    columns.TAX_CODE: "P01",
    columns.COST: "3.05",
    columns.STATUS: "Draft",
}
SECOND = {
    columns.HANDLE: "shirt",
    "Option1 Value": "Large",
    "Option2 Value": "Blue",
    columns.PRICE: "12",
    columns.PICTURE_SRC: "https://pictures.example/a.jpg",
    columns.PICTURE_POSITION: "1",
    "Google Shopping / MPN": "77",
}
PICTURE_ONLY = {columns.HANDLE: "shirt", columns.PICTURE_SRC: "https://pictures.example/c.jpg"}


def test_every_column_finds_its_place() -> None:
    assert product(SHIRT, SECOND, PICTURE_ONLY) == CsvProduct(
        handle="shirt",
        title="Blue shirt",
        options=("Size", "Colour"),
        variants=(
            CsvVariant(
                price_minor=113450,
                options=("Small", "Blue"),
                sku="S-1",
                barcode="4006381333931",
                grams=250,
                weight_unit=WeightUnit.GRAM,
                tracker="shopify",
                quantity=-3,
                policy=InventoryPolicy.CONTINUE,
                fulfillment_service="post",
                compare_at_minor=120000,
                cost_minor=305,
                requires_shipping=False,
                taxable=False,
                tax_code="P01",
                picture_src="https://pictures.example/a.jpg",
            ),
            CsvVariant(price_minor=1200, options=("Large", "Blue"), extras=(("Google Shopping / MPN", "77"),)),
        ),
        pictures=(
            CsvPicture("https://pictures.example/a.jpg", 1),
            CsvPicture("https://pictures.example/b.jpg", 2, "From behind"),
            CsvPicture("https://pictures.example/c.jpg", 3),
        ),
        body_html="<p>Soft,\n“warm” </p>\n ",
        vendor="Tern",
        type="Shirts",
        tags=("blue", "Soft"),
        published=False,
        status=Status.DRAFT,
        gift_card=True,
        seo_title="Shirt",
        seo_description="A shirt.",
        extras=(("Google Shopping / Gender", "unisex"),),
    )


def test_what_is_not_said_has_a_default() -> None:
    assert product(LAMP) == CsvProduct(handle="lamp", title="Lamp", variants=(CsvVariant(price_minor=1890),))


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"Option1 Name": "Title", "Option1 Value": "Default Title"},
        {"Option1 Value": "Default Title"},
        {"Option1 Name": "  "},
    ],
)
def test_a_product_without_options_has_none(cells: dict[str, str]) -> None:
    lamp = product({**LAMP, **cells})
    assert (lamp.options, [variant.options for variant in lamp.variants]) == ((), [()])


def test_two_variants_called_by_title_are_an_option() -> None:
    first = {**LAMP, "Option1 Name": "Title", "Option1 Value": "Default Title"}
    lamp = product(first, {columns.HANDLE: "lamp", "Option1 Value": "Other", columns.PRICE: "1"})
    assert (lamp.options, [variant.options for variant in lamp.variants]) == (
        ("Title",),
        [("Default Title",), ("Other",)],
    )


@pytest.mark.parametrize(("exponent", "minor"), [(0, 1300), (2, 130000), (3, 1300000)])
def test_prices_follow_the_currency(exponent: int, minor: int) -> None:
    assert product({**LAMP, columns.PRICE: "1300.00"}, exponent=exponent).variants[0].price_minor == minor


def test_a_byte_order_mark_is_not_part_of_the_first_column() -> None:
    assert read(b"\xef\xbb\xbf" + sheet(LAMP)) == read(sheet(LAMP))


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_text_file_reads_as_its_bytes_do(ending: str) -> None:
    content = sheet({**LAMP, columns.BODY: "ä\nb"}, ROD).replace(b"\r\n", ending.encode())
    for text in (content.decode(), "\ufeff" + content.decode()):
        assert list(read_products(io.StringIO(text, newline=""), exponent=2)) == read(content)


def test_columns_come_in_any_order_and_case() -> None:
    content = b"variant price,TITLE, Handle \r\n7,Rod,rod\r\n"
    reading = read_products(io.BytesIO(content), exponent=2)
    assert (reading.columns, reading.findings) == (("Variant Price", "Title", "Handle"), ())
    assert list(reading) == read(sheet(ROD))


def test_unknown_columns_are_named_and_their_cells_kept() -> None:
    names = (*columns.ALWAYS_WRITTEN, "Shelf", "Price / Japan", "Fit (product.metafields.custom.fit)")
    rows = (
        {**LAMP, "Shelf": " 4 ", columns.PICTURE_SRC: "https://p.example/1"},
        {columns.HANDLE: "lamp", columns.PICTURE_SRC: "https://p.example/2", "Shelf": "9"},
    )
    reading = read_products(io.BytesIO(sheet(*rows, names=names)), exponent=2)
    assert [(each.line, each.column, each.fault) for each in reading.findings] == [(1, "Shelf", Fault.COLUMN_UNKNOWN)]
    assert reading.extra_columns == names[-3:]
    [outcome] = reading
    assert outcome.product is not None
    assert outcome.product.extras == (("Shelf", " 4 "),)
    assert [picture.extras for picture in outcome.product.pictures] == [(), (("Shelf", "9"),)]


def test_empty_rows_and_cells_of_space_are_nothing() -> None:
    content = sheet({**LAMP, columns.VENDOR: "  "}, {}, ROD)
    [lamp, rod] = read(content)
    assert (lamp.product, rod.product, rod.line) == (product(LAMP), product(ROD), 4)


def test_lines_are_those_of_an_editor() -> None:
    outcomes = read(sheet({**LAMP, columns.BODY: "one\ntwo\r\nthree"}, {**ROD, columns.PRICE: "x"}))
    assert [outcome.line for outcome in outcomes] == [2, 5]
    assert places(outcomes) == [(5, columns.PRICE, Fault.NOT_A_PRICE)]


def test_pictures_without_a_position_come_last_and_gaps_close() -> None:
    sources = [("c", ""), ("b", "9"), ("a", "4"), ("d", "")]
    rows = [
        {columns.HANDLE: "lamp", columns.PICTURE_SRC: f"https://p.example/{name}", columns.PICTURE_POSITION: position}
        for name, position in sources
    ]
    pictures = product({**LAMP, **rows[0]}, *rows[1:]).pictures
    assert [(picture.src[-1], picture.position) for picture in pictures] == [("a", 1), ("b", 2), ("c", 3), ("d", 4)]
