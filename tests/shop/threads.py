"""Many at once: each call in a thread of its own, with connections of its own and real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from pods.directory.models import Shop
from pods.routing.actor import Actor, acting_as
from pods.routing.shops import in_shop


def at_once[R](shop: Shop, *calls: Callable[[], R], within_s: float = 30) -> list[R]:
    """Run every call in the shop, all from the same moment; return what they return, in their order."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], R]) -> R:
        try:
            with in_shop(shop):
                gate.wait(timeout=10)
                return call()
        finally:
            for connection in connections.all():
                connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result(timeout=within_s) for future in [threads.submit(run, call) for call in calls]]


def ending[R](
    call: Callable[[], R], *refusals: type[Exception], actor: Actor | None = None
) -> Callable[[], R | Exception]:
    """Make a call return its refusal, and act as somebody if one is named."""

    def run() -> R | Exception:
        try:
            if actor is None:
                return call()
            with acting_as(actor):
                return call()
        except refusals as refusal:
            return refusal

    return run
