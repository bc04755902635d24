"""Many at once, with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connections

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.routing.actor import acting_as
from pods.routing.shops import in_shop
from shop.customers import api as customers
from shop.customers.errors import AddressKnown, EmailTaken
from shop.customers.models import ConsentEntry, Customer, CustomerAddress
from shop.customers.types import CustomerFields
from tests.conftest import MakeShop
from tests.shop.selling import HOME, STAFF

REFUSALS = (StaleVersion, EmailTaken, AddressKnown)


@pytest.fixture
def own_shop(make_shop: MakeShop) -> Shop:
    return make_shop(pod_number=1)


def _at_once(own_shop: Shop, *calls: Callable[[], object]) -> list[object]:
    """Run every call in a thread of its own, all from the same moment; a refusal is a result."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            with in_shop(own_shop), acting_as(STAFF):
                gate.wait(timeout=10)
                return call()
        except REFUSALS as refusal:
            return type(refusal)
        finally:
            for connection in connections.all():
                connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result(timeout=30) for future in [threads.submit(run, call) for call in calls]]


def test_eight_first_orders_of_one_email_are_one_customer_with_one_address(own_shop: Shop) -> None:
    made = _at_once(
        own_shop,
        *[
            lambda: customers.remember_customer(
                email="solveig@example.no", name="Solveig", address=HOME, accepts_marketing=True
            )
        ]
        * 8,
    )
    assert len(set(made)) == 1
    with in_shop(own_shop):
        assert (Customer.objects.count(), CustomerAddress.objects.count(), ConsentEntry.objects.count()) == (1, 1, 1)


def test_first_orders_to_eight_places_leave_one_default(own_shop: Shop) -> None:
    def order(number: int) -> Callable[[], object]:
        address = replace(HOME, line1=f"Gate {number}")
        return lambda: customers.remember_customer(email="a@b.no", name="A", address=address)

    _at_once(own_shop, *map(order, range(8)))
    with in_shop(own_shop):
        assert Customer.objects.count() == 1
        assert CustomerAddress.objects.count() == 8
        assert CustomerAddress.objects.filter(is_default=True).count() == 1


def test_of_eight_saves_of_one_version_one_is_kept(own_shop: Shop) -> None:
    with in_shop(own_shop), acting_as(STAFF):
        made = customers.add_customer(CustomerFields("a@b.no"))

    def save(number: int) -> Callable[[], object]:
        fields = CustomerFields("a@b.no", name=f"Name {number}", tags=(f"tag {number}",))
        return lambda: customers.edit_customer(made, fields, version=1)

    ended = _at_once(own_shop, *map(save, range(8)))
    assert sorted(map(str, ended)) == sorted(map(str, [2, *[StaleVersion] * 7]))
    with in_shop(own_shop):
        kept = customers.customer_by_id(made)
        assert (kept.version, kept.tags) == (2, (kept.name.replace("Name", "tag"),))


def test_one_email_is_given_to_one_customer(own_shop: Shop) -> None:
    ended = _at_once(own_shop, *[lambda: customers.add_customer(CustomerFields("a@b.no", tags=("x",)))] * 6)
    assert ended.count(EmailTaken) == 5
    with in_shop(own_shop):
        assert Customer.objects.count() == 1


def test_one_address_is_added_once(own_shop: Shop) -> None:
    with in_shop(own_shop), acting_as(STAFF):
        made = customers.add_customer(CustomerFields("a@b.no"))
    ended = _at_once(own_shop, *[lambda: customers.add_address(made, HOME, is_default=True)] * 6)
    assert ended.count(AddressKnown) == 5
    with in_shop(own_shop):
        assert CustomerAddress.objects.filter(is_default=True).count() == CustomerAddress.objects.count() == 1
