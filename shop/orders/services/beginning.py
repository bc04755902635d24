"""The checkout's first step: one transaction that prices the cart anew, freezes it, and reserves what it needs.

The cart is locked first and the rows that many buyers share last: stock, then codes. From there to the commit there is
nothing but their own statements.
"""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.db import IntegrityError
from django.db.models import Q

from pods.isolation.prepared import Prepared, Slot
from pods.outbox.api import Subject, schedule
from pods.routing.service import service
from shop.catalog.errors import OutOfStock
from shop.inventory.api import reserve_stock
from shop.inventory.errors import StockShort
from shop.money import Money
from shop.orders.errors import CartEmpty, CheckoutOpen, KeyReused, PaymentNotTaken, ShippingNotSettled, TotalChanged
from shop.orders.events import SETTLE
from shop.orders.locks import lock_cart
from shop.orders.models import Cart, Checkout
from shop.orders.selectors.carts import codes_of, quantities_of
from shop.orders.selectors.quotes import Priced, Wish, destination_of, priced_as
from shop.orders.selectors.results import result_of
from shop.orders.services.freezing import freeze
from shop.orders.types import MANUAL, CheckoutDetails, CheckoutResult
from shop.payments.api import new_attempt, payment_settings
from shop.payments.types import OPEN_STATES, CardToken, ChargeRequest
from shop.pricing.api import take_uses

FREE = "free"

_of_key_or_open = Prepared(
    lambda: (
        Checkout.objects.filter(
            Q(idempotency_key=Slot("key")) | Q(attempt__state__in=OPEN_STATES), cart_id=Slot("cart")
        )
        .select_related("attempt")
        .only("idempotency_key", "digest", "attempt__state", "attempt__reason")
    )
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What the first step leads to: a question for a gateway, or the first result of the same key."""

    attempt_id: int = 0
    gateway: str = ""
    request: ChargeRequest | None = None
    result: CheckoutResult | None = None


@service
def begin_checkout(details: CheckoutDetails, *, gateway: str, settle_after_s: float) -> Begun:
    """Price and freeze the cart, note the payment attempt as sent, schedule its settling, reserve stock and codes.

    The same idempotency key, cart and details return the first result. `gateway` is the one for cards: a manual
    payment, and a total of nothing, have their own. Raises CartEmpty, CheckoutOpen, KeyReused, OutOfStock (catalog),
    ShippingNotSettled, TotalChanged, PaymentNotTaken, UseRefused (pricing); nothing has changed then. The gateway is
    asked after this has committed, never before: whatever happens from here on, the settle delivery finds the attempt.
    """
    cart = lock_cart(details.cart_token)
    if cart is None:
        raise CartEmpty
    known = _known(cart, details)
    if known is not None:
        return Begun(result=result_of(known))
    priced = _priced(cart, details)
    total = Money(priced.quote.total_minor, priced.quote.currency)
    gateway, card = _way_to_pay(details, total, gateway)
    attempt = new_attempt(total, gateway=gateway, card=card)
    try:
        checkout = freeze(cart.pk, details, priced, attempt_id=attempt.id, digest=digest_of(details))
    except IntegrityError as error:  # another cart's checkout has this key: nothing else here can be taken
        raise KeyReused from error
    schedule(SETTLE, Subject("attempt", attempt.id), {"attempt_id": attempt.id}, due_in_s=settle_after_s)
    _reserve(checkout, priced)
    if checkout.codes:
        take_uses(checkout.pk, checkout.codes, email=details.email)
    request = ChargeRequest(
        key=attempt.key, token=attempt.token, amount=total, postcode=details.billing.postcode.strip()
    )
    return Begun(attempt_id=attempt.id, gateway=gateway, request=request)


def digest_of(details: CheckoutDetails) -> str:
    """Return what tells one request from another under the same key: all of it but the card's one-time token."""
    told = asdict(details)
    for name in ("cart_token", "idempotency_key"):
        del told[name]
    if isinstance(details.payment, CardToken):
        told["payment"] = details.payment.fingerprint
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _known(cart: Cart, details: CheckoutDetails) -> Checkout | None:
    """Return the cart's checkout of this key. One query. Raises KeyReused, and CheckoutOpen for another open one."""
    rows = _of_key_or_open.rows(cart=cart.pk, key=details.idempotency_key)
    for row in rows:
        if row.idempotency_key == details.idempotency_key:
            if row.digest != digest_of(details):
                raise KeyReused
            return row
    if rows:
        raise CheckoutOpen
    return None


def _priced(cart: Cart, details: CheckoutDetails) -> Priced:
    """Return what the cart costs, if that is what the buyer was told and everything is there.

    Raises CartEmpty, OutOfStock, ShippingNotSettled, TotalChanged.
    """
    held = quantities_of(cart.token)
    if not held:
        raise CartEmpty
    wish = Wish(destination_of(details.shipping), details.method_id, details.email)
    priced = priced_as(held, codes_of(cart.token), wish)
    for variant_id, quantity in held.items():
        sold = priced.found[variant_id]
        if not sold.is_active:
            raise OutOfStock(sold.full_title, variant_id=variant_id, left=0)
        if not sold.can_sell(quantity):  # before anything is written in vain
            raise OutOfStock(sold.full_title, variant_id=variant_id, left=sold.left or 0)
    if not priced.quote.shipping.is_settled:
        raise ShippingNotSettled(priced.quote)
    if Money(priced.quote.total_minor, priced.quote.currency) != details.expected_total:
        raise TotalChanged(priced.quote)
    return priced


def _way_to_pay(details: CheckoutDetails, total: Money, for_cards: str) -> tuple[str, CardToken | None]:
    """Return the gateway's code, and the card if it wants one. Raises PaymentNotTaken.

    A manual payment costs a query: whether the shop takes it is read here, not believed of the page.
    """
    if not total.minor:
        return FREE, None
    if isinstance(details.payment, CardToken):
        return for_cards, details.payment
    if not payment_settings().manual.is_on:
        raise PaymentNotTaken
    return MANUAL, None


def _reserve(checkout: Checkout, priced: Priced) -> None:
    """Reserve what is bought for the checkout."""
    try:
        reserve_stock(Subject("checkout", checkout.pk), priced.held)
    except StockShort as short:
        title = priced.found[short.variant_id].full_title
        raise OutOfStock(title, variant_id=short.variant_id, left=short.left) from short
