"""The checkout's first step: one transaction that freezes the cart, reserves its stock and notes the attempt."""

import hashlib
import json
from dataclasses import asdict, dataclass

from pods.outbox.api import Subject, schedule
from pods.routing.service import service
from shop.catalog.api import variants_for_sale
from shop.catalog.errors import OutOfStock
from shop.catalog.types import ForSale
from shop.inventory.api import reserve_stock
from shop.inventory.errors import StockShort
from shop.orders.errors import CartEmpty, CheckoutOpen, KeyReused, TotalChanged
from shop.orders.events import SETTLE
from shop.orders.locks import lock_cart
from shop.orders.models import Cart, CartLine, Checkout, CheckoutLine
from shop.orders.rules.checkouts import sum_of_lines
from shop.orders.selectors.results import find_checkout, result_of
from shop.orders.types import CheckoutDetails, CheckoutResult
from shop.payments.api import new_attempt
from shop.payments.types import OPEN_STATES, ChargeRequest


@dataclass(frozen=True, slots=True)
class Begun:
    """What the first step leads to: a question for the gateway, or the first result of the same key."""

    attempt_id: int = 0
    request: ChargeRequest | None = None
    result: CheckoutResult | None = None


@service
def begin_checkout(details: CheckoutDetails, *, gateway: str, settle_after_s: float) -> Begun:
    """Freeze the cart, reserve its stock, note the payment attempt as sent, and schedule its settling.

    The same idempotency key, cart and details return the first result. Raises CartEmpty, CheckoutOpen, KeyReused,
    TotalChanged, OutOfStock; nothing has changed then. The gateway is asked after this has committed, never before:
    whatever happens from here on, the settle delivery finds the attempt.
    """
    cart = lock_cart(details.cart_token)
    known = find_checkout(details.idempotency_key)
    if known is not None:
        if cart is None or known.cart_id != cart.pk or known.digest != digest_of(details):
            raise KeyReused
        return Begun(result=result_of(known))
    if cart is None:
        raise CartEmpty
    if Checkout.objects.filter(cart_id=cart.pk, attempt__state__in=OPEN_STATES).exists():
        raise CheckoutOpen
    lines = _priced_lines(cart)
    total = sum_of_lines((sold.price, quantity) for sold, quantity in lines)
    if total != details.expected_total:
        raise TotalChanged(total)
    attempt = new_attempt(total, gateway=gateway, card=details.card)
    checkout = _freeze(cart, details, lines, attempt.id)
    schedule(SETTLE, Subject("attempt", attempt.id), {"attempt_id": attempt.id}, due_in_s=settle_after_s)
    _reserve(checkout, lines)
    request = ChargeRequest(
        key=attempt.key, token=attempt.token, amount=total, postcode=details.billing.postcode.strip()
    )
    return Begun(attempt_id=attempt.id, request=request)


def digest_of(details: CheckoutDetails) -> str:
    """Return what tells one request from another under the same key: all of it but the card's one-time token."""
    told = [
        details.email,
        asdict(details.shipping),
        asdict(details.billing),
        details.card.fingerprint,
        details.expected_total.minor,
        details.expected_total.currency,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _priced_lines(cart: Cart) -> list[tuple[ForSale, int]]:
    """Return what is bought at the price of this moment, by variant; raises CartEmpty, OutOfStock."""
    held = dict(CartLine.objects.filter(cart_id=cart.pk).order_by("pk").values_list("variant_id", "quantity"))
    if not held:
        raise CartEmpty
    found = variants_for_sale(held)
    for sold in found.values():
        if not sold.is_active:
            raise OutOfStock(sold.title, variant_id=sold.variant_id, left=0)
        if not sold.stock.can_sell(held[sold.variant_id]):  # before anything is written in vain
            raise OutOfStock(sold.full_title, variant_id=sold.variant_id, left=sold.stock.left or 0)
    return [(found[variant_id], quantity) for variant_id, quantity in held.items()]


def _reserve(checkout: Checkout, lines: list[tuple[ForSale, int]]) -> None:
    """Reserve what is bought for the checkout. Done last: all buyers of a product wait for one row."""
    try:
        reserve_stock(Subject("checkout", checkout.pk), {sold.variant_id: quantity for sold, quantity in lines})
    except StockShort as short:
        titles = {sold.variant_id: sold.full_title for sold, _quantity in lines}
        raise OutOfStock(titles[short.variant_id], variant_id=short.variant_id, left=short.left) from short


def _freeze(cart: Cart, details: CheckoutDetails, lines: list[tuple[ForSale, int]], attempt_id: int) -> Checkout:
    checkout = Checkout.objects.create(
        cart_id=cart.pk,
        attempt_id=attempt_id,
        idempotency_key=details.idempotency_key,
        digest=digest_of(details),
        email=details.email.strip(),
        shipping=asdict(details.shipping),
        billing=asdict(details.billing),
        subtotal_minor=details.expected_total.minor,
        total_minor=details.expected_total.minor,
        currency=details.expected_total.currency,
    )
    CheckoutLine.objects.bulk_create(
        CheckoutLine(
            checkout_id=checkout.pk,
            variant_id=sold.variant_id,
            quantity=quantity,
            price_minor=sold.price.minor,
            title=sold.title,
            handle=sold.handle,
            sku=sold.sku,
            picture_key=sold.picture_key,
        )
        for sold, quantity in lines
    )
    return checkout
