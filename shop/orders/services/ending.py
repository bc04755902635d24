"""How a payment attempt ends: as an order, or with its stock free again. Both the third step and settling end here.

Callers are services that hold the attempt's cart. Each end happens once: the attempt's row is locked and its state
compared after the stock, before anything else is written.
"""

import secrets

from pods.isolation.prepared import Prepared, Slot
from pods.outbox.api import Subject, publish
from shop.addresses import Address
from shop.customers.api import remember_customer
from shop.inventory.api import release_stock
from shop.orders.events import FAILED_KEPT_S, ORDER_PLACED, PAYMENT_FAILED
from shop.orders.locks import take_order_number
from shop.orders.models import Checkout, CheckoutLine, Order, OrderLine, OrderTax
from shop.orders.rules.states import LineFacts, MoneyFacts, fulfilment_state, payment_state
from shop.orders.selectors.results import declined, placed
from shop.orders.services.emptying import empty_cart
from shop.orders.types import CheckoutResult
from shop.payments.api import gateway_named, move_attempt
from shop.payments.types import AttemptState, Charge
from shop.pricing.api import give_back_uses
from shop.pricing.types import TaxAmount, summed

NO_ANSWER = "no_answer"

_lines_of = Prepared(lambda: CheckoutLine.objects.filter(checkout_id=Slot("checkout")).order_by("pk"))

AMOUNTS = (
    "subtotal_minor",
    "discount_minor",
    "shipping_minor",
    "tax_minor",
    "total_minor",
    "currency",
    "tax_included",
    "shipping_taxes",
)
KEPT = (
    "price_minor",
    "discount_minor",
    "tax_minor",
    "taxes",
    "title",
    "variant_title",
    "handle",
    "sku",
    "picture_key",
    "grams",
    "requires_shipping",
)
"""What an order, and each of its lines, takes over from the checkout as it stands there."""


def place_order(checkout: Checkout, charge: Charge) -> CheckoutResult:
    """Make the order of an approved attempt; the number is the next one.

    What the checkout has reserved stays reserved, now for the order: it leaves the stock when it is sent.
    """
    lines = _lines_of.rows(checkout=checkout.pk)
    seen = AttemptState(checkout.attempt.state)
    move_attempt(checkout.attempt_id, AttemptState.AUTHORISED, seen=seen, charge=charge)
    customer_id = remember_customer(
        email=checkout.email,
        name=checkout.billing["name"],
        address=Address(**checkout.shipping),
        accepts_marketing=checkout.accepts_marketing,
    )
    empty_cart(checkout, lines)
    # From here to the commit every other sale of the shop waits for its number.
    order = Order.objects.create(
        number=take_order_number(),
        status_token=secrets.token_urlsafe(32),
        **_opening_states(checkout, lines),
        checkout_id=checkout.pk,
        attempt_id=checkout.attempt_id,
        customer_id=customer_id,
        customer_name=checkout.billing["name"],
        email=checkout.email,
        phone=checkout.phone,
        shipping=checkout.shipping,
        billing=checkout.billing,
        method_name=checkout.method_name,
        codes=checkout.codes,
        note_of_buyer=checkout.note,
        **{name: getattr(checkout, name) for name in AMOUNTS},
        quantity=sum(line.quantity for line in lines),
    )
    OrderLine.objects.bulk_create(_sold(order, line) for line in lines)
    _note_taxes(order, lines)
    told = {
        "order_id": order.pk,
        "number": order.number,
        "total_minor": order.total_minor,
        "currency": order.currency,
        "quantity": order.quantity,
        "attempt_id": checkout.attempt_id,
    }
    publish(ORDER_PLACED, Subject("order", order.pk), told)
    return placed(order)


def end_without_order(
    checkout: Checkout, to: AttemptState, *, reason: str, charge: Charge | None = None
) -> CheckoutResult:
    """Give the attempt's stock and its uses of codes back, and say why there is no order."""
    release_stock(Subject("checkout", checkout.pk))
    if checkout.codes:
        give_back_uses(checkout.pk)
    seen = AttemptState(checkout.attempt.state)
    move_attempt(checkout.attempt_id, to, seen=seen, charge=charge, reason=reason)
    told = {"checkout_id": checkout.pk, "attempt_id": checkout.attempt_id, "reason": reason}
    publish(PAYMENT_FAILED, Subject("checkout", checkout.pk), told, keep_s=FAILED_KEPT_S)
    return declined(reason)


def _opening_states(checkout: Checkout, lines: list[CheckoutLine]) -> dict[str, str]:
    """Return the states that restate() would derive of an order to which nothing has happened yet. No query."""
    is_promised = checkout.total_minor > 0 and not gateway_named(checkout.attempt.gateway).is_online
    pieces = [
        LineFacts(line.pk, line.variant_id, sold=line.quantity, needs_parcel=line.requires_shipping) for line in lines
    ]
    return {
        "payment_state": payment_state(MoneyFacts(checkout.total_minor, is_promised=is_promised)),
        "fulfilment_state": fulfilment_state(pieces),
    }


def _sold(order: Order, line: CheckoutLine) -> OrderLine:
    return OrderLine(
        order_id=order.pk,
        variant_id=line.variant_id,
        quantity=line.quantity,
        **{name: getattr(line, name) for name in KEPT},
    )


def _note_taxes(order: Order, lines: list[CheckoutLine]) -> None:
    """Write down each tax over the whole order. One query, none without taxes."""
    stored = [tax for line in lines for tax in line.taxes] + order.shipping_taxes
    taxes = summed(TaxAmount(**tax) for tax in stored)
    OrderTax.objects.bulk_create(
        OrderTax(
            order_id=order.pk,
            position=position,
            name=tax.name,
            rate_ppm=tax.rate_ppm,
            amount_minor=tax.amount_minor,
        )
        for position, tax in enumerate(taxes, 1)
    )
