"""What the shop's terms are right now: all that a quote needs besides the cart itself."""

from collections import Counter
from collections.abc import Sequence

from shop.catalog.api import shop_settings
from shop.catalog.types import ShopSettings
from shop.pricing.keys import customer_key
from shop.pricing.models import DiscountCode, DiscountUse
from shop.pricing.rules.codes import MOST_CODES, folded_codes
from shop.pricing.selectors.discounts import discount_of, targets_of
from shop.pricing.selectors.shipping import shipping_zones
from shop.pricing.selectors.taxes import tax_settings
from shop.pricing.types import (
    Destination,
    Discount,
    Method,
    StoredMethod,
    StoredZone,
    TaxRate,
    TaxTerms,
    Terms,
    Zone,
)


def terms_for(codes: Sequence[str], *, email: str = "", settings: ShopSettings | None = None) -> Terms:
    """Return the shop's terms, with those of the typed codes that exist and are switched on.

    Three queries: the shop's settings (unless the caller has them), taxes, zones; with codes and an e-mail six: the
    codes, what they are for, and how often this customer used them. `quote` decides which of the codes hold. Raises
    ShopNotSetUp (catalog).
    """
    settings = settings or shop_settings()
    taxes = tax_settings()
    return Terms(
        discounts=_discounts(list(folded_codes(tuple(codes)))[:MOST_CODES], email),
        taxes=TaxTerms(
            rates=tuple(
                TaxRate(rate.name, rate.country, rate.rate_ppm, rate.region, rate.replaces_country)
                for rate in (stored.fields for stored in taxes.rates)
            ),
            prices_include_tax=taxes.prices_include_tax,
            is_shipping_taxed=taxes.is_shipping_taxed,
            home=Destination(settings.country),
        ),
        zones=tuple(map(_zone, shipping_zones())),
    )


def _discounts(folded: list[str], email: str) -> tuple[Discount, ...]:
    if not folded:
        return ()
    rows = list(DiscountCode.objects.filter(folded__in=folded, is_active=True).order_by("folded"))
    targets = targets_of(row.pk for row in rows)
    by_customer: Counter[int] = Counter()
    if email.strip():
        uses = DiscountUse.objects.filter(discount_id__in=[row.pk for row in rows], customer_key=customer_key(email))
        by_customer.update(uses.values_list("discount_id", flat=True))
    return tuple(discount_of(row, targets, used_by_customer=by_customer[row.pk]) for row in rows)


def _zone(stored: StoredZone) -> Zone:
    return Zone(stored.fields.name, stored.fields.places, tuple(map(_method, stored.methods)))


def _method(stored: StoredMethod) -> Method:
    fields = stored.fields
    return Method(stored.id, fields.name, fields.by, fields.tiers, fields.up_to_measure, fields.free_from_minor)
