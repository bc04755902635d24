"""The directory's database or Redis dies: the shops go on selling, and their orders are still checked."""

import time

import pytest

from tests.faults.books import settled_books, unjudged
from tests.faults.buyers import crowd
from tests.faults.conftest import Tell
from tests.faults.ledger import Ledger, errors_in, slowest_s
from tests.faults.town import Town, until

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(600)]

ENOUGH = 6
DEAD_S = 12.0
"""Longer than routes live without a version counter, and than web processes wait before they ask again."""


@pytest.mark.parametrize(
    "parts",
    [("directory/mariadb",), ("directory/redis",), ("directory/mariadb", "directory/redis")],
    ids=["database", "redis", "both"],
)
def test_shops_sell_and_orders_are_checked_without_the_directory(
    town: Town, ledger: Ledger, tell: Tell, parts: tuple[str, ...]
) -> None:
    buyers = [town.buyer(host, ledger).buy_until for host in town.hosts()]
    with crowd(*buyers):
        calm = time.monotonic()
        until(lambda: all(ledger.orders_at(host) >= ENOUGH for host in town.hosts()), "all shops sell")
        with town.dead(*parts):
            died = time.monotonic()
            before = {host: ledger.orders_at(host) for host in town.hosts()}
            until(lambda: time.monotonic() >= died + DEAD_S, "the outage lasts")
            until(
                lambda: all(ledger.orders_at(host) >= before[host] + ENOUGH for host in town.hosts()),
                "all shops sell without the directory",
            )
            sold = {host: ledger.orders_at(host) - before[host] for host in town.hosts()}
            judged_s = until(lambda: unjudged(town, since_s=5) == 0, "orders are checked without the directory")
            back = time.monotonic()
    seen = ledger.answers(*town.hosts(), since=died, until=back)
    assert errors_in(ledger.answers(*town.hosts())) == []
    tell(f"sold meanwhile {sold}, all of them checked {judged_s:.1f} s later")
    for share in (0.5, 0.99):
        before_s = slowest_s(ledger.answers(*town.hosts(), since=calm, until=died), share=share)
        tell(f"p{share * 100:.0f} {before_s:.2f} s before, {slowest_s(seen, share=share):.2f} s meanwhile")
    tell(f"{settled_books(town, ledger)}")
