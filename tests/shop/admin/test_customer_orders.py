"""What a customer bought, on the customer's page."""

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.types import Product
from shop.customers import api as customers
from shop.staff.models import Role
from shop.staff.types import Permission
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.pages.visiting import said, statements, tables_read

pytestmark = pytest.mark.usefixtures("gateway")


@pytest.fixture
def solveig(owner: Client, lamp: Product, gateway: GatewayProcess, shop: Shop, inside: Inside) -> int:
    """A customer who bought twice; somebody else bought in between."""
    with inside(shop):
        for email in ("solveig@example.no", "other@example.no", "Solveig@Example.NO"):
            assert selling.buy(lamp, email=email).is_placed
        found = customers.find_customer("solveig@example.no")
        assert found is not None
        return found


def test_the_page_shows_the_customers_orders_newest_first(owner: Client, solveig: int) -> None:
    answer = owner.get(f"/admin/customers/{solveig}")
    assert [order.number for order in answer.context["page"].orders] == [1003, 1001]
    words = said(answer)
    assert "Orders 2" in words
    assert "Authorised Unfulfilled €189.00" in words
    assert "Nygårdsgaten 91 5008 Bergen Norway Default" in words
    page = answer.content.decode()
    assert page.index('href="/admin/orders/1003"') < page.index('href="/admin/orders/1001"')
    assert "/admin/orders/1002" not in page


def test_an_order_leads_to_its_customer(owner: Client, solveig: int) -> None:
    assert f'href="/admin/customers/{solveig}"' in owner.get("/admin/orders/1001").content.decode()


def test_orders_come_a_page_at_a_time(owner: Client, solveig: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shop.admin.views.customers.ORDERS", 1)
    first = owner.get(f"/admin/customers/{solveig}")
    assert 'href="?before=1003"' in first.content.decode()
    second = owner.get(f"/admin/customers/{solveig}", {"before": 1003})
    assert [order.number for order in second.context["page"].orders] == [1001]
    assert 'href="?after=1001"' in second.content.decode()


def test_who_bought_nothing_has_an_empty_list(owner: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        made = customers.remember_customer(email="a@b.no", name="A")
    assert "Orders 0 Nothing bought yet" in said(owner.get(f"/admin/customers/{made}"))


def test_who_may_not_see_orders_sees_none(owner: Client, solveig: int, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        Role.objects.update(permissions=[Permission.CUSTOMERS_VIEW.value])
    page = owner.get(f"/admin/customers/{solveig}").content.decode()
    assert "Solveig Aas" in page
    assert "/admin/orders/" not in page


def test_what_the_page_asks_the_database(owner: Client, solveig: int) -> None:
    owner.get(f"/admin/customers/{solveig}")
    with statements() as sent:
        owner.get(f"/admin/customers/{solveig}")
    assert tables_read(sent) == [
        "staff_session",
        "customers_customer",
        "customers_customertag",
        "customers_customeraddress",
        "customers_consententry",
        "customers_consententry",  # its history
        "orders_order",
        "orders_order",  # how many in all
        "orders_order",  # what they come to
    ]
