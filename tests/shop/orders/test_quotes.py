"""What a cart costs, what changes between the page and the button, and what of it stays with the checkout."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.errors import OutOfStock
from shop.catalog.types import Product, one_variant
from shop.customers import api as customers
from shop.customers.models import Customer
from shop.money import Money
from shop.orders import api as orders
from shop.orders.errors import (
    CartEmpty,
    CodeNotUsable,
    DetailsWrong,
    KeyReused,
    PaymentNotTaken,
    ShippingNotSettled,
    TotalChanged,
)
from shop.orders.models import CartCode, Checkout, Order, OrderTax
from shop.orders.services.beginning import begin_checkout
from shop.orders.types import MANUAL, FulfilmentState, PaymentState
from shop.payments.models import PaymentAttempt
from shop.pricing import api as pricing
from shop.pricing.api import quote, quote_from_json, snapshot_from_json
from shop.pricing.errors import UseRefused
from shop.pricing.types import DiscountKind, ShippingState
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.pages import counter


def _euros(minor: int) -> Money:
    return Money(minor, "EUR")


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish(shipping_minor=500)
    return selling.put_on_sale(price_minor=10000, on_hand=5)


@pytest.fixture
def download(lamp: Product) -> Product:
    fields = one_variant("Instructions", 700, on_hand=5)
    variants = tuple(replace(each, requires_shipping=False) for each in fields.variants)
    return selling.put_on_sale("Instructions", price_minor=700, variants=variants)


def _nothing_happened(lamp: Product, codes: int = 0) -> None:
    assert not Checkout.objects.exists()
    assert not PaymentAttempt.objects.exists()
    assert not Order.objects.exists()
    assert selling.stock_of(lamp) == (5, 0)
    assert CartCode.objects.count() == codes


def test_a_cart_costs_its_lines_less_its_codes_and_shipping_with_the_taxes_within(lamp: Product) -> None:
    selling.tax()
    selling.make_code("TEN")
    token = selling.filled_cart((lamp, 2))
    orders.add_code(token, " ten ")
    shown = selling.quote_for(token)
    assert (shown.subtotal, shown.discount, shown.shipping) == (_euros(20000), _euros(2000), _euros(500))
    assert (shown.total, shown.tax, shown.tax_included) == (_euros(18500), _euros(3700), True)
    assert [(tax.name, tax.rate_ppm, tax.amount) for tax in shown.taxes] == [("MVA", 250_000, _euros(3700))]
    assert [(code.code, code.amount, code.is_for_shipping) for code in shown.used] == [("TEN", _euros(2000), False)]
    assert [(each.name, each.cost, each.is_chosen) for each in shown.choices] == [("Standard", _euros(500), True)]
    assert (shown.can_be_paid, shown.shipping_state) == (True, ShippingState.CHOSEN)


def test_without_a_destination_no_shipping_is_charged_and_nothing_can_be_paid(lamp: Product) -> None:
    shown = orders.quote_of_cart(selling.filled_cart((lamp, 1)))
    assert (shown.total, shown.can_be_paid, shown.choices) == (_euros(10000), False, ())


def test_what_has_no_parcel_needs_no_choice(gateway: GatewayProcess, download: Product) -> None:
    token = selling.filled_cart((download, 1))
    shown = selling.quote_for(token)
    assert (shown.total, shown.can_be_paid, shown.cart.needs_shipping) == (_euros(700), True, False)
    assert orders.submit_checkout(selling.details_of(token, card=selling.card())).is_placed
    order = orders.order_by_number(1001)
    assert (order.method_name, order.fulfilment_state) == ("", FulfilmentState.NOT_NEEDED)


def test_a_buyer_without_a_cart_has_a_quote_of_nothing(lamp: Product) -> None:
    shown = orders.quote_of_cart(None)
    assert (shown.total, shown.can_be_paid, bool(shown.cart)) == (_euros(0), False, False)


def test_a_code_is_taken_once_and_taken_out_however_it_is_spelled(lamp: Product) -> None:
    selling.make_code("Ten")
    token = selling.filled_cart((lamp, 1))
    for spelled in ("ten", "TEN ", "Ten"):
        orders.add_code(token, spelled)
    assert list(CartCode.objects.values_list("code", flat=True)) == ["Ten"]
    for _ in range(2):
        orders.remove_code(token, "tEn")
    assert selling.quote_for(token).total == _euros(10500)
    orders.remove_code(orders.new_cart_token(), "ten")


def test_a_code_that_takes_nothing_off_is_refused_with_the_reason(lamp: Product) -> None:
    selling.make_code("TEN")
    selling.make_code("LATER", minimum_minor=50000)
    token = selling.filled_cart((lamp, 1))
    orders.add_code(token, "TEN")
    for code, why in (
        ("NONE", "There is no code NONE."),
        ("LATER", "The code LATER needs €500.00 of what it is for."),
        (" ", "There is no code ."),
    ):
        with pytest.raises(CodeNotUsable, match=why):
            orders.add_code(token, code)
    assert list(CartCode.objects.values_list("code", flat=True)) == ["TEN"]
    with pytest.raises(CartEmpty):
        orders.add_code(orders.new_cart_token(), "TEN")


def test_a_code_in_the_cart_that_has_ended_is_named_with_the_reason(lamp: Product) -> None:
    made = selling.make_code("TEN")
    token = selling.filled_cart((lamp, 1))
    orders.add_code(token, "TEN")
    with acting_as(selling.STAFF):
        pricing.switch_discount(made, is_active=False, version=1)
    shown = selling.quote_for(token)
    assert (shown.used, shown.total) == ((), _euros(10500))
    assert [(each.code, each.why) for each in shown.unused] == [("TEN", "There is no code TEN.")]


def _price_up(lamp: Product) -> None:
    counter.change_price(lamp, 11000)


def _shipping_up(lamp: Product) -> None:
    selling.ship_for(900)


def _code_gone(lamp: Product) -> None:
    [found] = pricing.discounts_page().discounts
    with acting_as(selling.STAFF):
        pricing.switch_discount(found.id, is_active=False, version=found.version)


def _code_used_up(lamp: Product) -> None:
    pricing.take_uses(1, ["TEN"], email="else@example.no")


def _taxed_on_top(lamp: Product) -> None:
    selling.tax(included=False)


@pytest.mark.parametrize(
    ("change", "total"),
    [(_price_up, 10400), (_shipping_up, 9900), (_code_gone, 10500), (_code_used_up, 10500), (_taxed_on_top, 11875)],
)
def test_what_changes_between_page_and_button_is_shown_and_not_charged(
    gateway: GatewayProcess, lamp: Product, change: Callable[[Product], None], total: int
) -> None:
    selling.make_code("TEN", usage_limit=1)
    token = selling.filled_cart((lamp, 1))
    orders.add_code(token, "TEN")
    details = selling.details_of(token, card=selling.card())
    assert details.expected_total == _euros(9500)
    change(lamp)
    with pytest.raises(TotalChanged) as refused:
        orders.submit_checkout(details)
    assert (refused.value.total, refused.value.figures.total_minor) == (_euros(total), total)
    assert "Nothing was charged." in str(refused.value)
    _nothing_happened(lamp, codes=1)
    assert orders.submit_checkout(replace(details, expected_total=_euros(total))).is_placed


def test_a_method_that_is_gone_is_refused_with_what_can_be_chosen(lamp: Product) -> None:
    details = selling.details_of(selling.filled_cart((lamp, 1)))
    for method_id in (None, 1, details.method_id):
        if method_id == details.method_id:
            details = replace(details, shipping=selling.ABROAD)  # another zone has other methods
        with pytest.raises(ShippingNotSettled, match="Choose how it is to be sent") as refused:
            orders.submit_checkout(replace(details, method_id=method_id))
        assert refused.value.figures.shipping.options
    _nothing_happened(lamp)


def test_where_the_shop_does_not_ship_nothing_is_sold(lamp: Product) -> None:
    token = selling.filled_cart((lamp, 1))
    details = selling.details_of(token)
    with acting_as(selling.STAFF):
        for zone in pricing.shipping_zones():
            pricing.remove_zone(zone.id, version=zone.version)
    with pytest.raises(ShippingNotSettled, match="does not send this there"):
        orders.submit_checkout(details)
    _nothing_happened(lamp)


def test_stock_that_went_meanwhile_is_refused_before_anything_is_written(lamp: Product) -> None:
    selling.make_code("TEN")
    token = selling.filled_cart((lamp, 4))
    orders.add_code(token, "TEN")
    details = selling.details_of(token)
    counter.take_from_stock(lamp, 2)
    with pytest.raises(OutOfStock):
        orders.submit_checkout(details)
    assert selling.stock_of(lamp) == (3, 0)
    assert (Checkout.objects.count(), selling.uses_of("TEN")) == (0, 0)


def test_a_use_that_somebody_else_took_under_our_eyes_is_a_changed_total(
    gateway: GatewayProcess, lamp: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our reading of the code and its lock another buyer takes the last use."""
    selling.make_code("TEN", usage_limit=1)
    token = selling.filled_cart((lamp, 1))
    orders.add_code(token, "TEN")
    details = selling.details_of(token, card=selling.card())
    from shop.orders.services import beginning

    freeze = beginning.freeze

    def overtaken(*given: object, **named: object) -> Checkout:
        pricing.take_uses(7, ["TEN"], email="else@example.no")
        return freeze(*given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(beginning, "freeze", overtaken)
        with pytest.raises(UseRefused):
            begin_checkout(details, gateway="test", settle_after_s=15)
        with pytest.raises(TotalChanged, match="has been used up"):
            orders.submit_checkout(details)
    _nothing_happened(lamp, codes=1)
    assert selling.uses_of("TEN") == 0, "the other buyer's use was part of what was rolled back here"


def test_an_order_keeps_every_figure_of_its_quote(gateway: GatewayProcess, lamp: Product) -> None:
    selling.tax(included=False)
    selling.make_code("TEN")
    token = selling.filled_cart((lamp, 3))
    orders.add_code(token, "TEN")
    details = selling.details_of(
        token, card=selling.card(), phone="+47 55 12 34 56", note=" Ring twice ", accepts_marketing=True
    )
    placed = orders.submit_checkout(details)
    order = orders.order_by_number(1001)
    sums = order.amounts
    assert (sums.subtotal, sums.discount, sums.shipping) == (_euros(30000), _euros(3000), _euros(500))
    assert (sums.tax, sums.total, sums.tax_included) == (_euros(6875), _euros(34375), False)
    [line] = order.lines
    assert (line.discount, line.tax) == (_euros(3000), _euros(6750))
    assert list(OrderTax.objects.values_list("name", "rate_ppm", "amount_minor")) == [("MVA", 250_000, 6875)]
    assert (order.codes, order.method_name, order.note_of_buyer) == (("TEN",), "Standard", "Ring twice")
    assert (order.phone, order.status_token) == ("+47 55 12 34 56", placed.status_token)
    assert len(order.status_token) >= 32
    assert not CartCode.objects.exists(), "the next cart begins without codes"
    [customer] = Customer.objects.all()
    known = customers.customer_by_id(customer.pk)
    assert (known.accepts_email, [each.address.city for each in known.addresses]) == (True, ["Bergen"])


def test_the_stored_snapshot_has_the_stored_quote_whatever_the_terms_are_now(
    gateway: GatewayProcess, lamp: Product
) -> None:
    selling.tax()
    selling.make_code("TEN")
    token = selling.filled_cart((lamp, 3))
    orders.add_code(token, "TEN")
    orders.submit_checkout(selling.details_of(token, card=selling.card()))
    selling.ship_for(9900)
    _price_up(lamp)
    kept = Checkout.objects.get()
    assert quote(snapshot_from_json(kept.snapshot)) == quote_from_json(kept.quote)
    assert quote_from_json(kept.quote).total_minor == kept.total_minor == Order.objects.get().total_minor


def test_a_manual_payment_is_an_unpaid_order_and_asks_no_gateway(lamp: Product, settings) -> None:
    settings.TEST_GATEWAY_URL = "http://127.0.0.1:1"
    selling.take_manual()
    details = selling.details_of(selling.filled_cart((lamp, 2)), card=MANUAL)
    first = orders.submit_checkout(details)
    assert orders.submit_checkout(details) == first
    order = orders.order_by_number(1001)
    assert (order.payment_state, order.payment.gateway_code, order.total) == (
        PaymentState.UNPAID,
        "manual",
        _euros(20500),
    )
    assert (Order.objects.count(), selling.stock_of(lamp)) == (1, (5, 2))


@pytest.mark.parametrize("was_on", [False, True])
def test_a_manual_payment_that_is_off_is_refused_and_nothing_changes(
    gateway: GatewayProcess, lamp: Product, *, was_on: bool
) -> None:
    if was_on:
        selling.take_manual()
    selling.make_code("TEN")
    token = selling.filled_cart((lamp, 2))
    orders.add_code(token, "TEN")
    details = selling.details_of(token, card=MANUAL)
    if was_on:
        selling.take_manual(is_on=False)
    with pytest.raises(PaymentNotTaken) as refused:
        orders.submit_checkout(details)
    assert "does not take this way to pay" in str(refused.value)
    _nothing_happened(lamp, codes=1)
    assert (selling.uses_of("TEN"), orders.cart_of(token).quantity) == (0, 2)
    assert orders.submit_checkout(replace(details, payment=selling.card())).is_placed


def test_an_order_by_manual_payment_stands_when_that_is_switched_off(lamp: Product) -> None:
    selling.take_manual()
    details = selling.details_of(selling.filled_cart((lamp, 1)), card=MANUAL)
    first = orders.submit_checkout(details)
    selling.take_manual(is_on=False)
    assert orders.submit_checkout(details) == first
    assert orders.order_by_number(1001).payment_state is PaymentState.UNPAID


def test_a_total_of_nothing_wants_no_card(lamp: Product, settings) -> None:
    settings.TEST_GATEWAY_URL = "http://127.0.0.1:1"
    selling.ship_for(0)
    selling.make_code("ALL", basis_points=10000)
    token = selling.filled_cart((lamp, 1))
    orders.add_code(token, "ALL")
    assert orders.submit_checkout(selling.details_of(token, card=selling.UNSEEN_CARD)).is_placed
    order = orders.order_by_number(1001)
    assert (order.payment_state, order.payment.gateway_code, order.total) == (PaymentState.PAID, "free", _euros(0))
    assert PaymentAttempt.objects.get().token == "", "the card was not kept"


@pytest.mark.parametrize("number", [selling.APPROVED, selling.NO_MONEY])
def test_a_use_goes_with_the_order_and_comes_back_with_a_decline(
    gateway: GatewayProcess, lamp: Product, number: str
) -> None:
    selling.make_code("TEN", usage_limit=1)
    token = selling.filled_cart((lamp, 1))
    orders.add_code(token, "TEN")
    details = selling.details_of(token, card=selling.card(number))
    result = orders.submit_checkout(details)
    assert orders.submit_checkout(details) == result
    assert selling.uses_of("TEN") == (1 if result.is_placed else 0)
    assert CartCode.objects.exists() == result.is_declined, "after a decline the cart is as it was"


def test_a_code_used_once_per_customer_is_told_before_anything_is_charged(
    gateway: GatewayProcess, lamp: Product
) -> None:
    selling.make_code("ONCE", is_once_per_customer=True)
    for email, placed in (("a@example.no", True), (" A@example.no", False), ("b@example.no", True)):
        token = selling.filled_cart((lamp, 1))
        orders.add_code(token, "ONCE")
        details = selling.details_of(token, card=selling.card(), email=email, total=_euros(9500))
        if placed:
            assert orders.submit_checkout(details).is_placed
        else:
            with pytest.raises(TotalChanged):
                orders.submit_checkout(details)
    assert (Order.objects.count(), selling.uses_of("ONCE")) == (2, 2)


@pytest.mark.parametrize(
    "change",
    [
        {"phone": "+47 55 12 34 57"},
        {"note": "another"},
        {"accepts_marketing": True},
        {"payment": MANUAL},
        {"method_id": 7},
        {"expected_total": Money(1, "EUR")},
    ],
)
def test_one_key_is_one_form(gateway: GatewayProcess, lamp: Product, change: dict[str, object]) -> None:
    details = selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card())
    orders.submit_checkout(details)
    with pytest.raises(KeyReused):
        orders.submit_checkout(replace(details, **change))  # type: ignore[arg-type]
    assert (Checkout.objects.count(), Order.objects.count()) == (1, 1)


@pytest.mark.parametrize(("field", "typed"), [("phone", "call me"), ("phone", "1" * 41), ("note", "x" * 1001)])
def test_a_phone_number_and_a_note_are_looked_at(lamp: Product, field: str, typed: str) -> None:
    details = selling.details_of(selling.filled_cart((lamp, 1)))
    with pytest.raises(DetailsWrong) as refused:
        orders.submit_checkout(replace(details, **{field: typed}))
    assert list(refused.value.fields) == [field]
    _nothing_happened(lamp)


def test_free_shipping_by_code(gateway: GatewayProcess, lamp: Product) -> None:
    selling.make_code("SHIP", kind=DiscountKind.FREE_SHIPPING)
    token = selling.filled_cart((lamp, 1))
    orders.add_code(token, "SHIP")
    shown = selling.quote_for(token)
    assert (shown.shipping, shown.total, shown.used[0].amount) == (_euros(0), _euros(10000), _euros(500))
    assert orders.submit_checkout(selling.details_of(token, card=selling.card())).is_placed
    assert orders.order_by_number(1001).amounts.shipping == _euros(0)


def test_what_a_quote_costs_in_queries(lamp: Product, django_assert_num_queries) -> None:
    selling.make_code("TEN")
    token = selling.filled_cart((lamp, 1), (selling.put_on_sale("Odde stool"), 1))
    with django_assert_num_queries(8, using="pod_1"):
        # lines; codes; settings; variants, pictures and stock; taxes; zones with methods
        selling.quote_for(token)
    orders.add_code(token, "TEN")
    with django_assert_num_queries(12, using="pod_1"):  # collections; codes, what they are for, this customer's uses
        selling.quote_for(token, email="a@example.no")
