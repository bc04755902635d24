"""Writing down a cart that is being paid: each line with its share of discount and tax, and how the sum came about.

The snapshot is stored beside the quote: pricing it again gives the same quote, whatever the shop's terms are then.
"""

from dataclasses import asdict

from shop.orders.models import Checkout, CheckoutLine
from shop.orders.selectors.facts import stored_taxes
from shop.orders.selectors.quotes import Priced
from shop.orders.types import CheckoutDetails
from shop.pricing.api import quote_as_json, snapshot_as_json, trimmed
from shop.pricing.types import LineQuote


def freeze(cart_id: int, details: CheckoutDetails, priced: Priced, *, attempt_id: int, digest: str) -> Checkout:
    """Write a checkout with its lines. Two queries. Raises IntegrityError when its key is taken."""
    figures = priced.quote
    chosen = figures.shipping.chosen
    checkout = Checkout.objects.create(
        cart_id=cart_id,
        attempt_id=attempt_id,
        idempotency_key=details.idempotency_key,
        digest=digest,
        email=details.email,
        phone=details.phone or details.shipping.phone,
        shipping=asdict(details.shipping),
        billing=asdict(details.billing),
        accepts_marketing=details.accepts_marketing,
        note=details.note,
        method_id=chosen.method_id if chosen else None,
        method_name=chosen.name if chosen else "",
        codes=[each.code for each in figures.applied],
        snapshot=snapshot_as_json(trimmed(priced.snapshot)),
        quote=quote_as_json(figures),
        subtotal_minor=figures.subtotal_minor,
        discount_minor=figures.discount_minor,
        shipping_minor=figures.shipping_minor,
        tax_minor=figures.tax_minor,
        total_minor=figures.total_minor,
        currency=figures.currency,
        tax_included=figures.tax_included,
        shipping_taxes=stored_taxes(figures.shipping.taxes),
    )
    CheckoutLine.objects.bulk_create(_frozen(checkout, priced, line) for line in figures.lines)
    return checkout


def _frozen(checkout: Checkout, priced: Priced, line: LineQuote) -> CheckoutLine:
    sold = priced.found[line.variant_id]
    return CheckoutLine(
        checkout_id=checkout.pk,
        variant_id=line.variant_id,
        quantity=line.quantity,
        price_minor=line.unit_minor,
        discount_minor=line.discount_minor,
        tax_minor=line.tax_minor,
        taxes=stored_taxes(line.taxes),
        title=sold.title,
        variant_title=sold.variant_title,
        handle=sold.handle,
        sku=sold.sku,
        picture_key=sold.picture_key,
        grams=sold.grams,
        requires_shipping=sold.requires_shipping,
    )
