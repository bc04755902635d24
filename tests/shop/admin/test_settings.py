"""Settings through HTTP: taxes, shipping, locations."""

from typing import NamedTuple

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.types import Location
from shop.payments import api as payments
from shop.payments.types import ManualPayment, PaymentSettings
from shop.pricing import api as pricing
from shop.pricing.types import MethodFields, Place, RateBy, StoredTaxes, StoredZone, TaxRateFields, Tier
from shop.staff.api import Permission
from shop.staff.models import Role, User
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.admin.sending import form_of
from tests.shop.pages.visiting import said, statements, tables_read

TAXES, SHIPPING, LOCATIONS = "/admin/settings/taxes", "/admin/settings/shipping", "/admin/settings/locations"
PAYMENTS = "/admin/settings/payments"


class All(NamedTuple):
    """Everything that settings change."""

    taxes: StoredTaxes
    zones: tuple[StoredZone, ...]
    locations: list[Location]
    payments: PaymentSettings


def _all() -> All:
    return All(pricing.tax_settings(), pricing.shipping_zones(), inventory.locations(), payments.payment_settings())


@pytest.fixture
def vat(owner: Client, shop: Shop, inside: Inside) -> str:
    """Where a tax is edited."""
    with inside(shop), acting_as(selling.STAFF):
        return f"{TAXES}/{pricing.add_tax_rate(TaxRateFields('VAT', 'NO', 250_000))}"


@pytest.fixture
def home_zone(owner: Client, shop: Shop, inside: Inside) -> StoredZone:
    """The zone that a new shop has for its own country."""
    with inside(shop):
        return next(each for each in pricing.shipping_zones() if each.fields.places == (Place("NO"),))


def test_how_the_shop_taxes_is_changed(owner: Client, shop: Shop, inside: Inside) -> None:
    page = owner.get(TAXES)
    assert "No taxes yet" in said(page)
    sent = form_of(page, TAXES, prices_include_tax=None, is_shipping_taxed=None)
    assert owner.post(TAXES, sent)["Location"] == f"{TAXES}?saved"
    with inside(shop):
        now = pricing.tax_settings()
    assert (now.prices_include_tax, now.is_shipping_taxed) == (False, False)
    assert owner.post(TAXES, {**sent, "prices_include_tax": "on"}).status_code == 409
    with inside(shop):
        assert pricing.tax_settings() == now


def test_a_tax_is_added_changed_and_removed(owner: Client, shop: Shop, inside: Inside) -> None:
    new = f"{TAXES}/new"
    sent = form_of(owner.get(new), new, name="Sales tax", country="US", region="New York", rate="8.875")
    assert owner.post(new, sent).status_code == 302
    with inside(shop):
        (rate,) = pricing.tax_settings().rates
    assert rate.fields == TaxRateFields("Sales tax", "US", 88_750, "New York")
    assert "United States, New York Sales tax 8.875 %" in said(owner.get(TAXES))
    path = f"{TAXES}/{rate.id}"
    assert owner.post(path, form_of(owner.get(path), path, rate="9")).status_code == 302
    remove = f"{path}/remove"
    assert owner.post(remove, {"version": 1}).status_code == 409
    assert owner.post(remove, form_of(owner.get(path), remove)).status_code == 302
    with inside(shop):
        assert pricing.tax_settings().rates == ()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Say what the tax is called"),
        ({"country": ""}, "Choose a country."),
        ({"rate": ""}, "Write a percentage like 25 or 8.875."),
        ({"rate": "100.1"}, "at most 100."),
        ({"replaces_country": "on"}, "Say which region"),
        ({"name": "VAT", "country": "NO"}, "This place has a tax of this name already."),
    ],
)
def test_a_wrong_tax_is_not_added(
    owner: Client, vat: str, inside: Inside, typed: dict[str, str], sentence: str
) -> None:
    new = f"{TAXES}/new"
    answer = owner.post(new, form_of(owner.get(new), new, name="Other", country="SE", rate="25") | typed)
    assert answer.status_code == 422
    assert sentence in said(answer)
    with inside(answer.wsgi_request.tenant):
        assert [each.fields.name for each in pricing.tax_settings().rates] == ["VAT"]


def test_a_tax_that_somebody_else_saved_is_compared(owner: Client, vat: str, shop: Shop, inside: Inside) -> None:
    sent = form_of(owner.get(vat), vat, rate="24")
    assert owner.post(vat, {**sent, "rate": "15"}).status_code == 302
    answer = owner.post(vat, sent)
    assert answer.status_code == 409
    assert "Rate Differs Yours: 24 Saved now: 15" in said(answer)
    with inside(shop):
        assert pricing.tax_settings().rates[0].fields.rate_ppm == 150_000


def test_a_zone_is_added_changed_and_removed(owner: Client, shop: Shop, inside: Inside) -> None:
    new = f"{SHIPPING}/new"
    sent = form_of(owner.get(new), new, name="Near", countries=["SE", "DK"], parts="us / California\nGB / / IV, KW\n")
    assert owner.post(new, sent).status_code == 302
    with inside(shop):
        zone = pricing.shipping_zones()[-1]
    parts = (Place("US", "California"), Place("GB", "", ("IV", "KW")))
    assert set(zone.fields.places) == {Place("SE"), Place("DK"), *parts}
    words = said(owner.get(SHIPPING))
    assert "Near Sweden, Denmark, United States · California, United Kingdom · IV, KW" in words
    assert "Without a method buyers there cannot order" in words
    path = f"{SHIPPING}/{zone.id}"
    assert owner.post(path, form_of(owner.get(path), path)).status_code == 302
    with inside(shop):
        assert set(pricing.zone_by_id(zone.id).fields.places) == set(zone.fields.places)
    assert owner.post(path, form_of(owner.get(path), path, countries=["FI"])).status_code == 302
    with inside(shop):
        assert set(pricing.zone_by_id(zone.id).fields.places) == {Place("FI"), *parts}
    assert owner.post(f"{path}/remove", {"version": 1}).status_code == 409
    assert owner.post(f"{path}/remove", form_of(owner.get(path), f"{path}/remove")).status_code == 302
    assert owner.get(path).status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"parts": "Atlantis / West"}, {"parts": "NO"}, {"countries": ["XX"]}])
def test_a_wrong_zone_changes_nothing(
    owner: Client, home_zone: StoredZone, inside: Inside, wrong: dict[str, object]
) -> None:
    path = f"{SHIPPING}/{home_zone.id}"
    answer = owner.post(path, form_of(owner.get(path), path) | wrong)
    assert answer.status_code == 422
    with inside(answer.wsgi_request.tenant):
        assert pricing.zone_by_id(home_zone.id) == home_zone


def test_a_zone_that_somebody_else_saved_is_compared(
    owner: Client, home_zone: StoredZone, shop: Shop, inside: Inside
) -> None:
    path = f"{SHIPPING}/{home_zone.id}"
    sent = form_of(owner.get(path), path, countries=["NO", "SE"])
    assert owner.post(path, {**sent, "countries": ["NO", "DK"]}).status_code == 302
    answer = owner.post(path, sent)
    assert answer.status_code == 409
    assert "Countries Differs Yours: NO, SE Saved now: DK, NO" in said(answer)
    with inside(shop):
        assert set(pricing.zone_by_id(home_zone.id).fields.places) == {Place("NO"), Place("DK")}


def test_a_method_by_weight_is_added_changed_and_removed(
    owner: Client, home_zone: StoredZone, shop: Shop, inside: Inside
) -> None:
    new = f"{SHIPPING}/{home_zone.id}/methods/new"
    sent = form_of(owner.get(new), new, name="Parcel", by="weight", up_to="30000", free_from="100")
    sent |= {"tiers-0-start": "0", "tiers-0-price": "9.50", "tiers-1-start": "5000", "tiers-1-price": "19"}
    assert owner.post(new, sent).status_code == 302
    with inside(shop):
        method = pricing.zone_by_id(home_zone.id).methods[-1]
    assert method.fields == MethodFields("Parcel", RateBy.WEIGHT, (Tier(0, 950), Tier(5000, 1900)), 30_000, 10_000)
    assert "Parcel free from €100.00 from €9.50" in said(owner.get(SHIPPING))
    path = f"/admin/settings/methods/{method.id}"
    assert owner.post(path, form_of(owner.get(path), path)).status_code == 302
    with inside(shop):
        assert pricing.method_by_id(method.id).fields == method.fields
    changed = form_of(owner.get(path), path, by="price", up_to="")
    assert owner.post(path, changed | {"tiers-1-start": "50.00"}).status_code == 302
    with inside(shop):
        now = pricing.method_by_id(method.id).fields
    assert now == MethodFields("Parcel", RateBy.PRICE, (Tier(0, 950), Tier(5000, 1900)), None, 10_000)
    assert owner.post(path, changed).status_code == 409
    assert owner.post(f"{path}/remove", {"version": 1}).status_code == 409
    assert owner.post(f"{path}/remove", form_of(owner.get(path), f"{path}/remove")).status_code == 302
    assert owner.get(path).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Say what buyers choose"),
        ({"tiers-0-price": ""}, "Write the price like"),
        ({"tiers-0-price": "", "tiers-0-start": ""}, "Please fill this in."),
        ({"tiers-1-start": "0", "tiers-1-price": "5"}, "Each price begins above"),
        ({"tiers-0-start": "heavy"}, "Write whole grams"),
        ({"up_to": "-1"}, "Write whole grams"),
        ({"by": "flat", "tiers-1-price": "5"}, "Each price begins above"),
        ({"tiers-TOTAL_FORMS": "x"}, ""),
    ],
)
def test_a_wrong_method_is_not_added(
    owner: Client, home_zone: StoredZone, inside: Inside, wrong: dict[str, str], sentence: str
) -> None:
    new = f"{SHIPPING}/{home_zone.id}/methods/new"
    sent = form_of(owner.get(new), new, name="Parcel", by="weight") | {"tiers-0-start": "0", "tiers-0-price": "9"}
    answer = owner.post(new, sent | wrong)
    assert answer.status_code == 422
    assert sentence in said(answer)
    with inside(answer.wsgi_request.tenant):
        assert pricing.zone_by_id(home_zone.id) == home_zone


def test_a_location_is_added_moved_and_taken_out_of_use(
    owner: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    new = f"{LOCATIONS}/new"
    assert owner.post(new, form_of(owner.get(new), new, name="Cellar", country="SE")).status_code == 302
    with inside(shop):
        main, cellar = inventory.locations()
    assert (cellar.name, cellar.country) == ("Cellar", "SE")
    path = f"{LOCATIONS}/{main.id}"
    assert owner.post(path, form_of(owner.get(path), path, position="9", country="NO")).status_code == 302
    with inside(shop):
        assert [each.name for each in inventory.locations()] == ["Cellar", "Main"]
    full = owner.post(f"{path}/use", form_of(owner.get(path), f"{path}/use"))
    assert full.status_code == 422
    assert "Goods lie there" in said(full)
    path = f"{LOCATIONS}/{cellar.id}"
    used = form_of(owner.get(path), f"{path}/use")
    assert owner.post(f"{path}/use", used).status_code == 302
    assert "Cellar Sweden Out of use" in said(owner.get(LOCATIONS))
    assert owner.post(f"{path}/use", used).status_code == 409
    with inside(shop):
        assert [each.is_active for each in inventory.locations()] == [False, True]


def test_manual_payments_are_switched_on_and_off(owner: Client, shop: Shop, inside: Inside) -> None:
    page = owner.get(PAYMENTS)
    assert "Stock is reserved before you have the money" in said(page)
    sent = form_of(page, PAYMENTS, is_on="on", name="Bank transfer", instructions="IBAN <1>\r\nThank you")
    assert owner.post(PAYMENTS, sent)["Location"] == f"{PAYMENTS}?saved"
    with inside(shop):
        now = payments.payment_settings()
    assert now.manual == ManualPayment(is_on=True, name="Bank transfer", instructions="IBAN <1>\nThank you")
    again = owner.get(f"{PAYMENTS}?saved")
    assert ("Saved" in said(again), "IBAN &lt;1&gt;" in again.content.decode()) == (True, True)
    assert owner.post(PAYMENTS, form_of(again, PAYMENTS, is_on=None)).status_code == 302
    with inside(shop):
        assert not payments.payment_settings().manual.is_on


def test_payments_that_are_wrong_or_late_change_nothing(owner: Client, shop: Shop, inside: Inside) -> None:
    sent = form_of(owner.get(PAYMENTS), PAYMENTS, is_on="on", name="Bank transfer")
    owner.post(PAYMENTS, sent)
    with inside(shop):
        before = _all()
    late = owner.post(PAYMENTS, {**sent, "name": "Invoice"})
    assert late.status_code == 409
    assert "Somebody saved the payments while you were writing." in said(late)
    assert 'value="Invoice"' in late.content.decode()
    usual = form_of(owner.get(PAYMENTS), PAYMENTS)
    for wrong in ({"name": ""}, {"name": "x" * 61}, {"instructions": "x" * 1001}, {"version": ""}):
        answer = owner.post(PAYMENTS, usual | wrong)
        assert (answer.status_code, "Not saved yet." in said(answer)) == (422, True), wrong
    with inside(shop):
        assert _all() == before


def test_a_wrong_location_changes_nothing(owner: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop), acting_as(selling.STAFF):
        cellar = inventory.add_location(name="Cellar", country="SE")
        before = _all()
    path = f"{LOCATIONS}/{cellar}"
    usual = form_of(owner.get(path), path)
    for wrong in ({"name": ""}, {"name": "Main"}, {"country": "XX"}, {"position": "0"}, {"position": "x"}):
        assert owner.post(path, usual | wrong).status_code == 422, wrong
    assert owner.post(path, {**usual, "version": "7"}).status_code == 409
    with inside(shop):
        assert _all() == before


def test_who_may_not_change_settings_does_not_see_them(
    owner: Client, vat: str, home_zone: StoredZone, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        before = _all()
        role = Role.objects.create(name="Picker", permissions=[Permission.PRODUCTS_EDIT.value])
        User.objects.update(role=role)
    assert b"/admin/settings" not in owner.get("/admin/products").content
    zone, place = f"{SHIPPING}/{home_zone.id}", f"{LOCATIONS}/{before.locations[0].id}"
    method = f"/admin/settings/methods/{home_zone.methods[0].id}"
    pages = (TAXES, SHIPPING, LOCATIONS, PAYMENTS, vat, zone, place, method, f"{zone}/methods/new")
    for path in (*pages, *(f"{page}/new" for page in pages[:3])):
        assert owner.get(path).status_code == 403
    removals = (f"{vat}/remove", f"{zone}/remove", f"{method}/remove", f"{place}/use")
    for path in (PAYMENTS, vat, zone, place, method, *removals):
        assert owner.post(path, {"version": 1, "name": "Mine"}).status_code == 403
    with inside(shop):
        assert _all() == before


def test_what_is_unknown_is_404(owner: Client) -> None:
    for number in (1, 10**30):
        for path in (f"{TAXES}/{number}", f"{SHIPPING}/{number}", f"{LOCATIONS}/{number}"):
            assert owner.get(path).status_code == 404
        for path in (f"{SHIPPING}/{number}/methods/new", f"/admin/settings/methods/{number}"):
            assert owner.post(path, {"version": 1}).status_code == 404


def test_what_the_settings_ask_the_database(owner: Client, vat: str, home_zone: StoredZone) -> None:
    asked = {
        TAXES: ["pricing_taxsettings"],
        vat: ["pricing_taxsettings"],
        SHIPPING: ["pricing_shippingzone", "catalog_settings"],
        f"{SHIPPING}/{home_zone.id}": ["pricing_shippingzone"],
        f"/admin/settings/methods/{home_zone.methods[0].id}": ["pricing_shippingmethod", "catalog_settings"],
        LOCATIONS: ["inventory_location"],
        PAYMENTS: ["payments_paymentsettings"],
    }
    owner.get(TAXES)
    for path, tables in asked.items():
        with statements() as sent:
            owner.get(path)
        assert tables_read(sent) == ["staff_session", *tables], path
