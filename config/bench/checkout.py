"""Checkouts a second: buyers in processes of their own, through the three steps, on servers that lose nothing.

Carts and quotes are made before the clock starts. The gateway answers at once, in the buyer's process: its time is in
no figure. First the buyers are spread over two shops in two pods and over their products, then all want one product.
"""

import argparse
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from statistics import median, quantiles
from typing import Any

import django

PRODUCTS = 16
"""On sale in each shop: buyers who are spread seldom want the same."""

PLENTY = 1_000_000
PATIENCE_S = 300.0
WARM_UP = 5
"""Checkouts of each buyer before the clock starts: connections are open then, and statements compiled."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What one buyer does: so many checkouts in a shop, of these variants in turn."""

    handle: str
    variant_ids: tuple[int, ...]
    times: int
    number: int


@dataclass(frozen=True, slots=True)
class Told:
    """When a buyer began and ended, on the machine's one clock, how long each checkout took, and the CPU of all."""

    began_s: float
    ended_s: float
    took_s: tuple[float, ...]
    cpu_s: float


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Return checkouts_per_s, p50_ms and p99_ms of spread buyers; hot_per_s and hot_ratio of those of one product.

    `cpu_ms` is our own CPU for one checkout, without the databases': a busy machine changes it least.
    """
    stocks = [(handle, _open(handle, pod)) for handle, pod in (("bench-one", 1), ("bench-two", 2))]
    _close_all()
    times = max(1, options.checkouts // options.buyers)
    spread = [
        Errand(*_turned(stocks[number % 2], number), times=times, number=number) for number in range(options.buyers)
    ]
    handle, variant_ids = stocks[0]
    hot = [Errand(handle, variant_ids[:1], times, number) for number in range(options.buyers)]
    per_s, took_s, cpu_s = _measured(spread)
    hot_per_s, hot_took_s, _ = _measured(hot)
    return {
        "checkouts_per_s": round(per_s, 1),
        "p50_ms": round(median(took_s) * 1000, 1),
        "p99_ms": round(_p99(took_s) * 1000, 1),
        "hot_per_s": round(hot_per_s, 1),
        "hot_ratio": round(hot_per_s / per_s, 2),
        "hot_p99_ms": round(_p99(hot_took_s) * 1000, 1),
        "cpu_ms": round(cpu_s * 1000, 1),
        "buyers": options.buyers,
        "checkouts": times * options.buyers,
        "durable": _is_durable(),
    }


def _turned(stock: tuple[str, tuple[int, ...]], number: int) -> tuple[str, tuple[int, ...]]:
    """Let each buyer begin with another product."""
    handle, variant_ids = stock
    first = number * PRODUCTS // 8 % PRODUCTS
    return handle, variant_ids[first:] + variant_ids[:first]


def _p99(took_s: Sequence[float]) -> float:
    return quantiles(took_s, n=100)[98] if len(took_s) > 1 else took_s[0]


def _open(handle: str, pod_number: int) -> tuple[int, ...]:
    """Open a shop with products that never run out, and return their variants."""
    from dataclasses import replace

    from pods.db.current import shop_selected
    from pods.directory.models import Pod, Region
    from pods.routing.actor import Actor, ActorKind, acting_as
    from pods.routing.opening import NewShop, open_shop
    from pods.routing.shops import public_shop
    from shop.catalog.api import create_product, product_by_id
    from shop.catalog.types import one_variant
    from shop.staff.rules import SHOP_PERMISSIONS

    with shop_selected(public_shop()):
        region, _ = Region.objects.get_or_create(code="local", defaults={"name": "This machine"})
        Pod.objects.get_or_create(number=pod_number, defaults={"region": region})
    shop = open_shop(NewShop(handle=handle, name="Bench", owner_email="owner@bench.example"), pod_number=pod_number)
    staff = Actor(ActorKind.STAFF, "1", "Bench", frozenset(SHOP_PERMISSIONS))
    with shop_selected(shop), acting_as(staff):
        made = [
            create_product(replace(one_variant(f"Lamp {n}", 18900, sku=f"L-{n}", on_hand=PLENTY), vendor="Bench"))
            for n in range(PRODUCTS)
        ]
        return tuple(product_by_id(each).variant_id for each in made)


def _close_all() -> None:
    from django.db import connections

    connections.close_all()


def _is_durable() -> bool:
    """Say whether the servers write each commit to the disk before they answer: all of one run are set up alike."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT @@innodb_flush_log_at_trx_commit, @@sync_binlog")
        return bool(cursor.fetchone() == (1, 1))


def _measured(errands: Sequence[Errand]) -> tuple[float, list[float], float]:
    """Let all buyers begin at once.

    Returns the rate from the first beginning to the last end, all durations, and the CPU seconds of one checkout.
    """
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(errands))
    with ProcessPoolExecutor(len(errands), mp_context=context, initializer=_begin, initargs=(barrier,)) as pool:
        told = list(pool.map(_buy, errands))
    took_s = [each for one in told for each in one.took_s]
    whole_s = max(one.ended_s for one in told) - min(one.began_s for one in told)
    return len(took_s) / whole_s, took_s, sum(one.cpu_s for one in told) / len(took_s)


_start: Barrier


def _begin(barrier: Barrier) -> None:
    """Set a buyer's process up."""
    global _start  # noqa: PLW0603 - one process, one barrier
    _start = barrier
    django.setup()


def _buy(errand: Errand) -> Told:
    """Buy; a buyer who cannot stops all others, who would wait for them."""
    try:
        return _bought(errand)
    except BaseException:
        _start.abort()
        raise


def _bought(errand: Errand) -> Told:
    """Prepare all carts, wait for the other buyers, then check out one cart after the other."""
    from pods.db.current import shop_selected
    from pods.routing.shops import shop_by_handle
    from shop.orders.api import submit_checkout
    from shop.orders.types import CheckoutDetails, CheckoutOutcome

    def check_out(details: CheckoutDetails) -> float:
        began_s = time.monotonic()
        result = submit_checkout(details)
        took_s = time.monotonic() - began_s
        if result.outcome is not CheckoutOutcome.PLACED:
            raise AssertionError(f"a checkout of {errand.handle} ended as {result.outcome}")
        return took_s

    with shop_selected(shop_by_handle(errand.handle)):
        waiting = [_filled(errand, turn) for turn in range(WARM_UP + errand.times)]
        for details in waiting[:WARM_UP]:
            check_out(details)
        _start.wait(PATIENCE_S)
        began_s, cpu_s = time.monotonic(), time.process_time()
        took_s = tuple(check_out(details) for details in waiting[WARM_UP:])
        return Told(began_s, time.monotonic(), took_s, time.process_time() - cpu_s)


def _filled(errand: Errand, turn: int) -> Any:
    """Fill a cart with one piece, and the form with it, as somebody new."""
    from shop.addresses import Address
    from shop.orders import api as orders
    from shop.orders.types import CheckoutDetails
    from shop.payments.api import tokenise_card
    from shop.payments.types import Card

    token, home = orders.new_cart_token(), Address("B. Buyer", line1="Weg 1", postcode="10115", city="X", country="DE")
    orders.add_to_cart(token, variant_id=errand.variant_ids[turn % len(errand.variant_ids)], quantity=1)
    shown = orders.quote_of_cart(token, destination=orders.destination_of(home), choose_first=True)
    chosen = shown.figures.shipping.chosen
    return CheckoutDetails(
        cart_token=token,
        idempotency_key=orders.new_idempotency_key(),
        email=f"buyer-{errand.number}-{turn}@bench.example",
        shipping=home,
        billing=home,
        payment=tokenise_card(Card("4242424242424242", 12, 2030, "123")),
        expected_total=shown.total,
        method_id=chosen.method_id if chosen else None,
    )
