"""Reads of the shop's taxes."""

from typing import Any

from pods.isolation.prepared import Prepared
from shop.pricing.models import TaxRate, TaxSettings
from shop.pricing.types import StoredTaxes, StoredTaxRate, TaxRateFields

_SETTINGS = ("version", "prices_include_tax", "is_shipping_taxed")
_RATE = ("pk", "version", "name", "country", "rate_ppm", "region", "replaces_country")

_taxes: Prepared[tuple[Any, ...]] = Prepared(
    lambda: TaxSettings.objects.order_by("rates__country", "rates__region", "rates__name", "rates__pk").values_list(
        *_SETTINGS, *(f"rates__{name}" for name in _RATE)
    )
)


def tax_settings() -> StoredTaxes:
    """Return how the shop taxes, its rates by country, region and name. One query: settings joined with rates.

    A shop without settings has prices that include tax, at version 0: its first save makes them.
    """
    rows = _taxes.rows()
    version, included, shipping = rows[0][:3] if rows else (0, True, True)
    return StoredTaxes(version, included, shipping, tuple(_rate(row[3:]) for row in rows if row[3] is not None))


def rate_fields_of(row: TaxRate) -> TaxRateFields:
    """Return a rate as staff filled it in."""
    return TaxRateFields(row.name, row.country, row.rate_ppm, row.region, row.replaces_country)


def _rate(values: tuple[Any, ...]) -> StoredTaxRate:
    rate_id, version, *fields = values
    return StoredTaxRate(rate_id, version, TaxRateFields(*fields))
