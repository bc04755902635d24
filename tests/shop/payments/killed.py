"""A process that takes a webhook in, or handles what follows from one, and kills itself at a named point.

python -m tests.shop.payments.killed hook <point> <shop> <charge key>
python -m tests.shop.payments.killed deliver <point> <shop> <handler>
"""

import sys

import django

HOOK_POINTS: dict[str, tuple[str, str, bool]] = {
    "before it is looked at": ("shop.orders.services.hooks", "find_attempt_by_key", False),
    "before it commits": ("shop.orders.services.hooks", "hasten", True),
    "after it": ("shop.orders.hooks", "take_hook", True),
}
LATE_POINTS: dict[str, tuple[str, str, bool]] = {
    "before the claim's work": ("pods.outbox.worker", "prepare_remote", False),
    "after the attempt was read": ("pods.outbox.worker", "prepare_remote", True),
    "after the gateway's answer": ("pods.outbox.worker", "record_remote", False),
    "before it asks again": ("shop.orders.services.settling", "schedule", True),
    "after it asked again": ("pods.outbox.worker", "record_remote", True),
}
INQUIRE_POINTS: dict[str, tuple[str, str, bool]] = {
    "before the claim's work": ("pods.outbox.worker", "prepare_remote", False),
    "after the gateway's answer": ("pods.outbox.worker", "record_remote", False),
    "before the record commits": ("shop.orders.services.hooks", "publish", True),
    "after the record": ("pods.outbox.worker", "record_remote", True),
}
"""Name of the point → module, function in it, and whether the process dies after it (True) or in its place."""


def hook(point: str, handle: str, key: str) -> None:
    """Take one webhook in, through its address."""
    from django.test import Client

    import shop.orders.hooks  # noqa: F401 - the points look it up
    from pods.routing.shops import shop_by_handle
    from tests.shop.orders.killed import arm
    from tests.shop.payments.hearing import body_of, send

    module, name, after = HOOK_POINTS[point]
    arm(module, name, after=after)
    send(Client(HTTP_HOST=shop_by_handle(handle).first_host), body_of(key))


def deliver(point: str, handle: str, handler: str) -> None:
    """Handle the one delivery of this handler."""
    import pods.outbox.worker  # noqa: F401 - the points look it up
    from pods.routing.shops import in_shop, shop_by_handle
    from tests.shop import selling
    from tests.shop.orders.killed import arm

    found = shop_by_handle(handle)
    module, name, after = {**LATE_POINTS, **INQUIRE_POINTS}[point]
    with in_shop(found):
        arm(module, name, after=after)
        selling.work_off(found, handler)


if __name__ == "__main__":
    django.setup()
    {"hook": hook, "deliver": deliver}[sys.argv[1]](*sys.argv[2:])
