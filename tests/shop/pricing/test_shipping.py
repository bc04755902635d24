from dataclasses import replace

import pytest

from shop.pricing.api import quote
from shop.pricing.errors import SnapshotWrong
from shop.pricing.rules.shipping import zone_at
from shop.pricing.types import Destination, Method, Place, RateBy, ShippingState, Tier, Zone
from tests.shop.pricing.carts import (
    GERMANY,
    GIFT_CARD,
    HOME_ZONE,
    LAMP,
    MUG,
    NORWAY,
    PARCEL,
    POST,
    QUEBEC,
    REST,
    amount,
    cart,
    with_codes,
)

ZONES = (
    Zone("World", (Place(),), ()),
    Zone("Canada", (Place("US"), Place("CA")), ()),
    Zone("Quebec", (Place("CA", "QC"),), ()),
    Zone("Montreal", (Place("CA", "QC", ("H2",)),), ()),
    Zone("Old Montreal", (Place("CA", postcodes=("h2y-1", "H2Z")),), ()),
    Zone("Canada again", (Place("CA"),), ()),
)


@pytest.mark.parametrize(
    ("destination", "name"),
    [
        (NORWAY, "World"),
        (Destination("CA", "ON"), "Canada"),
        (Destination("CA", "qc", "J7V"), "Quebec"),
        (QUEBEC, "Old Montreal"),
        (Destination("CA", "QC", "h2x 3p9"), "Montreal"),
        (Destination("CA", "ON", "h2x 3p9"), "Canada"),
    ],
)
def test_the_closest_place_says_the_zone(destination: Destination, name: str) -> None:
    found = zone_at(ZONES, destination)
    assert found is not None
    assert found.name == name


def test_outside_of_all_zones_nothing_is_offered() -> None:
    assert zone_at((HOME_ZONE,), GERMANY) is None
    priced = quote(cart(LAMP, destination=GERMANY, zones=(HOME_ZONE,), method_id=1))
    assert (priced.shipping.state, priced.shipping.options, priced.shipping.is_settled) == (
        ShippingState.NOT_OFFERED,
        (),
        False,
    )


@pytest.mark.parametrize(
    ("facts", "state", "cost"),
    [
        ({"method_id": 1}, ShippingState.CHOSEN, 500),
        ({"method_id": 2}, ShippingState.CHOSEN, 900),
        ({"method_id": None}, ShippingState.NOT_CHOSEN, 0),
        ({"method_id": 3}, ShippingState.NOT_CHOSEN, 0),  # a method of another zone
        ({"method_id": 1, "destination": None}, ShippingState.NO_DESTINATION, 0),
        ({"method_id": 1, "zones": ()}, ShippingState.NOT_OFFERED, 0),
    ],
)
def test_how_far_the_choice_is(facts, state: ShippingState, cost: int) -> None:
    priced = quote(cart(LAMP, **{"zones": (HOME_ZONE, REST), **facts}))
    assert (priced.shipping.state, priced.shipping_minor, priced.total_minor) == (state, cost, 18900 + cost)
    assert priced.shipping.is_settled is (state is ShippingState.CHOSEN)


def test_what_has_no_parcel_needs_no_shipping() -> None:
    priced = quote(cart(GIFT_CARD, zones=(HOME_ZONE,), method_id=1, destination=None))
    assert (priced.shipping.state, priced.shipping.is_settled) == (ShippingState.NOT_NEEDED, True)
    assert priced.total_minor == 5000


def _price(method: Method, *lines, **facts) -> int | None:
    options = quote(cart(*lines, zones=(Zone("Z", (Place(),), (method,)),), **facts)).shipping.options
    return options[0].price_minor if options else None


@pytest.mark.parametrize(("grams", "price"), [(1999, 600), (2000, 900), (20_000, 900), (20_001, None)])
def test_a_weight_rate_goes_by_the_weight_of_all_pieces(grams: int, price: int | None) -> None:
    assert _price(PARCEL, replace(LAMP, grams=grams)) == price
    assert _price(PARCEL, replace(MUG, grams=1000, quantity=2)) == 900


def test_below_its_first_tier_a_method_is_not_offered() -> None:
    assert _price(Method(1, "Pallet", RateBy.WEIGHT, (Tier(30_000, 9900),)), LAMP) is None


@pytest.mark.parametrize(("off", "price"), [(0, 100), (8900, 100), (8901, 700)])
def test_a_price_rate_goes_by_goods_after_discounts(off: int, price: int) -> None:
    method = Method(1, "Post", RateBy.PRICE, (Tier(0, 700), Tier(10_000, 100)))
    snapshot = cart(LAMP, zones=(Zone("Z", (Place(),), (method,)),), method_id=1)
    priced = quote(with_codes(snapshot, amount("OFF", off)) if off else snapshot)
    assert priced.shipping_minor == price


def test_only_what_is_shipped_counts() -> None:
    method = Method(1, "Post", RateBy.PRICE, (Tier(0, 700), Tier(10_000, 100)))
    assert _price(method, MUG, replace(GIFT_CARD, unit_minor=50_000)) == 700


@pytest.mark.parametrize(("from_minor", "price"), [(18900, 0), (18901, 500)])
def test_from_a_sum_on_shipping_is_free(from_minor: int, price: int) -> None:
    assert _price(replace(POST, free_from_minor=from_minor), LAMP) == price


@pytest.mark.parametrize(
    "terms",
    [
        {"by": RateBy.FLAT, "tiers": ()},
        {"by": RateBy.FLAT, "tiers": (Tier(5, 1),)},
        {"by": RateBy.FLAT, "tiers": (Tier(0, 1), Tier(1, 1))},
        {"by": RateBy.WEIGHT, "tiers": (Tier(5, 1), Tier(5, 2))},
        {"by": RateBy.WEIGHT, "tiers": (Tier(6, 1), Tier(5, 2))},
        {"by": RateBy.FLAT, "tiers": (Tier(0, -1),)},
    ],
)
def test_methods_that_make_no_sense_are_a_mistake_of_the_caller(terms) -> None:
    with pytest.raises(SnapshotWrong):
        Method(1, "X", **terms)


def test_a_region_without_a_country_is_a_mistake_of_the_caller() -> None:
    for terms in ({"region": "QC"}, {"postcodes": ("1",)}):
        with pytest.raises(SnapshotWrong):
            Place(**terms)


def test_a_method_has_an_id_of_its_own() -> None:
    with pytest.raises(SnapshotWrong):
        cart(LAMP, zones=(HOME_ZONE, Zone("Other", (), (POST,))))
