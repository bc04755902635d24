"""Measures two ways of doing one thing in turns, so that a noisy machine disturbs both alike."""

import gc
import time
from collections.abc import Callable
from statistics import median


def cpu_us(work: Callable[[], object], times: int) -> float:
    """Return the CPU microseconds of one call of `work`, from `times` calls."""
    started = time.process_time_ns()
    for _ in range(times):
        work()
    return (time.process_time_ns() - started) / times / 1000


def in_turns(
    ours: Callable[[], object], other: Callable[[], object], *, rounds: int, times: int
) -> tuple[float, float]:
    """Return the medians over `rounds` of the CPU microseconds of one call of each."""
    ours_us, other_us = [], []
    gc.collect()
    gc.disable()
    try:
        for number in range(rounds):
            first, second = (ours, other) if number % 2 else (other, ours)
            one, two = cpu_us(first, times), cpu_us(second, times)
            ours_us.append(one if first is ours else two)
            other_us.append(two if first is ours else one)
            gc.collect()
    finally:
        gc.enable()
    return median(ours_us), median(other_us)
