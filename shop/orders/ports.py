"""What orders ask of apps above them. They register their answer; orders never import them."""

from collections.abc import Callable
from enum import StrEnum


class CaptureAdvice(StrEnum):
    """Whether an order's payment should be taken."""

    CAPTURE = "capture"
    HOLD = "hold"


type CaptureAdviser = Callable[[int], CaptureAdvice]
"""Judges an order by its id, inside the caller's service. It may write what it found."""

_advisers: list[CaptureAdviser] = []


def register_capture_adviser(adviser: CaptureAdviser) -> None:
    """Ask this adviser too before any payment is captured. Called when an app is ready."""
    if adviser not in _advisers:
        _advisers.append(adviser)


def capture_advice(order_id: int) -> CaptureAdvice:
    """Ask every adviser; one that says HOLD is enough. Without advisers payments are captured."""
    advice = [adviser(order_id) for adviser in _advisers]
    return CaptureAdvice.HOLD if CaptureAdvice.HOLD in advice else CaptureAdvice.CAPTURE
