import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.catalog.limits import LARGEST_PRICE_MINOR
from shop.catalog.products_csv import columns, rules
from shop.catalog.products_csv.errors import CellWrong
from shop.catalog.products_csv.types import Fault
from shop.catalog.rules import is_handle


@pytest.mark.parametrize(
    ("text", "exponent", "minor"),
    [
        ("50", 2, 5000),
        ("14.99", 2, 1499),
        ("14.9", 2, 1490),
        ("14.9000", 2, 1490),
        ("0", 2, 0),
        ("007", 2, 700),
        ("4800", 0, 4800),
        ("4800.00", 0, 4800),
        ("1.005", 3, 1005),
    ],
)
def test_a_price_is_exact(text: str, exponent: int, minor: int) -> None:
    assert rules.price_minor(text, exponent) == minor


@pytest.mark.parametrize(
    ("text", "exponent", "fault"),
    [
        ("14.999", 2, Fault.TOO_MANY_DIGITS),
        ("48.5", 0, Fault.TOO_MANY_DIGITS),
        ("1.0005", 3, Fault.TOO_MANY_DIGITS),
        (".5", 2, Fault.NOT_A_PRICE),
        ("5.", 2, Fault.NOT_A_PRICE),
        ("1,000", 2, Fault.NOT_A_PRICE),
        ("9" * 19, 2, Fault.NOT_A_PRICE),
        ("9" * 18, 2, Fault.OUT_OF_RANGE),
    ],
)
def test_a_price_is_not_guessed(text: str, exponent: int, fault: Fault) -> None:
    with pytest.raises(CellWrong) as wrong:
        rules.price_minor(text, exponent)
    assert wrong.value.fault is fault


@given(st.integers(0, LARGEST_PRICE_MINOR), st.sampled_from([0, 2, 3]))
def test_a_price_reads_back_as_it_was_written(minor: int, exponent: int) -> None:
    assert rules.price_minor(rules.price_text(minor, exponent), exponent) == minor


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("table-lamp", "table-lamp"),
        ("Table Lamp", "table-lamp"),
        ("table_lamp", "table-lamp"),
        ("-Lámpara  de mesa!", "lampara-de-mesa"),
        ("７５", "75"),
    ],
)
def test_a_handle_is_spelt_as_addresses_are(text: str, handle: str) -> None:
    assert rules.normal_handle(text) == handle


@pytest.mark.parametrize("text", ["灯", "lamp-灯", "straße", "!!!", "-"])
def test_a_handle_loses_no_letters(text: str) -> None:
    with pytest.raises(CellWrong) as wrong:
        rules.normal_handle(text)
    assert wrong.value.fault is Fault.NOT_A_HANDLE


@given(st.text(max_size=100))
def test_a_handle_is_one_or_refused(text: str) -> None:
    try:
        handle = rules.normal_handle(text)
    except CellWrong:
        return
    assert is_handle(handle)
    assert rules.normal_handle(handle) == handle


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (("Size", "Colour", "Fit"), None),
        (("", "", ""), None),
        (("", "Colour", ""), (1, Fault.OPTION_GAP)),
        (("Size", "", "Fit"), (2, Fault.OPTION_GAP)),
        (("Size", "Colour", "size"), (2, Fault.OPTION_TWICE)),
    ],
)
def test_options_have_names_without_gaps_or_twins(names: tuple[str, str, str], wrong: tuple[int, Fault] | None) -> None:
    assert rules.option_names_fault(names) == wrong


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        (("S", "Blue", ""), None),
        (("S", "", ""), (1, Fault.REQUIRED)),
        (("S", "Blue", "Slim"), (2, Fault.OPTION_WITHOUT_NAME)),
    ],
)
def test_a_variant_has_a_value_for_each_option(values: tuple[str, str, str], wrong: tuple[int, Fault] | None) -> None:
    assert rules.option_values_fault(("Size", "Colour", ""), values) == wrong


def test_columns_stand_where_shopify_puts_them() -> None:
    extra = ("Shelf", "Price / Japan", "Product Category", "Fit (product.metafields.custom.fit)", columns.TITLE)
    names = columns.in_order(extra)
    assert names[:6] == ("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type")
    assert names[-8:] == (
        "Fit (product.metafields.custom.fit)",
        "Variant Image",
        "Variant Weight Unit",
        "Variant Tax Code",
        "Cost per item",
        "Price / Japan",
        "Status",
        "Shelf",
    )
    assert len(names) == len(columns.ALWAYS_WRITTEN) + 4
    assert columns.in_order(()) == columns.ALWAYS_WRITTEN
