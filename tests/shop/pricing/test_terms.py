"""The shop's terms, as a quote reads them."""

from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.errors import ShopNotSetUp
from shop.pricing import api as pricing
from shop.pricing.types import (
    AppliesTo,
    Destination,
    DiscountClass,
    DiscountFields,
    DiscountKind,
    Method,
    MethodFields,
    Place,
    RateBy,
    TaxRate,
    TaxRateFields,
    Tier,
    ZoneFields,
)
from tests.shop import selling
from tests.shop.pricing.carts import LAMP, NORWAY, cart

TEN = DiscountFields("TEN", DiscountKind.PERCENT, basis_points=1000)
BUYER = "solveig@example.no"


@pytest.fixture
def with_terms(furnished: Shop) -> Shop:
    lamp = selling.put_on_sale()
    with acting_as(selling.STAFF):
        pricing.create_discount(
            replace(
                TEN,
                applies_to=AppliesTo.PRODUCTS,
                product_ids=frozenset({lamp.id}),
                usage_limit=9,
                combines_with=frozenset({DiscountClass.SHIPPING}),
            )
        )
        pricing.add_tax_rate(TaxRateFields("MVA", "NO", 250_000))
        pricing.add_tax_rate(TaxRateFields("HST", "CA", 130_000, region="ON", replaces_country=True))
        zone = pricing.shipping_zones()[0]
        pricing.add_method(
            zone.id, MethodFields("Parcel", RateBy.WEIGHT, (Tier(0, 600), Tier(2000, 900)), 20_000, 99_900)
        )
    return furnished


def test_terms_are_those_that_staff_set_up(with_terms: Shop) -> None:
    pricing.take_uses(1, ["TEN"], email=BUYER)
    terms = pricing.terms_for([" ten", "UNKNOWN"], email=BUYER)
    [ten] = terms.discounts
    assert (ten.code, ten.basis_points, ten.usage_limit, ten.used, ten.used_by_customer) == ("TEN", 1000, 9, 1, 1)
    assert (ten.applies_to, len(ten.ids), ten.combines_with) == (AppliesTo.PRODUCTS, 1, {DiscountClass.SHIPPING})
    assert terms.taxes.rates == (
        TaxRate("HST", "CA", 130_000, "ON", replaces_country=True),
        TaxRate("MVA", "NO", 250_000),
    )
    assert (terms.taxes.prices_include_tax, terms.taxes.is_shipping_taxed) == (True, True)
    assert terms.taxes.home == Destination("NO")
    assert [(zone.name, zone.places, len(zone.methods)) for zone in terms.zones] == [
        ("Norway", (Place("NO"),), 2),
        ("Rest of world", (Place(),), 1),
    ]
    parcel = terms.zones[0].methods[1]
    assert parcel == Method(parcel.id, "Parcel", RateBy.WEIGHT, (Tier(0, 600), Tier(2000, 900)), 20_000, 99_900)


def test_without_an_email_nobody_has_used_a_code(with_terms: Shop) -> None:
    pricing.take_uses(1, ["TEN"], email=BUYER)
    assert pricing.terms_for(["TEN"]).discounts[0].used_by_customer == 0
    assert pricing.terms_for(["TEN"], email="guro@example.no").discounts[0].used_by_customer == 0


def test_a_code_that_is_switched_off_is_not_found(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        pricing.create_discount(replace(TEN, is_active=False))
    assert pricing.terms_for(["TEN"]).discounts == ()


def test_a_new_shop_can_sell_at_once(furnished: Shop) -> None:
    terms = pricing.terms_for([])
    method = terms.zones[0].methods[0]
    priced = pricing.quote(cart(LAMP, taxes=terms.taxes, zones=terms.zones, method_id=method.id, destination=NORWAY))
    assert (priced.shipping_minor, priced.tax_minor, priced.total_minor) == (500, 0, 19400)
    abroad = pricing.quote(cart(LAMP, taxes=terms.taxes, zones=terms.zones, destination=Destination("JP")))
    assert [(option.name, option.cost_minor) for option in abroad.shipping.options] == [("International", 1500)]


def test_a_shop_without_settings_has_no_terms(shop: Shop) -> None:
    with pytest.raises(ShopNotSetUp):
        pricing.terms_for([])


@pytest.mark.parametrize("count", [1, 12])
def test_what_terms_cost_in_queries(with_terms: Shop, django_assert_num_queries, count: int) -> None:
    with acting_as(selling.STAFF):
        for number in range(count):
            pricing.add_tax_rate(TaxRateFields(f"T{number}", "DE", 190_000))
            zone_id = pricing.add_zone(ZoneFields(f"Zone {number}", (Place("DE"),)))
            pricing.add_method(zone_id, MethodFields("Post", RateBy.FLAT, (Tier(0, 500),)))
            pricing.create_discount(replace(TEN, code=f"C{number}"))
    with django_assert_num_queries(3, using="pod_1"):  # the shop's settings, taxes, zones
        pricing.terms_for([])
    codes = [f"C{number}" for number in range(count)]
    with django_assert_num_queries(5, using="pod_1"):  # … the codes, what they are for
        pricing.terms_for(codes)
    with django_assert_num_queries(6, using="pod_1"):  # … how often this customer used them
        pricing.terms_for(codes, email=BUYER)
    with django_assert_num_queries(1, using="pod_1"):
        assert len(pricing.shipping_zones()) == count + 2
    with django_assert_num_queries(1, using="pod_1"):
        assert len(pricing.tax_settings().rates) == count + 2
