"""The database of pod_2 dies, or hangs: pod_1's shops notice nothing, pod_2's are told the truth, nothing is lost."""

import time

import pytest

from tests.faults.books import settled_books, unjudged
from tests.faults.buyers import crowd
from tests.faults.conftest import Tell
from tests.faults.ledger import Ledger, Seen, errors_in, slowest_s
from tests.faults.town import Town, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

ENOUGH = 6
"""Orders in each phase."""

DEAD_S, HUNG_S = 5.0, 15.0
"""How long the faults last at least. A hang must outlast every timeout: the longest is 5 s for a statement."""


def _refusals(seen: list[Seen]) -> list[Seen]:
    return [each for each in seen if each.answer.is_honest_refusal]


def _sold_more(ledger: Ledger, hosts: list[str], *, within_s: float = 90.0) -> float:
    before = ledger.orders_at(*hosts)
    return until(lambda: ledger.orders_at(*hosts) >= before + ENOUGH, f"{hosts} sell", within_s=within_s)


def test_a_killed_pod_database_is_that_pods_trouble_alone(town: Town, ledger: Ledger, tell: Tell) -> None:
    near, far = town.hosts("pod_1"), town.hosts("pod_2")
    buyers = [town.buyer(host, ledger).buy_until for host in near + far + far]
    looks = [town.buyer(host, ledger).look_until for host in near + far]
    with crowd(*buyers, *looks):
        calm = time.monotonic()
        _sold_more(ledger, near), _sold_more(ledger, far)
        with town.dead("pod_2/mariadb"):
            died = time.monotonic()
            _sold_more(ledger, near)
            until(lambda: len(_refusals(ledger.answers(*far, since=died))) >= 20, "pod_2's shops refuse")
            until(lambda: time.monotonic() >= died + DEAD_S, "the outage lasts")
            back = time.monotonic()
        mended_s = _sold_more(ledger, far)
        judged_s = until(lambda: unjudged(town, since_s=5) == 0, "what waited is checked", within_s=120)
        tell(f"every order was checked {mended_s + judged_s:.1f} s after the outage")
    assert errors_in(ledger.answers(*near)) == []
    outage = ledger.answers(*far, since=died + 1, until=back)
    assert {each.answer.status for each in outage} == {503}
    assert all(each.answer.is_honest_refusal for each in ledger.answers(*far) if each.answer.status >= 400)
    assert slowest_s(outage) < 5
    books = settled_books(town, ledger)
    tell(f"{len(outage)} refusals, slowest {slowest_s(outage):.2f} s; {ENOUGH} orders {mended_s:.1f} s after its end")
    tell(
        f"pod_1 p99 {slowest_s(ledger.answers(*near, since=calm, until=died), share=0.99):.2f} s before, "
        f"{slowest_s(ledger.answers(*near, since=died, until=back), share=0.99):.2f} s meanwhile; {books}"
    )


@pytest.mark.long
def test_a_hung_pod_database_holds_few_threads(town: Town, ledger: Ledger, tell: Tell) -> None:
    near, far = town.hosts("pod_1"), town.hosts("pod_2")
    buyers = [town.buyer(host, ledger).buy_until for host in near + far]
    looks = [town.buyer(host, ledger).look_until for host in near + far * 30]
    with crowd(*buyers, *looks):
        calm = time.monotonic()
        _sold_more(ledger, near), _sold_more(ledger, far)
        with town.frozen("pod_2/mariadb"):
            died = time.monotonic()
            _sold_more(ledger, near)
            until(lambda: len(_refusals(ledger.answers(*far, since=died))) >= 60, "pod_2's shops refuse")
            until(lambda: time.monotonic() >= died + HUNG_S, "the hang lasts")
            back = time.monotonic()
        mended_s = _sold_more(ledger, far)
    outage, calmly = ledger.answers(*far, since=died, until=back), ledger.answers(*near, since=calm, until=died)
    meanwhile = ledger.answers(*near, since=died, until=back)
    tell(f"{len(outage)} answers, slowest {slowest_s(outage):.2f} s; {ENOUGH} orders {mended_s:.1f} s after its end")
    for share in (0.5, 0.9, 0.99):
        before_s, then_s = slowest_s(calmly, share=share), slowest_s(meanwhile, share=share)
        tell(f"pod_1 p{share * 100:.0f} {before_s:.2f} s before, {then_s:.2f} s meanwhile")
    assert errors_in(ledger.answers(*near)) == []
    assert slowest_s(meanwhile, share=0.9) < 3, "what hangs holds the threads of the other pod's shops"
    assert slowest_s(outage) < 20
    assert all(each.answer.is_honest_refusal for each in ledger.answers(*far) if each.answer.status >= 400)
    tell(f"{settled_books(town, ledger)}")
