"""Pure decisions of payments: how an attempt moves. No Django, no clock, no database."""

from shop.payments.types import AttemptState

MOVES: dict[tuple[AttemptState, AttemptState], str] = {
    (AttemptState.SENT, AttemptState.AUTHORISED): "The gateway approved; the order is placed.",
    (AttemptState.SENT, AttemptState.DECLINED): "The gateway declined; the stock is free again.",
    (AttemptState.SENT, AttemptState.SETTLING): "No answer in time; a worker asks the gateway by key.",
    (AttemptState.SETTLING, AttemptState.AUTHORISED): "The gateway had approved; the order is placed after all.",
    (AttemptState.SETTLING, AttemptState.DECLINED): "The gateway had declined; the stock is free again.",
    (AttemptState.SETTLING, AttemptState.VOIDED): "The gateway knew of nothing; the key is barred, the stock free.",
    (AttemptState.AUTHORISED, AttemptState.CAPTURED): "The money was taken.",
}
"""Every way between two states of a payment attempt. Whoever makes a move holds the attempt's row."""


def may_move(now: AttemptState, to: AttemptState) -> bool:
    """Say whether an attempt may go from one state to the other."""
    return (now, to) in MOVES
