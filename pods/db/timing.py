"""Measures the time that statements take, for whoever has started a meter in this context."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Meter:
    """Statements sent and seconds waited for them, over all connections."""

    statements: int = 0
    seconds: float = 0.0


_meter: ContextVar[Meter | None] = ContextVar("podium_database_meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Measure the statements inside the block."""
    meter = Meter()
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Execute a statement and add its time to the context's meter (an execute wrapper)."""
    meter = _meter.get()
    if meter is None:
        return execute(sql, params, many, context)
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        meter.statements += 1
        meter.seconds += time.perf_counter() - started
