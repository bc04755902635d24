"""What a cart costs at this moment: its lines as they are for sale, the shop's terms, and pricing's reckoning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from shop.addresses import Address
from shop.catalog.api import shop_settings, variants_for_sale
from shop.catalog.types import ForSale
from shop.orders.selectors.carts import cart_with, codes_of, empty_cart, quantities_of
from shop.orders.types import CartQuote, UnusedCode
from shop.pricing.api import quote, refusal_sentence, terms_for
from shop.pricing.types import Destination, Line, Quote, ShippingState, Snapshot


@dataclass(frozen=True, slots=True)
class Wish:
    """What else the price hangs on: where it goes, how it is sent, and whose codes they are."""

    destination: Destination | None = None
    method_id: int | None = None
    email: str = ""


@dataclass(frozen=True, slots=True)
class Priced:
    """A cart's quantities, its variants as they are for sale, what the price was computed from, and what came out."""

    held: Mapping[int, int]
    found: Mapping[int, ForSale]
    snapshot: Snapshot
    quote: Quote


def quote_of_cart(
    token: str | None,
    *,
    destination: Destination | None = None,
    method_id: int | None = None,
    choose_first: bool = False,
    email: str = "",
) -> CartQuote:
    """Return the buyer's cart with codes, shipping and taxes at this moment. An empty one when there is none.

    Without a destination no shipping is charged and the shop's own taxes hold. `choose_first`: the first way to ship
    is taken when the one asked for is not offered. `email`: whose codes they are, for those that are used once per
    customer. Queries: lines, codes, variants_for_sale() and terms_for(), which share the settings.
    """
    priced = priced_as(quantities_of(token), codes_of(token), Wish(destination, method_id, email))
    return _shown(_with_first(priced) if choose_first else priced)


def priced_as(held: Mapping[int, int], codes: Sequence[str], wish: Wish) -> Priced:
    """Price quantities of variants with codes, as a buyer wishes. Queries: variants_for_sale() and terms_for()."""
    settings = shop_settings()
    found = variants_for_sale(held, settings=settings, with_collections=bool(codes))
    terms = terms_for(codes, email=wish.email, settings=settings)
    snapshot = Snapshot(
        currency=settings.currency,
        now=timezone.now(),
        lines=tuple(_line(found[variant_id], quantity) for variant_id, quantity in held.items()),
        destination=wish.destination,
        codes=tuple(codes),
        discounts=terms.discounts,
        taxes=terms.taxes,
        zones=terms.zones,
        method_id=wish.method_id,
    )
    return Priced(held, found, snapshot, quote(snapshot))


def destination_of(address: Address) -> Destination:
    """Return what of an address the price hangs on."""
    return Destination(address.country, address.region, address.postcode)


def _with_first(priced: Priced) -> Priced:
    shipping = priced.quote.shipping
    if shipping.state is not ShippingState.NOT_CHOSEN:
        return priced
    snapshot = replace(priced.snapshot, method_id=shipping.options[0].method_id)
    return replace(priced, snapshot=snapshot, quote=quote(snapshot))


def _shown(priced: Priced) -> CartQuote:
    currency = priced.snapshot.currency
    return CartQuote(
        cart=cart_with(priced.held, priced.found) if priced.held else empty_cart(currency),
        figures=priced.quote,
        unused=tuple(UnusedCode(each.code, refusal_sentence(each, currency)) for each in priced.quote.refused),
    )


def _line(sold: ForSale, quantity: int) -> Line:
    return Line(
        variant_id=sold.variant_id,
        product_id=sold.product_id,
        unit_minor=sold.price.minor,
        quantity=quantity,
        grams=sold.grams,
        is_taxable=sold.is_taxable,
        is_shipped=sold.requires_shipping,
        collection_ids=sold.collection_ids,
    )
