"""A shop full of canaries: whatever of it shows in another shop has crossed over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.apps import apps
from django.db import models

from pods.directory.models import Shop
from pods.isolation.models import ShopOwned
from pods.routing.actor import acting_as
from shop.addresses import Address
from shop.catalog.api import product_by_id
from shop.catalog.types import Product
from shop.customers import api as customers
from shop.customers.types import ConsentChannel, CustomerFields
from shop.orders import api as orders
from shop.staff.api import create_owner
from tests.conftest import Inside
from tests.shop import selling

CANARY = "Kanarienvogel☂7c1"
"""No address and no id holds it: what a request names is none of the shop's secrets."""

EMAIL, PASSWORD = "vogel-7c1@example.com", "a calm green harbour"
PADDING = 12
"""Products more: so that some ids are not also ids of the shop that they are tried in. One row counts 1024 up."""

HOME = Address(name=CANARY, line1=CANARY, postcode="5008", city=CANARY, country="NO")


@dataclass(frozen=True)
class Planted:
    """What a thief may know of the shop: the ids and names of its rows."""

    shop: Shop
    numbers: list[int]
    texts: list[str]
    product: Product


def plant(shop: Shop, inside: Inside) -> Planted:
    """Give the shop staff, a product, a cart, an order and an open checkout, with the canary wherever text may be."""
    with inside(shop):
        selling.furnish()
        selling.take_manual(name=CANARY, instructions=CANARY)
        create_owner(EMAIL, CANARY, PASSWORD)
        for _ in range(PADDING):
            selling.put_on_sale(title=CANARY)
        lamp = selling.put_on_sale(title="Other lamp", description=CANARY, sku=CANARY, on_hand=9)
        selling.filled_cart((lamp, 1))
        cart = selling.filled_cart((lamp, 2))
        details = selling.details_of(cart, card=selling.card(), shipping=HOME, email=EMAIL)
        assert orders.submit_checkout(details).is_placed
        _plant_customer()
        texts = {value for rows in _texts() for value in rows}
        return Planted(shop, _known_numbers(), sorted(texts), product_by_id(lamp.id))


def _plant_customer() -> None:
    """Let staff write down whatever may be written of who bought."""
    buyer = customers.find_customer(EMAIL)
    assert buyer is not None
    fields = CustomerFields(EMAIL, name=CANARY, note=CANARY, tags=(CANARY,))
    with acting_as(selling.STAFF):
        customers.edit_customer(buyer, fields, version=customers.customer_by_id(buyer).version)
        customers.add_address(buyer, replace(HOME, company=CANARY, region=CANARY))
        customers.give_consent(buyer, ConsentChannel.EMAIL, wording=CANARY)


def owned() -> list[type[ShopOwned]]:
    """Return every model of a shop's rows."""
    return [
        each for each in apps.get_models() if issubclass(each, ShopOwned) and not each.__module__.startswith("tests")
    ]


def rows_of(shop: Shop, inside: Inside) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of a shop."""
    with inside(shop):
        return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in owned()}


def numbers_of(shop: Shop, inside: Inside) -> list[int]:
    """Return the ids of all rows of a shop, and the numbers of its orders."""
    with inside(shop):
        found = {order.number for order in orders.orders_page().orders}
        for model in owned():
            found.update(model.objects.values_list("pk", flat=True))
        return sorted(found)


def _known_numbers() -> list[int]:
    """Return the first and the last id of each kind of row, and the numbers of orders."""
    found = {order.number for order in orders.orders_page().orders}
    for model in owned():
        ids = model.objects.order_by("pk").values_list("pk", flat=True)
        found.update(ids[:1])
        found.update(ids.reverse()[:1])
    return sorted(found)


def _texts() -> Iterator[list[str]]:
    """Yield what may stand in an address: handles, tokens, keys."""
    for model in owned():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.SlugField) and not field.choices:
                values = model.objects.values_list(field.name, flat=True).distinct()
                yield [value for value in values if value and value.isascii() and not {" ", "@"} & set(value)][:3]
