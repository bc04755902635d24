"""Declaring handlers."""

from typing import Any

import pytest

from pods.outbox.errors import HandlerUnknown, HandlerWrong
from pods.outbox.registry import Handler, Registry, registry
from pods.outbox.types import TIMERS_DUE, HandlerClass, HandlerKind


def _handler(name: str, **changes: Any) -> Handler:
    fields: dict[str, Any] = {
        "name": name,
        "event": "orders.placed",
        "versions": frozenset({1}),
        "kind": HandlerKind.LOCAL,
        "work": HandlerClass.FRAUD,
        "permissions": frozenset(),
        "ordered": True,
        "max_tries": 12,
        "timeout_s": 10.0,
        "run": print,
    }
    return Handler(**fields | changes)


def test_an_event_goes_to_its_handlers_in_the_order_of_their_declaration() -> None:
    handlers = Registry()
    first, second, other = _handler("b"), _handler("a"), _handler("c", event="orders.cancelled")
    for each in (first, second, other):
        handlers.add(each)
    assert handlers.of_event("orders.placed") == [first, second]
    assert handlers.of_event("orders.unheard_of") == []
    assert handlers.named("c") is other
    assert handlers.all() == [first, second, other]


def test_a_name_is_given_once() -> None:
    handlers = Registry()
    handlers.add(_handler("fraud.assess"))
    with pytest.raises(HandlerWrong, match=r"fraud\.assess"):
        handlers.add(_handler("fraud.assess", event="orders.cancelled"))
    assert handlers.of_event("orders.cancelled") == []


@pytest.mark.parametrize("changes", [{"versions": frozenset()}, {"max_tries": 0}])
def test_a_handler_that_could_never_run_is_refused(changes: dict[str, Any]) -> None:
    handlers = Registry()
    with pytest.raises(HandlerWrong):
        handlers.add(_handler("fraud.assess", **changes))
    assert handlers.find("fraud.assess") is None


def test_an_unknown_name_is_a_sentence() -> None:
    with pytest.raises(HandlerUnknown, match=r"No handler is named 'fraud\.gone'"):
        Registry().named("fraud.gone")


def test_the_handlers_of_the_installed_apps_are_known() -> None:
    sweep = registry.named("outbox.sweep")
    assert sweep.event == TIMERS_DUE
    assert not sweep.ordered, "timers are in no order"
