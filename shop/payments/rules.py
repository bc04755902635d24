"""Pure decisions of payments: how an attempt moves, and what is left of it. No Django, no clock, no database."""

from dataclasses import dataclass
from enum import StrEnum

from shop.payments.types import AttemptState, ManualPayment, OperationKind

LONGEST_NAME, LONGEST_INSTRUCTIONS = 60, 1000
"""Of a way to pay, in characters: a line beside a button, and what fits on a bill."""


class SettingsFault(StrEnum):
    """What is wrong with a field of the settings."""

    REQUIRED = "required"
    TOO_LONG = "too long"
    NOT_ONE_LINE = "not one line"


MOVES: dict[tuple[AttemptState, AttemptState], str] = {
    (AttemptState.SENT, AttemptState.AUTHORISED): "The gateway approved; the order is placed.",
    (AttemptState.SENT, AttemptState.DECLINED): "The gateway declined; the stock is free again.",
    (AttemptState.SENT, AttemptState.PROCESSING): "The gateway needs longer; its webhook or a timer brings the answer.",
    (AttemptState.SENT, AttemptState.SETTLING): "No answer in time; a worker asks the gateway by key.",
    (AttemptState.PROCESSING, AttemptState.AUTHORISED): "The gateway has approved; the order is placed.",
    (AttemptState.PROCESSING, AttemptState.DECLINED): "The gateway has declined; the stock is free again.",
    (AttemptState.PROCESSING, AttemptState.VOIDED): "It took too long; the charge is let go, the stock free.",
    (AttemptState.SETTLING, AttemptState.PROCESSING): "The gateway needs longer; its webhook or a timer asks again.",
    (AttemptState.SETTLING, AttemptState.AUTHORISED): "The gateway had approved; the order is placed after all.",
    (AttemptState.SETTLING, AttemptState.DECLINED): "The gateway had declined; the stock is free again.",
    (AttemptState.SETTLING, AttemptState.VOIDED): "The gateway knew of nothing; the key is barred, the stock free.",
    (AttemptState.AUTHORISED, AttemptState.CAPTURED): "Money was taken, a part or all of it.",
    (AttemptState.AUTHORISED, AttemptState.VOIDED): "All of it was let go; nothing was ever taken.",
}
"""Every way between two states of a payment attempt. Whoever makes a move holds the attempt's row."""


def may_move(now: AttemptState, to: AttemptState) -> bool:
    """Say whether an attempt may go from one state to the other."""
    return (now, to) in MOVES


@dataclass(frozen=True, slots=True)
class Sums:
    """An attempt's money in minor units: what was authorised, what operations did, and what they are asked to do.

    `disputed`: what the bank holds or keeps of what was taken.
    """

    amount: int
    captured: int = 0
    voided: int = 0
    refunded: int = 0
    capture_asked: int = 0
    void_asked: int = 0
    refund_asked: int = 0
    disputed: int = 0


def left_for(kind: OperationKind, sums: Sums) -> int:
    """Return how much one more operation may be of. What is asked for and not answered counts as done.

    A void takes all that is held, so it and a capture wait for each other's answer. What the bank took because of a
    dispute is not there to be given back: the buyer would have it twice.
    """
    held = sums.amount - sums.captured - sums.voided
    if kind is OperationKind.CAPTURE:
        return 0 if sums.void_asked else held - sums.capture_asked
    if kind is OperationKind.VOID:
        return 0 if sums.void_asked or sums.capture_asked else held
    return max(0, sums.captured - sums.refunded - sums.refund_asked - sums.disputed)


def state_after(state: AttemptState, sums: Sums) -> AttemptState:
    """Return an authorised attempt's state once its sums have changed."""
    if sums.captured:
        return AttemptState.CAPTURED
    return AttemptState.VOIDED if sums.voided else state


def wrong_manual(manual: ManualPayment) -> dict[str, SettingsFault]:
    """Return what has to be put right, by field: the first fault of each. What is on needs a name to choose it by."""
    checks = (
        ("name", SettingsFault.REQUIRED, manual.is_on and not manual.name.strip()),
        ("name", SettingsFault.TOO_LONG, len(manual.name) > LONGEST_NAME),
        ("name", SettingsFault.NOT_ONE_LINE, not manual.name.isprintable()),
        ("instructions", SettingsFault.TOO_LONG, len(manual.instructions) > LONGEST_INSTRUCTIONS),
    )
    faults: dict[str, SettingsFault] = {}
    for name, fault, is_wrong in checks:
        if is_wrong:
            faults.setdefault(name, fault)
    return faults
