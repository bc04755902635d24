"""What pricing gives a new shop: prices that include tax, no rates yet, and shipping at home and abroad."""

from django.utils.translation import gettext

from pods.routing.opening import NewShop
from pods.routing.service import service
from shop.countries import country_name
from shop.money import exponent_of
from shop.pricing.models import ShippingMethod, ShippingZone, TaxSettings
from shop.pricing.rules.starting import first_rates
from shop.pricing.services.shipping import method_columns, zone_columns
from shop.pricing.types import MethodFields, Place, RateBy, Tier, ZoneFields


def open_shop(new: NewShop) -> None:
    """Give a shop that is being opened its terms, inside the opening's service. Run again it changes nothing.

    Four statements.
    """
    _set_up(new.currency, new.country)


@service
def set_up_pricing(*, currency: str, country: str) -> None:
    """Give a new shop its terms, so that it can sell at once. A shop that has tax settings is left as it is.

    No tax is charged until the merchant says which: pages say so.
    """
    _set_up(currency, country)


def _set_up(currency: str, country: str) -> None:
    if TaxSettings.objects.exists():
        return
    TaxSettings.objects.create()
    home, abroad = first_rates(exponent_of(currency))
    fields = (ZoneFields(country_name(country), (Place(country),)), ZoneFields(gettext("Rest of world"), (Place(),)))
    zones = ShippingZone.objects.bulk_create(
        ShippingZone(position=position, **zone_columns(each)) for position, each in enumerate(fields, start=1)
    )
    methods = (_flat(gettext("Standard"), home), _flat(gettext("International"), abroad))
    ShippingMethod.objects.bulk_create(
        ShippingMethod(zone_id=zone.pk, position=1, **method_columns(method))
        for zone, method in zip(zones, methods, strict=True)
    )


def _flat(name: str, price_minor: int) -> MethodFields:
    return MethodFields(name, RateBy.FLAT, (Tier(0, price_minor),))
