"""Nothing is broken yet: an order placed by hand shows its risk in the admin."""

import time

import pytest

from tests.faults.books import settled_books
from tests.faults.conftest import Tell
from tests.faults.ledger import Ledger, errors_in
from tests.faults.town import Town, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

PENDING = "Being checked for fraud"
FOUND = "Billing and shipping are both in"


def test_an_order_shows_its_risk_in_the_admin(town: Town, ledger: Ledger, tell: Tell) -> None:
    for shop in town.shops:
        staff = town.staff(shop)
        number = town.buyer(shop.host, ledger).buy()
        page = f"/admin/orders/{number}"
        took_s = until(lambda: FOUND in staff.get(page).text, "the risk is on the order's page", within_s=30)  # noqa: B023
        assert PENDING not in staff.get(page).text
        tell(f"{shop.host} in {shop.pod}: {took_s:.2f} s from the answer to the buyer until the risk is on the page")
    assert errors_in(ledger.answers(*town.hosts())) == []
    settled_books(town, ledger)


@pytest.mark.long
def test_up_again_is_quick(town: Town, tell: Tell) -> None:
    assert town.machine.manage("down").returncode == 0
    began = time.monotonic()
    town.machine.up()
    took_s = time.monotonic() - began
    tell(f"a second `up --detach` took {took_s:.1f} s")
    assert town.is_well()
    assert took_s < 60
