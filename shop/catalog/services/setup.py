"""The shop's settings: given when it opens, changed by staff."""

from pods.directory.errors import NewShopRefused
from pods.isolation.versions import save_version
from pods.outbox.api import SHOP, audit
from pods.routing.opening import NewShop
from pods.routing.service import service
from shop.catalog.errors import CurrencyFixed, FieldsWrong, ShopNotSetUp
from shop.catalog.models import Settings, Variant
from shop.catalog.rules import Fault
from shop.catalog.sentences import fault_sentence
from shop.countries import is_country
from shop.money import CurrencyUnknown, exponent_of
from shop.staff.api import Permission


def open_shop(new: NewShop) -> None:
    """Give a shop that is being opened its settings, inside the opening's service. Run again it changes nothing.

    Raises NewShopRefused. One statement.
    """
    try:
        _set_up(new.currency, new.country)
    except FieldsWrong as refusal:
        raise NewShopRefused(str(refusal)) from refusal


@service
def set_up_shop(*, currency: str, country: str) -> None:
    """Give a new shop its settings. Run again it changes nothing. Raises FieldsWrong."""
    _set_up(currency, country)


def _set_up(currency: str, country: str) -> None:
    """Insert the one row of settings; where there is one, the shop's unique key keeps it as it is."""
    _check(currency=currency, country=country)
    Settings.objects.bulk_create([Settings(currency=currency, country=country)], ignore_conflicts=True)


@service(permission=Permission.SETTINGS_EDIT)
def change_settings(*, country: str, currency: str, version: int) -> None:
    """Change the shop's settings; needs settings.edit. Raises StaleVersion, CurrencyFixed, FieldsWrong."""
    _check(currency=currency, country=country)
    row = Settings.objects.first()
    if row is None:
        raise ShopNotSetUp
    if currency != row.currency and Variant.objects.exists():
        raise CurrencyFixed
    before = {"currency": row.currency, "country": row.country}
    save_version(row, version=version, currency=currency, country=country)
    audit("settings.changed", SHOP, before, {"currency": currency, "country": country})


def _check(*, currency: str, country: str) -> None:
    wrong: dict[str, str] = {}
    try:
        exponent_of(currency)
    except CurrencyUnknown as unknown:
        wrong["currency"] = str(unknown)
    if not is_country(country):
        wrong["country"] = fault_sentence(Fault.NOT_A_COUNTRY)
    if wrong:
        raise FieldsWrong(wrong)
