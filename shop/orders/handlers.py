"""What orders do on an event or a timer. All of it calls the gateway, so all of it is remote.

Every call goes by the attempt's own key at the gateway, so it may be repeated; every record looks at the state first.
"""

import time

from pods.outbox.api import TIMERS_DUE, EventFacts, HandlerClass, remote_handler
from shop.orders.events import CAPTURE, CAPTURE_HELD, ORDER_PLACED, SETTLE, VOID
from shop.orders.services.capturing import begin_capture, record_capture
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


class _Capture:
    """Take an order's money."""

    forced = False

    def prepare(self, facts: EventFacts) -> Operation | None:
        """Decide whether it is to be taken; None when not, or no more."""
        return begin_capture(facts.payload["order_id"], forced=self.forced)

    def call(self, request: Operation, *, key: str, timeout_s: float) -> OperationAnswer:
        """Capture by the operation's key."""
        return perform(request, timeout_s=timeout_s)

    def record(self, facts: EventFacts, answer: OperationAnswer) -> None:
        """Note how it went."""
        record_capture(facts.payload["order_id"], answer)


@remote_handler(CAPTURE, event=ORDER_PLACED, versions={1}, work=HandlerClass.CHECKOUT)
class Capture(_Capture):
    """Take a new order's money, unless an adviser holds it back."""


@remote_handler(CAPTURE_HELD, event=TIMERS_DUE, versions={1}, work=HandlerClass.CHECKOUT)
class CaptureHeld(_Capture):
    """Take a held order's money because a person decided so."""

    forced = True
