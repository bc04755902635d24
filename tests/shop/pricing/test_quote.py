"""What holds of every quote, whatever the cart and the terms."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.money import Money, total
from shop.pricing.api import quote, quote_as_json, quote_from_json, snapshot_as_json, snapshot_from_json, trimmed
from shop.pricing.errors import SnapshotWrong
from shop.pricing.rules.taxes import rates_at
from shop.pricing.types import DiscountClass, Line, Place, Quote, Snapshot, TaxRate, Zone
from tests.examples import examples
from tests.shop.pricing.carts import HOME_ZONE, LAMP, NORWAY, REST, TAXES, cart, percent, snapshots, with_codes

MANY = settings(max_examples=examples(60), deadline=None)


def _amounts(priced: Quote) -> list[int]:
    shipping = priced.shipping
    return [
        priced.subtotal_minor,
        priced.discount_minor,
        priced.shipping_minor,
        priced.tax_minor,
        priced.total_minor,
        *(each.amount_minor for each in priced.applied),
        *(tax.amount_minor for tax in priced.taxes),
        *(each for line in priced.lines for each in (line.goods_minor, line.taxable_minor, line.discount_minor)),
        *(share.amount_minor for line in priced.lines for share in line.shares),
        *(option.cost_minor for option in shipping.options),
    ]


@MANY
@given(snapshots())
def test_nothing_in_a_quote_is_negative(snapshot: Snapshot) -> None:
    assert min(_amounts(quote(snapshot))) >= 0


@MANY
@given(snapshots())
def test_totals_add_up_to_the_minor_unit(snapshot: Snapshot) -> None:
    priced = quote(snapshot)
    goods = [line.unit_minor * line.quantity for line in snapshot.lines]
    off = [share.amount_minor for line in priced.lines for share in line.shares]
    taxes = [tax.amount_minor for line in priced.lines for tax in line.taxes]
    taxes += [tax.amount_minor for tax in priced.shipping.taxes]
    shipping = priced.shipping.chosen.cost_minor if priced.shipping.chosen else 0
    added = 0 if snapshot.taxes.prices_include_tax else sum(taxes)
    assert priced.total_minor == sum(goods) - sum(off) + shipping + added
    assert (priced.subtotal_minor, priced.discount_minor, priced.tax_minor) == (sum(goods), sum(off), sum(taxes))
    assert sum(tax.amount_minor for tax in priced.taxes) == sum(taxes)


@MANY
@given(snapshots())
def test_the_printed_amounts_of_a_quote_add_up(snapshot: Snapshot) -> None:
    priced = quote(snapshot)
    currency = snapshot.currency
    parts = [line.goods_minor for line in priced.lines] + [priced.shipping_minor]
    parts += [] if priced.tax_included else [tax.amount_minor for tax in priced.taxes]
    assert total((Money(part, currency) for part in parts), currency) == Money(priced.total_minor, currency)
    assert sum(Money(part, currency).amount for part in parts) == Money(priced.total_minor, currency).amount


@MANY
@given(snapshots())
def test_discounts_are_within_their_lines_and_add_up_by_code(snapshot: Snapshot) -> None:
    priced = quote(snapshot)
    assert all(line.discount_minor <= line.gross_minor for line in priced.lines)
    for each in priced.applied:
        of_lines = sum(share.amount_minor for line in priced.lines for share in line.shares if share.code == each.code)
        is_shipping = each.discount_class is DiscountClass.SHIPPING
        assert each.amount_minor == (priced.shipping.discount_minor if is_shipping else of_lines)
    assert priced.shipping.discount_minor <= priced.shipping.price_minor


@MANY
@given(snapshots())
def test_taxes_are_the_exact_ones_rounded_once_a_line(snapshot: Snapshot) -> None:
    priced = quote(snapshot)
    rates = rates_at(snapshot.taxes, snapshot.destination)
    ppm = [rate.rate_ppm for rate in rates]
    for line, sold in zip(priced.lines, snapshot.lines, strict=True):
        if not sold.is_taxable:
            expected = 0
        elif priced.tax_included:
            expected = round(Fraction(line.goods_minor * sum(ppm), 1_000_000 + sum(ppm)))
            assert line.tax_minor <= line.goods_minor
        else:
            expected = sum(round(Fraction(line.goods_minor * each, 1_000_000)) for each in ppm)
        assert line.tax_minor == expected


@MANY
@given(snapshots(), st.randoms(use_true_random=False))
def test_the_order_of_codes_does_not_count(snapshot: Snapshot, random) -> None:
    codes, discounts = list(snapshot.codes), list(snapshot.discounts)
    random.shuffle(codes)
    random.shuffle(discounts)
    first = quote(snapshot)
    second = quote(replace(snapshot, codes=tuple(codes), discounts=tuple(discounts)))
    assert set(second.refused) == set(first.refused)
    assert replace(second, refused=()) == replace(first, refused=())


@MANY
@given(snapshots())
def test_every_typed_code_is_either_used_or_refused(snapshot: Snapshot) -> None:
    priced = quote(snapshot)
    told = [each.code for each in priced.applied] + [each.code for each in priced.refused]
    assert sorted(told) == sorted(snapshot.codes)


@MANY
@given(snapshots())
def test_without_codes_nothing_is_taken_off(snapshot: Snapshot) -> None:
    priced = quote(replace(snapshot, codes=()))
    assert (priced.discount_minor, priced.shipping.discount_minor, priced.applied) == (0, 0, ())


@MANY
@given(snapshots())
def test_a_stored_snapshot_is_priced_again_to_the_same_quote(snapshot: Snapshot) -> None:
    stored = json.loads(json.dumps(snapshot_as_json(snapshot)))
    assert snapshot_from_json(stored) == snapshot
    assert quote(snapshot_from_json(stored)) == quote(snapshot)


@MANY
@given(snapshots())
def test_a_stored_quote_is_the_same_quote(snapshot: Snapshot) -> None:
    priced = quote(snapshot)
    assert quote_from_json(json.loads(json.dumps(quote_as_json(priced)))) == priced


@MANY
@given(snapshots())
def test_a_trimmed_snapshot_has_the_same_quote(snapshot: Snapshot) -> None:
    assert quote(trimmed(snapshot)) == quote(snapshot)
    assert trimmed(trimmed(snapshot)) == trimmed(snapshot)


def test_a_trimmed_snapshot_keeps_what_counts_and_no_more() -> None:
    shop = cart(LAMP, zones=(REST, HOME_ZONE), taxes=TAXES, destination=NORWAY, method_id=1)
    kept = trimmed(replace(with_codes(shop, percent("TEN", 1000), percent("FIVE", 500)), codes=(" ten",)))
    assert [zone.name for zone in kept.zones] == ["Norway"]
    assert [rate.name for rate in kept.taxes.rates] == ["MVA"]
    assert [discount.code for discount in kept.discounts] == ["TEN"]


def test_what_is_stored_of_a_sale_does_not_grow_with_the_shops_terms() -> None:
    far = Zone("Germany", tuple(Place("DE", postcodes=(str(number),)) for number in range(300)), ())
    rates = tuple(TaxRate(f"T{number}", "DE", 190_000, f"R{number}") for number in range(200))
    shop = cart(LAMP, zones=(far, HOME_ZONE), taxes=replace(TAXES, rates=(*rates, *TAXES.rates)), method_id=1)
    assert len(json.dumps(snapshot_as_json(shop))) > 35_000
    assert len(json.dumps(snapshot_as_json(trimmed(shop)))) < 1_500


@pytest.mark.parametrize(
    "change",
    [
        {"form": 2},
        {"form": None},
        {"currency": 3},
        {"lines": [{"variant_id": 1}]},
        {"lines": 5},
        {"now": "yesterday"},
        {"unknown": 1},
        {"method_id": True},
        {"lines": [{**snapshot_as_json(cart(LAMP))["lines"][0], "quantity": 0}]},
    ],
)
def test_what_was_not_stored_by_us_is_refused(change) -> None:
    stored = {**snapshot_as_json(cart(LAMP)), **change}
    with pytest.raises(SnapshotWrong):
        snapshot_from_json(stored)


def test_a_field_that_is_missing_is_refused() -> None:
    stored = snapshot_as_json(cart(LAMP))
    del stored["codes"]
    with pytest.raises(SnapshotWrong):
        snapshot_from_json(stored)


@pytest.mark.parametrize(
    ("currency", "unit", "off", "total_amount"),
    [("JPY", 1999, 200, "1799"), ("EUR", 1999, 200, "17.99"), ("KWD", 1999, 200, "1.799")],
)
def test_no_digit_of_a_currency_plays_a_part(currency: str, unit: int, off: int, total_amount: str) -> None:
    line = Line(variant_id=1, product_id=1, unit_minor=unit, quantity=1)
    priced = quote(with_codes(cart(line, currency=currency), percent("TEN", 1000)))
    assert priced.discount_minor == off  # 199.9
    assert Money(priced.total_minor, currency).amount == Decimal(total_amount)


def test_an_empty_cart_costs_nothing() -> None:
    assert quote(cart()).total_minor == 0


def test_everything_can_be_free() -> None:
    priced = quote(with_codes(cart(LAMP), percent("ALL", 10_000)))
    assert (priced.total_minor, priced.discount_minor) == (0, 18900)


def test_a_variant_has_one_line() -> None:
    with pytest.raises(SnapshotWrong):
        cart(LAMP, LAMP)


@pytest.mark.parametrize("terms", [{"quantity": 0}, {"unit_minor": -1}, {"grams": -1}])
def test_lines_that_make_no_sense_are_a_mistake_of_the_caller(terms) -> None:
    with pytest.raises(SnapshotWrong):
        replace(LAMP, **terms)
