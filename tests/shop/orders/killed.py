"""A process that buys, moves money or works on an order in a committed shop and kills itself at a named point.

    python -m tests.shop.orders.killed checkout <point> <shop> <cart> <key> <card number>
    python -m tests.shop.orders.killed deliver <point> <shop> <handler>
    python -m tests.shop.orders.killed staff <point> <shop> <act> <id> <key>

The points wrap our functions from outside, so production code knows nothing of them.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django


def _die(*_args: Any, **_kwargs: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def _then_die(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        function(*args, **kwargs)
        _die()

    return run


CHECKOUT_POINTS: dict[str, tuple[str, str, bool]] = {
    "before the first step commits": ("shop.orders.services.beginning", "schedule", False),
    "after the first step": ("shop.orders.checkout", "begin_checkout", True),
    "after the gateway's answer": ("shop.orders.checkout", "record_answer", False),
    "before the third step commits": ("shop.orders.services.ending", "publish", True),
    "after the third step": ("shop.orders.checkout", "record_answer", True),
}
SETTLE_POINTS: dict[str, tuple[str, str, bool]] = {
    "before the claim's work": ("pods.outbox.worker", "prepare_remote", False),
    "after the attempt was taken over": ("pods.outbox.worker", "prepare_remote", True),
    "after the gateway's answer": ("pods.outbox.worker", "record_remote", False),
    "before the end commits": ("shop.orders.services.ending", "publish", True),
    "after the end": ("pods.outbox.worker", "record_remote", True),
}
CAPTURE_POINTS: dict[str, tuple[str, str, bool]] = {
    "before the claim's work": ("pods.outbox.worker", "prepare_remote", False),
    "after the decision": ("pods.outbox.worker", "prepare_remote", True),
    "after the gateway's answer": ("pods.outbox.worker", "record_remote", False),
    "before the record commits": ("shop.orders.services.recording_money", "publish", True),
    "after the record": ("pods.outbox.worker", "record_remote", True),
}
"""Name of the point → module, function in it, and whether the process dies after it (True) or in its place."""

STAFF_ACTS: dict[str, str] = {
    "fulfil": "shop.orders.services.fulfilling",
    "unsend": "shop.orders.services.fulfilling",
    "mark paid": "shop.orders.services.capturing",
    "capture": "shop.orders.services.capturing",
    "void": "shop.orders.services.capturing",
    "refund": "shop.orders.services.refunding",
    "cancel": "shop.orders.services.cancelling",
}
"""What staff do → the module whose publish() is the last thing before the commit."""
BEFORE_THE_COMMIT, AFTER_THE_COMMIT = "before it commits", "after it committed"


def arm(module: str, name: str, *, after: bool) -> None:
    """Put death in the place of a function, or right behind it."""
    found = sys.modules[module]
    setattr(found, name, _then_die(getattr(found, name)) if after else _die)


def checkout(point: str, handle: str, cart: str, key: str, number: str) -> None:
    """Submit one checkout."""
    from pods.routing.shops import in_shop, shop_by_handle
    from shop.orders import api as orders
    from tests.shop import selling

    with in_shop(shop_by_handle(handle)):
        details = selling.details_of(cart, card=selling.card(number), key=key)
        module, name, after = CHECKOUT_POINTS[point]
        arm(module, name, after=after)
        orders.submit_checkout(details)


def deliver(point: str, handle: str, handler: str) -> None:
    """Handle the one delivery of this handler."""
    import pods.outbox.worker  # noqa: F401 - the points look it up
    from pods.routing.shops import in_shop, shop_by_handle
    from tests.shop import selling

    shop = shop_by_handle(handle)
    points = SETTLE_POINTS if handler == "orders.settle" else CAPTURE_POINTS
    module, name, after = points[point]
    with in_shop(shop):
        arm(module, name, after=after)
        selling.work_off(shop, handler)


def staff_act(act: str, subject_id: int, key: str) -> None:
    """Do what staff does on an order, or, to cancel it, on a fulfilment."""
    from pods.routing.actor import acting_as
    from shop.orders import api as orders
    from shop.orders.models import OrderLine
    from shop.orders.types import Parcel, RefundWish
    from tests.shop import selling

    def refund() -> None:
        lines = dict(OrderLine.objects.filter(order_id=subject_id).values_list("pk", "quantity"))
        orders.refund_order(subject_id, RefundWish(key, lines, restock=frozenset(lines)))

    acts: dict[str, Callable[[], object]] = {
        "fulfil": lambda: orders.fulfil_order(subject_id, Parcel(key)),
        "unsend": lambda: orders.cancel_fulfilment(subject_id),
        "mark paid": lambda: orders.mark_as_paid(subject_id, key=key),
        "capture": lambda: orders.capture_payment(subject_id, key=key),
        "void": lambda: orders.void_payment(subject_id, key=key),
        "refund": refund,
        "cancel": lambda: orders.cancel_order(subject_id, key=key),
    }
    with acting_as(selling.STAFF):
        acts[act]()


def staff(point: str, handle: str, act: str, subject_id: str, key: str) -> None:
    """Do what staff does and die at its commit."""
    from pods.routing.shops import in_shop, shop_by_handle

    with in_shop(shop_by_handle(handle)):
        if point == BEFORE_THE_COMMIT:
            arm(STAFF_ACTS[act], "publish", after=True)
        staff_act(act, int(subject_id), key)
        _die()


if __name__ == "__main__":
    django.setup()
    {"checkout": checkout, "deliver": deliver, "staff": staff}[sys.argv[1]](*sys.argv[2:])
