"""Handlers that only tests have. Their effect is a pod event, written in the delivery's own transaction.

A payload with `gate` makes a handler stop in its middle until the test opens the gate, so that it can be killed there.
"""

import os
import time
from pathlib import Path
from typing import Any

from pods.db.current import current_shop_id
from pods.outbox.api import TIMERS_DUE, EventFacts, HandlerClass, handler, publish_pod_event, remote_handler
from pods.routing.actor import current_actor
from pods.routing.service import inside_service

EFFECT = "probe.effect"
TOUCHED, CALLED, POISONED = "probe.touched", "probe.called", "probe.poisoned"
TOUCH, CALL, POISON, UNORDERED, TIMER = "probe.touch", "probe.call", "probe.poison", "probe.unordered", "probe.timer"
MAY_TOUCH = "probe.may_touch"
LONGEST_S = 60.0


def folder() -> Path:
    """Return where the probes leave what the database does not see."""
    return Path(os.environ["PROBE_FOLDER"])


def stop_at_gate(facts: EventFacts) -> None:
    """Say that we are here, then wait until the test opens the gate."""
    gate = facts.payload.get("gate")
    if not gate:
        return
    (folder() / f"at-{gate}-{facts.delivery_id}-{facts.tries}").touch()
    give_up_at = time.monotonic() + LONGEST_S
    while not (folder() / f"open-{gate}").exists():
        if time.monotonic() > give_up_at:
            raise TimeoutError(gate)
        time.sleep(0.01)


def leave_effect(facts: EventFacts, **more: Any) -> None:
    """Write down that this delivery had its effect."""
    publish_pod_event(
        EFFECT,
        {
            "shop": current_shop_id(),
            "delivery": facts.delivery_id,
            "subject": facts.subject_id,
            "number": facts.payload.get("number"),
            "tries": facts.tries,
            "actor": str(current_actor()),
            "permissions": sorted(current_actor().permissions),
            **more,
        },
    )


@handler(TOUCH, event=TOUCHED, versions={1}, work=HandlerClass.FRAUD, permissions=frozenset({MAY_TOUCH}))
def touch(facts: EventFacts) -> None:
    """Have an effect; fail the first `fail` times, after the effect."""
    leave_effect(facts)
    stop_at_gate(facts)
    if facts.tries <= facts.payload.get("fail", 0):
        raise ValueError(f"try {facts.tries} fails")


@handler(UNORDERED, event="probe.unordered", versions={1}, work=HandlerClass.MAIL, ordered=False)
def touch_unordered(facts: EventFacts) -> None:
    """Have an effect, in no order."""
    leave_effect(facts)


@handler(POISON, event=POISONED, versions={1}, work=HandlerClass.BULK, max_tries=2)
def fail_always(facts: EventFacts) -> None:
    """Have an effect that is taken back each time."""
    leave_effect(facts)
    raise ValueError("poison")


@handler(TIMER, event=TIMERS_DUE, versions={1}, work=HandlerClass.BULK)
def on_timer(facts: EventFacts) -> None:
    """Have an effect when it is time."""
    leave_effect(facts)


@remote_handler(CALL, event=CALLED, versions={1}, work=HandlerClass.MAIL)
class Call:
    """Calls a file: each call adds one line, its key."""

    def prepare(self, facts: EventFacts, /) -> EventFacts | None:
        assert inside_service()
        return None if facts.payload.get("nothing_to_do") else facts

    def call(self, request: EventFacts, /, *, key: str, timeout_s: float) -> str:
        assert not inside_service(), "a call is made outside any transaction"
        with (folder() / "calls").open("a") as calls:
            calls.write(f"{key}\n")
        stop_at_gate(request)
        if request.tries <= request.payload.get("fail", 0):
            raise ConnectionError("no answer")
        return f"answer within {timeout_s:g} s"

    def record(self, facts: EventFacts, answer: str, /) -> None:
        assert inside_service()
        leave_effect(facts, answer=answer)
