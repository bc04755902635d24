from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.pricing.api import quote
from shop.pricing.errors import SnapshotWrong
from shop.pricing.rules.taxes import rates_at, taxes_on
from shop.pricing.types import Destination, Line, TaxAmount, TaxRate, TaxTerms
from tests.shop.pricing.carts import (
    GERMANY,
    GIFT_CARD,
    HOME_ZONE,
    LAMP,
    NORWAY,
    QUEBEC,
    TAXES,
    cart,
    free_shipping,
    percent,
    with_codes,
)


@pytest.mark.parametrize(
    ("destination", "names"),
    [
        (NORWAY, ["MVA"]),
        (QUEBEC, ["GST", "QST"]),
        (Destination("CA", " qc "), ["GST", "QST"]),
        (Destination("CA", "ON"), ["HST"]),
        (Destination("CA", "BC"), ["GST"]),
        (Destination("CA"), ["GST"]),
        (GERMANY, []),
        (None, ["MVA"]),
    ],
)
def test_a_region_adds_to_its_country_or_replaces_it(destination: Destination | None, names: list[str]) -> None:
    assert [rate.name for rate in rates_at(TAXES, destination)] == names


def test_without_home_and_destination_nothing_is_taxed() -> None:
    assert rates_at(replace(TAXES, home=None), None) == ()


@pytest.mark.parametrize(
    ("amount", "ppm", "included", "tax"),
    [
        (10000, 250_000, False, 2500),
        (10000, 250_000, True, 2000),
        (10, 50_000, False, 0),  # 0.5 → 0
        (30, 50_000, False, 2),  # 1.5 → 2
        (50, 50_000, False, 2),  # 2.5 → 2
        (1999, 190_000, True, 319),  # 319.17…
        (1, 1_000_000, True, 0),  # 0.5 → 0
        (3, 1_000_000, True, 2),  # 1.5 → 2
        (0, 250_000, True, 0),
    ],
)
def test_a_tax_is_rounded_half_to_even(amount: int, ppm: int, *, included: bool, tax: int) -> None:
    assert taxes_on(amount, [TaxRate("T", "NO", ppm)], included=included) == (TaxAmount("T", ppm, tax),)


def test_taxes_on_top_are_each_rounded_by_themselves() -> None:
    rates = [TaxRate("GST", "CA", 50_000), TaxRate("QST", "CA", 99_750, "QC")]
    assert [tax.amount_minor for tax in taxes_on(1999, rates, included=False)] == [100, 199]


def test_included_taxes_are_rounded_together_and_divided() -> None:
    many = [TaxRate(f"T{number}", "CA", 1_000_000) for number in range(9)]
    taken = [tax.amount_minor for tax in taxes_on(6, many, included=True)]
    assert (sum(taken), max(taken)) == (5, 1)  # one by one they would take 9 of 6


def test_two_rates_of_one_name_and_height_are_one_tax() -> None:
    rates = [TaxRate("VAT", "CA", 50_000), TaxRate("VAT", "CA", 50_000, "QC")]
    assert taxes_on(1000, rates, included=False) == (TaxAmount("VAT", 50_000, 100),)


@given(st.integers(0, 10**12), st.integers(0, 1_000_000), st.booleans())
def test_a_tax_is_within_half_a_minor_unit_of_the_exact_one(amount: int, ppm: int, included: bool) -> None:  # noqa: FBT001
    [tax] = taxes_on(amount, [TaxRate("T", "NO", ppm)], included=included)
    exact = Fraction(amount * ppm, 1_000_000 + (ppm if included else 0))
    assert tax.amount_minor == round(exact)


def test_on_top_of_the_price_taxes_are_added() -> None:
    priced = quote(cart(LAMP, taxes=TAXES, zones=(HOME_ZONE,), method_id=1))
    assert (priced.tax_minor, priced.total_minor) == (4725 + 125, 18900 + 500 + 4725 + 125)
    assert priced.taxes == (TaxAmount("MVA", 250_000, 4850),)
    assert priced.lines[0].taxable_minor == 18900


def test_included_in_the_price_taxes_change_no_total() -> None:
    priced = quote(cart(LAMP, taxes=replace(TAXES, prices_include_tax=True), zones=(HOME_ZONE,), method_id=1))
    assert (priced.tax_minor, priced.total_minor) == (3780 + 100, 19400)
    assert priced.lines[0].taxable_minor == 18900 - 3780


def test_where_no_tax_holds_the_price_stays_what_it_is() -> None:
    for included in (True, False):
        taxes = replace(TAXES, prices_include_tax=included)
        priced = quote(cart(LAMP, taxes=taxes, destination=GERMANY))
        assert (priced.tax_minor, priced.total_minor, priced.taxes) == (0, 18900, ())


def test_what_is_not_taxable_has_no_tax() -> None:
    priced = quote(cart(GIFT_CARD, taxes=TAXES))
    assert (priced.lines[0].taxes, priced.lines[0].taxable_minor, priced.total_minor) == ((), 0, 5000)


def test_a_shop_may_leave_shipping_untaxed() -> None:
    taxes = replace(TAXES, is_shipping_taxed=False)
    priced = quote(cart(LAMP, taxes=taxes, zones=(HOME_ZONE,), method_id=1))
    assert (priced.shipping.taxes, priced.tax_minor) == ((), 4725)


def test_shipping_that_a_code_makes_free_has_no_tax() -> None:
    priced = quote(with_codes(cart(LAMP, taxes=TAXES, zones=(HOME_ZONE,), method_id=1), free_shipping("POSTFREE")))
    assert (priced.shipping.tax_minor, priced.tax_minor) == (0, 4725)


def test_tax_is_reckoned_from_what_discounts_left() -> None:
    halved = Line(variant_id=1, product_id=1, unit_minor=1001, quantity=1)
    priced = quote(with_codes(cart(halved, taxes=TAXES), percent("HALF", 5000)))
    assert (priced.discount_minor, priced.lines[0].taxable_minor, priced.tax_minor) == (500, 501, 125)


def test_tax_is_rounded_per_line_and_not_on_the_sum() -> None:
    two = [Line(variant_id=number, product_id=1, unit_minor=2, quantity=1) for number in (1, 2)]
    assert quote(cart(*two, taxes=TAXES)).tax_minor == 0  # 0.5 and 0.5, each to even
    assert quote(cart(replace(two[0], quantity=2), taxes=TAXES)).tax_minor == 1


@pytest.mark.parametrize(
    "terms", [{"rate_ppm": -1}, {"rate_ppm": 1_000_001}, {"rate_ppm": 1, "replaces_country": True}]
)
def test_rates_that_make_no_sense_are_a_mistake_of_the_caller(terms) -> None:
    with pytest.raises(SnapshotWrong):
        TaxRate("T", "NO", **terms)


def test_terms_without_rates_tax_nothing() -> None:
    assert quote(cart(LAMP, taxes=TaxTerms())).tax_minor == 0
