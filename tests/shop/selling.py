"""What tests need to sell something: a shop with products, a buyer's details, and the worker's part done by hand."""

from dataclasses import replace
from typing import Any

from pods.directory.models import Shop
from pods.outbox.models import Delivery
from pods.outbox.types import Outcome
from pods.outbox.worker import handle
from pods.routing.actor import Actor, ActorKind, acting_as
from shop.addresses import Address
from shop.catalog import api as catalog
from shop.catalog.types import Product, ProductFields, VariantFields, one_variant
from shop.money import Money
from shop.orders import api as orders
from shop.orders.types import CartQuote, CheckoutDetails, CheckoutResult, PayWith
from shop.payments import api as payments
from shop.payments.types import Card, CardToken, ManualPayment
from shop.pricing import api as pricing
from shop.pricing.types import DiscountFields, DiscountKind, RateBy, TaxRateFields, Tier
from shop.staff.rules import SHOP_PERMISSIONS

STAFF = Actor(ActorKind.STAFF, "7", "Jo", frozenset(SHOP_PERMISSIONS))

HOME = Address(name="Solveig Aas", line1="Nygårdsgaten 91", postcode="5008", city="Bergen", country="NO")
ABROAD = Address(name="G. Bertolino", line1="Via Cibrario 40", postcode="10144", city="Turin", country="IT")

APPROVED = "4242 4242 4242 4242"
NO_MONEY = "4000 0000 0000 9995"
CODE_WRONG = "4000 0000 0000 0101"
BOTH_WRONG = "4000 0000 0000 0036"
SLOW = "4000 0000 0000 0259"
SLOW_TO_ANSWER = "4000 0000 0000 0267"
LOST_ANSWER = "4000 0000 0000 0341"
LOST_REQUEST = "4000 0000 0000 0358"
LATE_APPROVED = "4000 0000 0000 3154"
LATE_DECLINED = "4000 0000 0000 3204"
DISPUTED_LOST = "4000 0000 0000 3253"
DISPUTED_WON = "4000 0000 0000 3303"
CAPTURE_REFUSED = "4000 0000 0000 3352"
REFUND_REFUSED = "4000 0000 0000 3402"


def furnish(*, currency: str = "EUR", country: str = "NO", shipping_minor: int | None = 0) -> None:
    """Give the current shop its settings and terms. Shipping is free everywhere, or what is said; None: as it comes."""
    catalog.set_up_shop(currency=currency, country=country)
    pricing.set_up_pricing(currency=currency, country=country)
    if shipping_minor is not None:
        ship_for(shipping_minor)


def ship_for(price_minor: int) -> None:
    """Ask the same for every way to ship."""
    with acting_as(STAFF):
        for zone in pricing.shipping_zones():
            for method in zone.methods:
                fields = replace(method.fields, by=RateBy.FLAT, tiers=(Tier(0, price_minor),))
                pricing.edit_method(method.id, fields, version=method.version)


def tax(name: str = "MVA", country: str = "NO", *, rate_ppm: int = 250_000, included: bool = True) -> None:
    """Let the current shop tax what goes to a country."""
    with acting_as(STAFF):
        now = pricing.tax_settings()
        pricing.change_tax_settings(prices_include_tax=included, is_shipping_taxed=True, version=now.version)
        pricing.add_tax_rate(TaxRateFields(name, country, rate_ppm, "", replaces_country=False))


def take_manual(*, is_on: bool = True, name: str = "Bank transfer", instructions: str = "") -> None:
    """Let the current shop take manual payments, or no longer."""
    with acting_as(STAFF):
        manual = ManualPayment(is_on, name, instructions)
        payments.change_payment_settings(manual, version=payments.payment_settings().version)


def make_code(code: str = "TEN", *, kind: DiscountKind = DiscountKind.PERCENT, **terms: Any) -> int:
    """Create a discount code: 10 % off everything, or what is said. Returns its id."""
    if kind is DiscountKind.PERCENT:
        terms.setdefault("basis_points", 1000)
    with acting_as(STAFF):
        return pricing.create_discount(DiscountFields(code, kind, **terms))


def uses_of(code: str) -> int:
    """Return how often a code was used so far."""
    [found] = pricing.terms_for([code]).discounts
    return found.used


def put_on_sale(
    title: str = "Skog table lamp", *, price_minor: int = 18900, on_hand: int = 5, sku: str = "", **fields: Any
) -> Product:
    """Create a product as staff does."""
    with acting_as(STAFF):
        made = catalog.create_product(replace(one_variant(title, price_minor, sku=sku, on_hand=on_hand), **fields))
    return catalog.product_by_id(made)


def put_on_sale_in_variants(title: str, on_hand: dict[str, int], *, price_minor: int = 18900) -> Product:
    """Create a product with one option, Size, and so many on hand of each of its values."""
    variants = tuple(VariantFields(price_minor, options=(size,), on_hand=count) for size, count in on_hand.items())
    with acting_as(STAFF):
        made = catalog.create_product(ProductFields(title=title, variants=variants, option_names=("Size",)))
    return catalog.product_by_id(made)


def stock_of(product: Product) -> tuple[int, int]:
    """Return how many are on hand, and how many of them reserved."""
    now = catalog.product_by_id(product.id)
    return now.on_hand, now.reserved


def filled_cart(*wanted: tuple[Product, int]) -> str:
    """Make a cart and return its token."""
    token = orders.new_cart_token()
    for product, quantity in wanted:
        orders.add_to_cart(token, variant_id=product.variant_id, quantity=quantity)
    return token


def card(number: str = APPROVED) -> CardToken:
    """Hand a card to the gateway."""
    return payments.tokenise_card(Card(number=number, expiry_month=12, expiry_year=2030, code="123"))


UNSEEN_CARD = CardToken(token="tok_x", brand="Visa", last_four="4242", bin="424242", fingerprint="f" * 32)
"""For tests that never reach the gateway."""


def quote_for(token: str, *, shipping: Address = HOME, email: str = "", method_id: int | None = None) -> CartQuote:
    """Return what the checkout's page shows of a cart; the first way to ship is chosen, unless another one is said."""
    place = orders.destination_of(shipping)
    return orders.quote_of_cart(
        token, destination=place, method_id=method_id, choose_first=method_id is None, email=email
    )


def details_of(
    token: str,
    *,
    card: PayWith = UNSEEN_CARD,
    email: str = "solveig@example.no",
    shipping: Address = HOME,
    billing: Address | None = None,
    total: Money | None = None,
    key: str = "",
    method_id: int | None = None,
    **others: Any,
) -> CheckoutDetails:
    """Fill in the form for this cart as the page shows it. `card` may be MANUAL."""
    shown = quote_for(token, shipping=shipping, email=email, method_id=method_id)
    chosen = shown.figures.shipping.chosen
    return CheckoutDetails(
        cart_token=token,
        idempotency_key=key or orders.new_idempotency_key(),
        email=email,
        shipping=shipping,
        billing=billing or shipping,
        payment=card,
        expected_total=total or shown.total,
        method_id=chosen.method_id if chosen else None,
        **others,
    )


def buy(product: Product, quantity: int = 1, *, number: str = APPROVED, **details: Any) -> CheckoutResult:
    """Go all the way from an empty cart to the checkout's result."""
    token = filled_cart((product, quantity))
    return orders.submit_checkout(details_of(token, card=card(number), **details))


def other_key(details: CheckoutDetails) -> CheckoutDetails:
    """The same form, loaded again."""
    return replace(details, idempotency_key=orders.new_idempotency_key())


def waiting(handler: str) -> list[Delivery]:
    """Return what is left to be done by a handler in the current shop, oldest first."""
    return list(Delivery.objects.filter(handler=handler, due_at__isnull=False).order_by("pk"))


def work_off(shop: Shop, *handlers: str) -> list[Outcome]:
    """Do what a worker would, for these handlers, due or not: each delivery once."""
    return [handle(shop.pk, each.pk, each.tries) for handler in handlers for each in waiting(handler)]
