"""A shop has changed pods and nobody was told: every write is made once, in the new pod, and none in the old one."""

import time

import pytest

from tests.faults.books import settled_books
from tests.faults.buyers import crowd
from tests.faults.conftest import Tell
from tests.faults.ledger import Ledger, errors_in, slowest_s
from tests.faults.moving import Move, rows_of
from tests.faults.town import Town, until

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(600)]

ENOUGH = 8


def _sold_more(ledger: Ledger, host: str) -> None:
    before = ledger.orders_at(host)
    until(lambda: ledger.orders_at(host) >= before + ENOUGH, f"{host} sells")


def _rerouted(town: Town) -> int:
    return (town.machine.folder / "up" / "log" / "web.log").read_text().count('"event": "rerouted"')


def test_stale_routes_write_once_in_the_new_pod_and_never_in_the_old(town: Town, ledger: Ledger, tell: Tell) -> None:
    shop = town.shop_in("pod_1")
    shop_id = town.shop_id(shop.host)
    staff = town.staff(shop)
    left: list[tuple[str, dict]] = []
    rerouted = _rerouted(town)
    with crowd(*[town.buyer(shop.host, ledger).buy_until for _ in range(6)]):
        began = time.monotonic()
        for source, target in (("pod_1", "pod_2"), ("pod_2", "pod_1")):
            _sold_more(ledger, shop.host)
            left.append((source, Move(town, shop_id, source, target).cut_over(among_writers=True)))
            _sold_more(ledger, shop.host)
            assert staff.get("/admin/orders").status == 200, "staff stay signed in"
            if target == "pod_2":
                assert rows_of(town, source, shop_id) == left[0][1], "the old pod was written after the cut"
        ended = time.monotonic()
    source, rows = left[1]
    assert rows_of(town, source, shop_id) == rows, "the old pod was written after the cut"
    assert _rerouted(town) > rerouted, "no write met the cut"
    assert errors_in(ledger.answers(shop.host)) == []
    slowest = slowest_s(ledger.answers(shop.host, since=began, until=ended))
    tell(f"{_rerouted(town) - rerouted} writes were re-routed in two moves; slowest answer {slowest:.2f} s")
    tell(f"{settled_books(town, ledger)}")
