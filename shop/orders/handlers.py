"""What orders do on an event or a timer. Nearly all of it calls the gateway, so it is remote.

Every call goes by a key of the attempt or of its operation, so it may be repeated; every record looks at the state
first.
"""

import time

from pods.outbox.api import TIMERS_DUE, EventFacts, HandlerClass, handler, remote_handler
from shop.orders.events import CAPTURE, FINISH_REFUND, MOVE_MONEY, ORDER_PLACED, SETTLE, VOID
from shop.orders.services.capturing import begin_capture
from shop.orders.services.recording_money import finish_refund, money_to_move, record_money
from shop.orders.services.settling import begin_settling, record_settled
from shop.payments.api import find_attempt, gateway_named, perform
from shop.payments.types import Attempt, Charge, Operation, OperationAnswer

UNTIL_SOMEBODY_LOOKS = 40
"""Tries before a settling is parked: hours of a gateway that is down. The reservation is kept all the while."""


@remote_handler(SETTLE, event=TIMERS_DUE, versions={1}, work=HandlerClass.CHECKOUT, max_tries=UNTIL_SOMEBODY_LOOKS)
class Settle:
    """Finish or give up an attempt whose answer never came: asks by key, and bars a key that the gateway never saw."""

    def prepare(self, facts: EventFacts) -> Attempt | None:
        """Take the attempt over; None when it has ended."""
        return begin_settling(facts.payload["attempt_id"])

    def call(self, request: Attempt, *, key: str, timeout_s: float) -> Charge:
        """Ask what is under the attempt's key; void it unless the gateway approved or declined it."""
        deadline = time.monotonic() + timeout_s
        port = gateway_named(request.gateway)
        found = port.find_charge(request.key, timeout_s=timeout_s / 2)
        if found is not None:
            return found
        return port.void(request.key, timeout_s=max(0.1, deadline - time.monotonic()))

    def record(self, facts: EventFacts, answer: Charge) -> None:
        """Place the order, or free the stock."""
        record_settled(facts.payload["attempt_id"], answer)


@remote_handler(VOID, event=TIMERS_DUE, versions={1}, work=HandlerClass.CHECKOUT, max_tries=UNTIL_SOMEBODY_LOOKS)
class Void:
    """Let go of an authorisation that came after its attempt had ended."""

    def prepare(self, facts: EventFacts) -> Attempt | None:
        """Read the attempt."""
        return find_attempt(facts.payload["attempt_id"])

    def call(self, request: Attempt, *, key: str, timeout_s: float) -> Charge:
        """Void by key."""
        return gateway_named(request.gateway).void(request.key, timeout_s=timeout_s)

    def record(self, facts: EventFacts, answer: Charge) -> None:
        """Write nothing: the attempt has ended already, and the gateway has its own book."""


@remote_handler(CAPTURE, event=ORDER_PLACED, versions={1}, work=HandlerClass.CHECKOUT)
class Capture:
    """Take a new order's money, unless an adviser holds it back."""

    def prepare(self, facts: EventFacts) -> Operation | None:
        """Decide whether it is to be taken; None when not, or no more."""
        return begin_capture(facts.payload["order_id"])

    def call(self, request: Operation, *, key: str, timeout_s: float) -> OperationAnswer:
        """Capture by the operation's key."""
        return perform(request, timeout_s=timeout_s)

    def record(self, facts: EventFacts, answer: OperationAnswer) -> None:
        """Note how it went."""
        record_money(answer)


@remote_handler(MOVE_MONEY, event=TIMERS_DUE, versions={1}, work=HandlerClass.CHECKOUT, max_tries=UNTIL_SOMEBODY_LOOKS)
class MoveMoney:
    """Ask the gateway for a capture, void or refund that was decided."""

    def prepare(self, facts: EventFacts) -> Operation | None:
        """Read what is to be asked; None when it was answered."""
        return money_to_move(facts.payload["operation_id"])

    def call(self, request: Operation, *, key: str, timeout_s: float) -> OperationAnswer:
        """Do it by the operation's key."""
        return perform(request, timeout_s=timeout_s)

    def record(self, facts: EventFacts, answer: OperationAnswer) -> None:
        """Note how it went, and move the goods of a refund."""
        record_money(answer)


@handler(FINISH_REFUND, event=TIMERS_DUE, versions={1}, work=HandlerClass.CHECKOUT)
def end_refund_of_nothing(facts: EventFacts) -> None:
    """Move the goods of a refund that no money belongs to."""
    finish_refund(facts.payload["refund_id"])
