"""A pod's Redis dies or forgets everything: checkouts commit, staff stay signed in, each event is handled once."""

import time

import pytest

from tests.faults.books import settled_books
from tests.faults.buyers import crowd
from tests.faults.conftest import Tell
from tests.faults.ledger import Ledger, errors_in, slowest_s
from tests.faults.town import Town, until

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(600)]

ENOUGH = 6
DEAD_S = 5.0


def _sold_more(ledger: Ledger, host: str) -> float:
    before = ledger.orders_at(host)
    return until(lambda: ledger.orders_at(host) >= before + ENOUGH, f"{host} sells")


@pytest.mark.parametrize("part", ["cache", "broker"])
def test_a_killed_redis_stops_no_checkout(town: Town, ledger: Ledger, tell: Tell, part: str) -> None:
    shop = town.shop_in("pod_2")
    staff = town.staff(shop)
    with crowd(*[town.buyer(shop.host, ledger).buy_until for _ in range(2)]):
        calm = time.monotonic()
        _sold_more(ledger, shop.host)
        with town.dead(f"pod_2/{part}"):
            died = time.monotonic()
            _sold_more(ledger, shop.host)
            until(lambda: time.monotonic() >= died + DEAD_S, "the outage lasts")
            assert staff.get("/admin/orders").status == 200, "staff stay signed in"
            assert town.staff(shop).get("/admin/orders").status == 200, "staff can sign in"
            back = time.monotonic()
        _sold_more(ledger, shop.host)
    assert staff.get("/admin/orders").status == 200
    assert errors_in(ledger.answers(shop.host)) == []
    for share in (0.5, 0.99):
        before_s = slowest_s(ledger.answers(shop.host, since=calm, until=died), share=share)
        then_s = slowest_s(ledger.answers(shop.host, since=died, until=back), share=share)
        tell(f"p{share * 100:.0f} {before_s:.2f} s before, {then_s:.2f} s meanwhile")
    ended = time.monotonic()
    tell(f"{settled_books(town, ledger)}, {time.monotonic() - ended:.1f} s after the last purchase")


def test_a_hung_cache_costs_little(town: Town, ledger: Ledger, tell: Tell) -> None:
    shop = town.shop_in("pod_2")
    staff = town.staff(shop)
    with crowd(*[town.buyer(shop.host, ledger).buy_until for _ in range(2)]):
        _sold_more(ledger, shop.host)
        with town.frozen("pod_2/cache"):
            froze = time.monotonic()
            took_s = _sold_more(ledger, shop.host)
            assert staff.get("/admin/orders").status == 200
            thawed = time.monotonic()
        _sold_more(ledger, shop.host)
    assert errors_in(ledger.answers(shop.host)) == []
    slowest = slowest_s(ledger.answers(shop.host, since=froze, until=thawed))
    tell(f"{ENOUGH} orders in {took_s:.1f} s, slowest answer {slowest:.2f} s")
    tell(f"{settled_books(town, ledger)}")


def test_flushed_again_and_again_nothing_is_lost_or_doubled(town: Town, ledger: Ledger, tell: Tell) -> None:
    shop = town.shop_in("pod_1")
    staff = town.staff(shop)
    cache, broker = town.broker("POD_1_CACHE"), town.broker("POD_1_BROKER")
    flushes = 0

    def flushed_enough() -> bool:
        nonlocal flushes
        for server in (cache, broker):
            server.flushall()
        flushes += 1
        return ledger.orders_at(shop.host) >= 3 * ENOUGH

    with crowd(*[town.buyer(shop.host, ledger).buy_until for _ in range(2)]):
        until(flushed_enough, "sales go on")
        assert staff.get("/admin/orders").status == 200, "staff stay signed in"
    assert errors_in(ledger.answers(shop.host)) == []
    tell(f"{flushes} flushes; {settled_books(town, ledger)}")
