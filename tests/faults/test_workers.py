"""Workers, relays, the web server and the gateway are killed: the supervisor starts them again, work is done once."""

import time

import pytest

from tests.faults.books import settled_books
from tests.faults.buyers import crowd
from tests.faults.conftest import Tell
from tests.faults.ledger import Ledger, errors_in
from tests.faults.town import Town, until

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(600)]

ENOUGH = 5
BACK_WITHIN_S = 60.0


def _killed_and_back(town: Town, part: str) -> float:
    killed = town.kill(part)
    return until(
        lambda: town.machine.processes().get(part, killed) != killed, f"{part} is back", within_s=BACK_WITHIN_S
    )


def test_killed_workers_and_relays_do_their_work_once(town: Town, ledger: Ledger, tell: Tell) -> None:
    host = town.shop_in("pod_1").host
    with crowd(*[town.buyer(host, ledger).buy_until for _ in range(2)]):
        for part in ("pod_1/worker", "pod_1/relay", "pod_1/worker", "pod_1/relay"):
            before = ledger.orders_at(host)
            until(lambda before=before: ledger.orders_at(host) >= before + ENOUGH, "it sells")  # type: ignore[misc]
            tell(f"{part} was back after {_killed_and_back(town, part):.1f} s")
    assert errors_in(ledger.answers(host)) == []
    ended = time.monotonic()
    tell(f"{settled_books(town, ledger)}, {time.monotonic() - ended:.1f} s after the last purchase")


def test_a_killed_web_server_loses_no_acknowledged_order(town: Town, ledger: Ledger, tell: Tell) -> None:
    with crowd(*[town.buyer(host, ledger).buy_until for host in town.hosts()]):
        for _ in range(2):
            before = ledger.orders_at(*town.hosts())
            until(lambda before=before: ledger.orders_at(*town.hosts()) >= before + ENOUGH, "it sells")  # type: ignore[misc]
            tell(f"web was back after {_killed_and_back(town, 'web'):.1f} s")
            until(lambda: town.readyz().status == 200, "it answers")
    tell(f"{settled_books(town, ledger)}")


def test_a_killed_gateway_charges_nobody_twice(town: Town, ledger: Ledger, tell: Tell) -> None:
    with crowd(*[town.buyer(host, ledger).buy_until for host in town.hosts()]):
        for _ in range(2):
            before = ledger.orders_at(*town.hosts())
            until(lambda before=before: ledger.orders_at(*town.hosts()) >= before + ENOUGH, "it sells")  # type: ignore[misc]
            tell(f"the gateway was back after {_killed_and_back(town, 'gateway'):.1f} s")
    tell(f"{settled_books(town, ledger)}")
