"""Compares what buyers were told with the pods' rows and the gateway's ledger, once all work is done."""

from collections import Counter
from dataclasses import dataclass

from tests.faults.ledger import Ledger
from tests.faults.town import PLENTY, Row, Town, until

WORK_DONE_WITHIN_S = 150.0
TAKEN = {"authorised", "captured"}

_SERVED = "shop_id IN (SELECT shop_id FROM residency WHERE state = 'serving')"
"""A pod that a shop has left may still have a copy, which nobody may look at."""

_ORDERS = f"""
SELECT o.shop_id, o.number, o.total_minor, c.idempotency_key, a.`key` AS attempt_key, o.id
FROM orders_order o
JOIN orders_checkout c ON c.shop_id = o.shop_id AND c.id = o.checkout_id
JOIN payments_paymentattempt a ON a.shop_id = o.shop_id AND a.id = o.attempt_id
WHERE o.{_SERVED}
"""
_STOCK = f"""
SELECT s.shop_id, i.variant_id, s.on_hand, s.reserved,
       COALESCE((SELECT SUM(l.quantity) FROM orders_orderline l
                 WHERE l.shop_id = s.shop_id AND l.variant_id = i.variant_id), 0) AS sold,
       COALESCE((SELECT SUM(r.quantity) FROM inventory_reservation r
                 WHERE r.shop_id = s.shop_id AND r.level_id = s.id), 0) AS kept,
       COALESCE((SELECT SUM(e.change_on_hand) FROM inventory_stockentry e
                 WHERE e.shop_id = s.shop_id AND e.item_id = s.item_id AND e.location_id = s.location_id), 0) AS put,
       COALESCE((SELECT SUM(e.change_reserved) FROM inventory_stockentry e
                 WHERE e.shop_id = s.shop_id AND e.item_id = s.item_id AND e.location_id = s.location_id), 0) AS noted
FROM inventory_stocklevel s
JOIN inventory_stockitem i ON i.shop_id = s.shop_id AND i.id = s.item_id
WHERE s.{_SERVED}
"""
_TOLD = f"SELECT shop_id, subject_id, name, COUNT(*) AS times FROM outbox_event WHERE {_SERVED} GROUP BY 1, 2, 3"
_JUDGED = f"SELECT shop_id, order_id, COUNT(*) AS times FROM fraud_riskassessment WHERE {_SERVED} GROUP BY 1, 2"
_DUE = f"""
SELECT shop_id, handler, tries, error FROM outbox_delivery
WHERE due_at IS NOT NULL AND handler <> 'outbox.sweep' AND {_SERVED}
"""
_PARKED = f"""
SELECT shop_id, handler, tries, error FROM outbox_delivery WHERE parked_at IS NOT NULL AND {_SERVED}
"""

ONCE_AN_ORDER = {"orders.placed", "fraud.assessed", "orders.payment_captured"}


@dataclass(frozen=True)
class Books:
    """What there was to compare."""

    orders: int
    acknowledged: int
    unclear: int


def settled_books(town: Town, ledger: Ledger, *, pods: tuple[str, ...] = ("pod_1", "pod_2")) -> Books:
    """Wait until nothing is left to do, then find every acknowledged order once, charged once, with its stock."""
    until(lambda: not _left(town, pods), lambda: f"done: {_left(town, pods)}", within_s=WORK_DONE_WITHIN_S)
    orders = [row for pod in pods for row in town.rows(pod, _ORDERS)]
    _compare_with_buyers(town, ledger, orders)
    _compare_with_gateway(town, orders)
    for pod in pods:
        _compare_stock(town, pod)
        _compare_events(town, pod)
        assert not town.rows(pod, _PARKED)
    unclear = [why for why in ledger.given_up.values() if why == "never clear"]
    assert ledger.sent == ledger.placed.keys() | ledger.given_up.keys()
    return Books(len(orders), len(ledger.placed), len(unclear))


def _left(town: Town, pods: tuple[str, ...]) -> list[Row]:
    return [row for pod in pods for row in town.rows(pod, _DUE)]


def _compare_with_buyers(town: Town, ledger: Ledger, orders: list[Row]) -> None:
    hosts = {town.shop_id(host): host for host in town.hosts()}
    found = Counter((hosts[row["shop_id"]], row["idempotency_key"]) for row in orders)
    assert not [key for key, times in found.items() if times > 1], "a checkout became two orders"
    numbers = {(hosts[row["shop_id"]], row["idempotency_key"]): row["number"] for row in orders}
    lost = {key: number for key, number in ledger.placed.items() if numbers.get(key) != number}
    assert not lost, f"acknowledged and not there: {lost}"
    kept = {key: why for key, why in ledger.given_up.items() if key in numbers and why != "never clear"}
    assert not kept, f"refused and there: {kept}"
    by_shop: dict[int, list[int]] = {}
    for row in orders:
        by_shop.setdefault(row["shop_id"], []).append(row["number"])
    for shop_numbers in by_shop.values():
        assert sorted(shop_numbers) == list(range(1001, 1001 + len(shop_numbers)))


def _compare_with_gateway(town: Town, orders: list[Row]) -> None:
    charges = town.charges()
    taken = {key: charge.amount_minor for key, charge in charges.items() if charge.state in TAKEN}
    assert taken == {row["attempt_key"]: row["total_minor"] for row in orders}, "orders and charges differ"


def _compare_stock(town: Town, pod: str) -> None:
    """What was sold and not sent is reserved, and every figure is the sum of what stands for it."""
    levels = town.rows(pod, _STOCK)
    assert levels
    wrong = [row for row in levels if row["on_hand"] - row["reserved"] + int(row["sold"]) != PLENTY]
    assert not wrong, f"stock in {pod}: {wrong}"
    adrift = [
        row
        for row in levels
        if (row["on_hand"], row["reserved"], row["reserved"]) != (int(row["put"]), int(row["kept"]), int(row["noted"]))
    ]
    assert not adrift, f"stock and its ledger in {pod}: {adrift}"


def _compare_events(town: Town, pod: str) -> None:
    orders = {(row["shop_id"], row["id"]) for row in town.rows(pod, _ORDERS)}
    told = {(row["shop_id"], row["subject_id"], row["name"]): row["times"] for row in town.rows(pod, _TOLD)}
    for name in ONCE_AN_ORDER:
        times = {(shop, subject): count for (shop, subject, told_name), count in told.items() if told_name == name}
        assert times == dict.fromkeys(orders, 1), f"{name} in {pod}"
    judged = {(row["shop_id"], row["order_id"]): row["times"] for row in town.rows(pod, _JUDGED)}
    assert judged == dict.fromkeys(orders, 1), f"each order of {pod} is judged once"


def unjudged(town: Town, *, since_s: int = 0) -> int:
    """Return how many orders, older than some seconds, have no risk yet."""
    sql = """
        SELECT COUNT(*) AS orders FROM orders_order o
        LEFT JOIN fraud_riskassessment r ON r.shop_id = o.shop_id AND r.order_id = o.id
        WHERE r.id IS NULL AND o.placed_at < UTC_TIMESTAMP(6) - INTERVAL %s SECOND
    """
    return sum(int(row["orders"]) for pod in ("pod_1", "pod_2") for row in town.rows(pod, sql, since_s))
