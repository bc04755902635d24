"""Taxes as staff set them up. Every change is made under the lock of the shop's tax settings."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError

from pods.isolation.versions import StaleVersion, save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.pricing.errors import FieldsWrong, NameTaken
from shop.pricing.events import KEPT_S, TAXES_CHANGED
from shop.pricing.locks import lock_rate, lock_tax_settings
from shop.pricing.models import TaxRate
from shop.pricing.rules.wrong_fields import wrong_rate
from shop.pricing.selectors.taxes import rate_fields_of
from shop.pricing.sentences import fault_sentence
from shop.pricing.types import TaxRateFields
from shop.staff.api import Permission


@service(permission=Permission.SETTINGS_EDIT)
def change_tax_settings(*, prices_include_tax: bool, is_shipping_taxed: bool, version: int) -> int:
    """Say whether prices include tax, and whether shipping is taxed; needs settings.edit. Returns the new version.

    Orders keep what they were sold with. Raises StaleVersion (pods.isolation).
    """
    row = lock_tax_settings()
    before = {"prices_include_tax": row.prices_include_tax, "is_shipping_taxed": row.is_shipping_taxed}
    after = {"prices_include_tax": prices_include_tax, "is_shipping_taxed": is_shipping_taxed}
    save_version(row, version=version or 1, **after)
    _tell(row.pk, "taxes.changed", before, after)
    return row.version


@service(permission=Permission.SETTINGS_EDIT)
def add_tax_rate(fields: TaxRateFields) -> int:
    """Add a tax; needs settings.edit. Returns its id. Sent twice, the second is NameTaken. Raises FieldsWrong."""
    settings_id = lock_tax_settings().pk
    columns = _columns(fields)
    try:
        row = TaxRate.objects.create(settings_id=settings_id, **columns)
    except IntegrityError as error:
        raise NameTaken from error
    _tell(settings_id, "taxes.rate_added", {}, {"rate_id": row.pk, **columns})
    return row.pk


@service(permission=Permission.SETTINGS_EDIT)
def edit_tax_rate(rate_id: int, fields: TaxRateFields, *, version: int) -> int:
    """Change a tax; needs settings.edit. Returns the new version.

    Raises TaxRateUnknown, StaleVersion (pods.isolation), FieldsWrong, NameTaken.
    """
    settings_id = lock_tax_settings().pk
    row = lock_rate(rate_id)
    before, columns = asdict(rate_fields_of(row)), _columns(fields)
    try:
        save_version(row, version=version, **columns)
    except IntegrityError as error:
        raise NameTaken from error
    _tell(settings_id, "taxes.rate_edited", {"rate_id": rate_id, **before}, {"rate_id": rate_id, **columns})
    return row.version


@service(permission=Permission.SETTINGS_EDIT)
def remove_tax_rate(rate_id: int, *, version: int) -> None:
    """Remove a tax; needs settings.edit. Raises TaxRateUnknown, StaleVersion (pods.isolation)."""
    settings_id = lock_tax_settings().pk
    row = lock_rate(rate_id)
    if row.version != version:
        raise StaleVersion(row._meta.label, rate_id, version)
    before = asdict(rate_fields_of(row))
    row.delete()
    _tell(settings_id, "taxes.rate_removed", {"rate_id": rate_id, **before}, {})


def _columns(fields: TaxRateFields) -> dict[str, Any]:
    wrong = wrong_rate(fields)
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault) for name, fault in wrong.items()})
    return {**asdict(fields), "name": fields.name.strip(), "region": fields.region.strip()}


def _tell(settings_id: int, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    subject = Subject("tax_settings", settings_id)
    publish(TAXES_CHANGED, subject, {}, keep_s=KEPT_S)
    audit(action, subject, before, after)
