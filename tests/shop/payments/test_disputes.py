"""Disputes: heard of by webhook, asked for by key, told in the order's timeline, each once."""

from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.outbox.types import Outcome
from shop.money import Money
from shop.orders import api as orders
from shop.orders.events import CAPTURE, INQUIRE
from shop.orders.services.hooks import record_inquired, take_hook
from shop.payments import api as payments
from shop.payments.errors import AttemptUnknown
from shop.payments.models import Dispute, PaymentAttempt
from shop.payments.types import Charge, ChargeDispute, DisputeState, HookMessage
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.payments.hearing import wait_until

pytestmark = pytest.mark.usefixtures("pinned")

OPENED = ChargeDispute("dp_1", DisputeState.OPENED, 18900, "fraudulent")


def _bought(shop: Shop, number: str) -> int:
    """Sell a lamp and take its money; return the attempt."""
    selling.furnish()
    selling.buy(selling.put_on_sale(on_hand=5), number=number)
    assert selling.work_off(shop, CAPTURE) == [Outcome.DONE]
    return PaymentAttempt.objects.get().pk


def _told() -> list[str]:
    """Return the order's timeline without what every sale has, oldest first."""
    order = orders.order_by_number(1001)
    return [entry.name for entry in orders.timeline_of(order.id)][::-1]


def _charge(attempt_id: int) -> Charge:
    found = payments.gateway_named("test").find_charge(payments.attempt_by_id(attempt_id).key, timeout_s=5)
    assert found is not None
    return found


@pytest.mark.parametrize(("number", "state"), [(selling.DISPUTED_LOST, "lost"), (selling.DISPUTED_WON, "won")])
def test_a_dispute_is_found_where_the_webhook_points(
    quick_gateway: GatewayProcess, shop: Shop, number: str, state: str
) -> None:
    attempt_id = _bought(shop, number)
    key = payments.attempt_by_id(attempt_id).key
    wait_until(lambda: [each["state"] for each in quick_gateway.answer(key)["disputes"]] == [state])
    take_hook("test", HookMessage("evt_1", key))
    assert selling.work_off(shop, INQUIRE) == [Outcome.DONE]
    [dispute] = payments.disputes_of(attempt_id)
    assert (dispute.state, dispute.amount, dispute.reason) == (state, Money(18900, "EUR"), "fraudulent")
    assert dispute.closed_at is not None
    assert _told()[-1] == f"orders.dispute_{state}"
    sentence = orders.timeline_of(orders.order_by_number(1001).id)[0].sentence
    assert "€189.00" in sentence
    assert (payments.attempt_by_id(attempt_id).captured, payments.attempt_by_id(attempt_id).refunded) == (
        Money(18900, "EUR"),
        Money(0, "EUR"),
    )


def test_a_dispute_opens_once_and_closes_once(gateway: GatewayProcess, shop: Shop) -> None:
    attempt_id = _bought(shop, selling.APPROVED)
    charge = _charge(attempt_id)
    before = _told()
    opened = replace(charge, disputes=(OPENED,))
    for _ in range(2):
        record_inquired(attempt_id, opened)
    assert _told() == [*before, "orders.dispute_opened"]
    won = replace(charge, disputes=(replace(OPENED, state=DisputeState.WON),))
    for answer in (won, won, opened):
        record_inquired(attempt_id, answer)
    assert _told() == [*before, "orders.dispute_opened", "orders.dispute_won"]
    assert [each.state for each in payments.disputes_of(attempt_id)] == [DisputeState.WON]


def test_a_charge_may_be_disputed_twice(gateway: GatewayProcess, shop: Shop) -> None:
    attempt_id = _bought(shop, selling.APPROVED)
    both = (OPENED, replace(OPENED, reference="dp_2", amount_minor=100))
    record_inquired(attempt_id, replace(_charge(attempt_id), disputes=both))
    assert [each.amount.minor for each in payments.disputes_of(attempt_id)] == [18900, 100]


def test_an_inquiry_without_news_changes_nothing(gateway: GatewayProcess, shop: Shop) -> None:
    attempt_id = _bought(shop, selling.APPROVED)
    before = _told()
    take_hook("test", HookMessage("evt_1", payments.attempt_by_id(attempt_id).key))
    assert selling.work_off(shop, INQUIRE) == [Outcome.DONE]
    assert (_told(), Dispute.objects.count()) == (before, 0)


def test_a_dispute_of_nothing_is_refused(shop: Shop) -> None:
    with pytest.raises(AttemptUnknown):
        payments.record_dispute(12, OPENED)
    assert not Dispute.objects.exists()
