"""What orders do on an event or a timer. Nearly all of it calls the gateway, so it is remote.

Every call goes by a key of the attempt or of its operation, so it may be repeated; every record looks at the state
first.
"""

import time
from dataclasses import dataclass

from django.conf import settings

from pods.outbox.api import TIMERS_DUE, EventFacts, HandlerClass, handler, remote_handler
from shop.orders.events import CAPTURE, FINISH_REFUND, INQUIRE, MOVE_MONEY, ORDER_PLACED, SETTLE, VOID
from shop.orders.services.capturing import begin_capture
from shop.orders.services.hooks import record_inquired
from shop.orders.services.recording_money import finish_refund, money_to_move, record_money
from shop.orders.services.settling import AskAgain, begin_settling, record_settled
from shop.payments.api import find_attempt, gateway_named, perform
from shop.payments.types import Attempt, Charge, Operation, OperationAnswer

UNTIL_SOMEBODY_LOOKS = 40
"""Tries before a settling is parked: hours of a gateway that is down. The reservation is kept all the while."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """An attempt to settle. `is_last`: one that is still processed now is given up."""

    attempt: Attempt
    is_last: bool


@remote_handler(SETTLE, event=TIMERS_DUE, versions={1}, work=HandlerClass.CHECKOUT, max_tries=UNTIL_SOMEBODY_LOOKS)
class Settle:
    """Finish or give up an attempt whose answer never came: asks by key, and bars a key that the gateway never saw.

    A charge that is still processed is asked after again and again, and in the end let go.
    """

    def prepare(self, facts: EventFacts) -> Overdue | None:
        """Take the attempt over; None when it has ended."""
        attempt = begin_settling(facts.payload["attempt_id"])
        if attempt is None:
            return None
        return Overdue(attempt, is_last=_asked(facts) >= settings.PROCESSING_ASKED_AT_MOST)

    def call(self, request: Overdue, *, key: str, timeout_s: float) -> Charge:
        """Ask what is under the attempt's key; void it unless the gateway has or will have an answer."""
        deadline = time.monotonic() + timeout_s
        port = gateway_named(request.attempt.gateway)
        found = port.find_charge(request.attempt.key, timeout_s=timeout_s / 2)
        if found is not None and not (found.is_undecided and request.is_last):
            return found
        return port.void(request.attempt.key, timeout_s=max(0.1, deadline - time.monotonic()))

    def record(self, facts: EventFacts, answer: Charge) -> None:
        """Place the order, free the stock, or ask again."""
        again = AskAgain(asked=_asked(facts), in_s=settings.PROCESSING_ASKED_EVERY_S)
        record_settled(facts.payload["attempt_id"], answer, again=again)


def _asked(facts: EventFacts) -> int:
    """Return how often the gateway has been asked, this time included."""
    return int(facts.payload.get("asked", 0)) + 1


@remote_handler(INQUIRE, event=TIMERS_DUE, versions={1}, work=HandlerClass.CHECKOUT, max_tries=UNTIL_SOMEBODY_LOOKS)
class Inquire:
    """Ask what became of a charge after its attempt had ended: the gateway wrote that something has."""

    def prepare(self, facts: EventFacts) -> Attempt | None:
        """Read the attempt."""
        return find_attempt(facts.payload["attempt_id"])

    def call(self, request: Attempt, *, key: str, timeout_s: float) -> Charge | None:
        """Ask by key."""
        return gateway_named(request.gateway).find_charge(request.key, timeout_s=timeout_s)

    def record(self, facts: EventFacts, answer: Charge | None) -> None:
        """Write down what is new about its disputes."""
        if answer is not None:
            record_inquired(facts.payload["attempt_id"], answer)


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
