"""Whatever a cart, its codes and the shop's terms are: what the buyer saw is what the order says, to the minor unit."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.models import Settings
from shop.catalog.types import one_variant
from shop.money import Money, exponent_of
from shop.orders import api as orders
from shop.orders.errors import CodeNotUsable
from shop.orders.models import Checkout, Order, OrderLine, OrderTax
from shop.orders.services.beginning import begin_checkout
from shop.orders.services.recording import record_answer
from shop.payments.types import AvsAnswer, Charge, ChargeRequest, ChargeState, CvvAnswer
from shop.pricing import api as pricing
from shop.pricing.api import quote, quote_from_json, snapshot_from_json
from shop.pricing.models import DiscountCode, DiscountUse, TaxRate
from shop.pricing.types import DiscountClass, DiscountKind, TaxRateFields
from tests.examples import examples
from tests.shop import selling

CURRENCIES = ("EUR", "JPY", "KWD")
ALL_CLASSES = frozenset(DiscountClass)


@dataclass(frozen=True)
class Sale:
    """A shop's terms, and what is bought under them."""

    currency: str
    prices: list[tuple[int, int]]
    rates: list[int]
    is_tax_included: bool
    shipping_minor: int
    codes: list[tuple[DiscountKind, int]]
    is_abroad: bool


CODES = st.one_of(
    st.tuples(st.just(DiscountKind.PERCENT), st.integers(1, 10_000)),
    st.tuples(st.just(DiscountKind.AMOUNT), st.integers(1, 200_000)),
    st.tuples(st.just(DiscountKind.FREE_SHIPPING), st.just(0)),
)
SALES = st.builds(
    Sale,
    currency=st.sampled_from(CURRENCIES),
    prices=st.lists(st.tuples(st.integers(0, 99_999), st.integers(1, 5)), min_size=1, max_size=4),
    rates=st.lists(st.integers(0, 300_000), max_size=2),
    is_tax_included=st.booleans(),
    shipping_minor=st.integers(0, 5_000),
    codes=st.lists(CODES, max_size=3),
    is_abroad=st.booleans(),
)


@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sale=SALES)
def test_what_was_shown_is_what_is_ordered_and_it_adds_up(shop: Shop, sale: Sale) -> None:
    _set_terms(sale)
    token = _filled(sale)
    for number in range(len(sale.codes)):
        try:
            orders.add_code(token, f"CODE{number}")
        except CodeNotUsable:
            continue
    shipping = selling.ABROAD if sale.is_abroad else selling.HOME
    shown = selling.quote_for(token, shipping=shipping)
    assume(shown.total.minor > 0)
    begun = begin_checkout(selling.details_of(token, shipping=shipping), gateway="test", settle_after_s=15)
    assert begun.request is not None
    assert begun.request.amount == shown.total
    record_answer(begun.attempt_id, _approved(begun.request))
    order = Order.objects.get(attempt_id=begun.attempt_id)
    _adds_up(order)
    assert _money(order, "total_minor") == shown.total
    assert [_money(order, f"{name}_minor") for name in ("subtotal", "discount", "shipping", "tax")] == [
        shown.subtotal,
        shown.discount,
        shown.shipping,
        shown.tax,
    ]
    _can_be_replayed(order)
    assert sorted(order.codes) == sorted(_codes_used(order))


def _set_terms(sale: Sale) -> None:
    """Give the shop these terms, instead of those of the example before."""
    DiscountUse.objects.all().delete()
    DiscountCode.objects.all().delete()
    TaxRate.objects.all().delete()
    selling.furnish(shipping_minor=sale.shipping_minor)
    Settings.objects.update(currency=sale.currency)
    with acting_as(selling.STAFF):
        now = pricing.tax_settings()
        pricing.change_tax_settings(
            prices_include_tax=sale.is_tax_included, is_shipping_taxed=True, version=now.version
        )
        for number, rate in enumerate(sale.rates):
            pricing.add_tax_rate(TaxRateFields(f"Tax {number}", "NO", rate, "", replaces_country=False))
    for number, (kind, worth) in enumerate(sale.codes):
        terms: dict[str, Any] = {"combines_with": ALL_CLASSES}
        if kind is DiscountKind.PERCENT:
            terms["basis_points"] = worth
        elif kind is DiscountKind.AMOUNT:
            terms["amount_minor"] = worth
        selling.make_code(f"CODE{number}", kind=kind, **terms)


def _filled(sale: Sale) -> str:
    wanted = []
    with acting_as(selling.STAFF):
        for number, (price, quantity) in enumerate(sale.prices):
            from shop.catalog import api as catalog

            made = catalog.create_product(one_variant(f"Thing {number}", price, on_hand=5))
            wanted.append((catalog.product_by_id(made), quantity))
    return selling.filled_cart(*wanted)


def _approved(request: ChargeRequest) -> Charge:
    return Charge(request.key, ChargeState.AUTHORISED, request.amount, "ch", "", AvsAnswer.MATCH, CvvAnswer.MATCH)


def _adds_up(order: Order) -> None:
    """The order's sums follow from its own lines and taxes, and from nothing else."""
    lines = list(OrderLine.objects.filter(order_id=order.pk))
    taxes = list(OrderTax.objects.filter(order_id=order.pk))
    assert order.subtotal_minor == sum(line.price_minor * line.quantity for line in lines)
    assert order.discount_minor == sum(line.discount_minor for line in lines)
    assert all(0 <= line.discount_minor <= line.price_minor * line.quantity for line in lines)
    assert order.tax_minor == sum(tax.amount_minor for tax in taxes)
    assert sum(line.tax_minor for line in lines) <= order.tax_minor, "the rest is on shipping"
    on_top = 0 if order.tax_included else order.tax_minor
    assert order.total_minor == order.subtotal_minor - order.discount_minor + order.shipping_minor + on_top
    assert order.attempt.amount_minor == order.total_minor
    assert exponent_of(order.currency) == {"EUR": 2, "JPY": 0, "KWD": 3}[order.currency]


def _can_be_replayed(order: Order) -> None:
    kept = Checkout.objects.get(pk=order.checkout_id)
    again = quote(snapshot_from_json(json.loads(json.dumps(kept.snapshot))))
    assert again == quote_from_json(kept.quote)
    assert (again.total_minor, again.tax_minor) == (order.total_minor, order.tax_minor)


def _codes_used(order: Order) -> list[str]:
    uses = DiscountUse.objects.filter(holder_id=order.checkout_id)
    return list(uses.values_list("discount__code", flat=True))


def _money(order: Order, name: str) -> Money:
    return Money(getattr(order, name), order.currency)


@pytest.mark.parametrize(("currency", "said"), [("EUR", "€0.01"), ("JPY", "¥1"), ("KWD", "KWD 0.001")])
def test_the_smallest_coin_of_a_currency_is_what_is_charged(shop: Shop, currency: str, said: str) -> None:
    selling.furnish(currency=currency)
    token = selling.filled_cart((selling.put_on_sale(price_minor=1), 1))
    begun = begin_checkout(selling.details_of(token), gateway="test", settle_after_s=15)
    assert begun.request is not None
    assert str(begun.request.amount).replace("\N{NO-BREAK SPACE}", " ") == said
