"""CPU a request of our middleware, against django-tenants' own middleware on the same directory."""

import argparse
import random
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_tenants.middleware.main import TenantMainMiddleware

from config.bench.fleet import fill_directory
from config.bench.pairs import cpu_us, in_turns
from pods.routing.middleware import PodMiddleware

PER_ROUND = 500


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Return ours_us, stock_us and their ratio, over all hosts in random order."""
    hosts = fill_directory(options.shops)
    random.Random(1).shuffle(hosts)  # noqa: S311 - an order, not a secret
    requests = [RequestFactory().get("/", headers={"host": host}) for host in hosts]
    ours, stock = PodMiddleware(_answer), TenantMainMiddleware(_answer)
    for request in requests:
        ours(request)
    turns: Iterator[HttpRequest] = cycle(requests)
    rounds = max(6, options.requests // PER_ROUND)
    ours_us, stock_us = in_turns(lambda: ours(next(turns)), lambda: stock(next(turns)), rounds=rounds, times=PER_ROUND)
    nothing_us = cpu_us(lambda: _answer(next(turns)), 20_000)
    return {
        "ours_us": round(ours_us - nothing_us, 1),
        "stock_us": round(stock_us - nothing_us, 1),
        "ratio": round((ours_us - nothing_us) / (stock_us - nothing_us), 4),
        "shops": options.shops,
        "hosts": len(hosts),
    }


_RESPONSE = HttpResponse("ok")


def _answer(request: HttpRequest) -> HttpResponse:
    return _RESPONSE
