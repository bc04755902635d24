"""What the gateway answered, on an order's page: in words, with what to do about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db.models.functions import Now
from django.test import Client

from pods.directory.models import Shop
from pods.outbox.models import Delivery
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.events import CAPTURE
from shop.orders.services.capturing import begin_capture
from shop.orders.services.hooks import record_inquired
from shop.payments import api as payments
from shop.payments.types import ChargeDispute, DisputeState
from shop.staff.api import Permission
from shop.staff.models import Role, User
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.pages.visiting import said

PATH = "/admin/orders/1001"
OPENED = ChargeDispute("dp_1", DisputeState.OPENED, 18900, "fraudulent", datetime(2027, 1, 4, 12, tzinfo=UTC))

type Hear = Callable[[DisputeState], None]


@pytest.fixture
def bought(lamp: Product, gateway: GatewayProcess, shop: Shop, inside: Inside, pinned: None) -> None:
    """An order whose buyer tried two cards; the money of the second is taken."""
    with inside(shop):
        token = selling.filled_cart((lamp, 1))
        for number in (selling.NO_MONEY, selling.CODE_WRONG):
            orders.submit_checkout(selling.details_of(token, card=selling.card(number)))
        selling.work_off(shop, CAPTURE)


@pytest.fixture
def hear(bought: None, shop: Shop, inside: Inside) -> Hear:
    """Let the gateway tell of a dispute."""

    def told(state: DisputeState) -> None:
        with inside(shop):
            paid = orders.order_by_number(1001).payment
            key = payments.attempt_by_id(paid.attempt_id).key
            charge = payments.gateway_named("test").find_charge(key, timeout_s=5)
            assert charge is not None
            record_inquired(paid.attempt_id, replace(charge, disputes=(replace(OPENED, state=state),)))

    return told


@pytest.fixture
def given_up(lamp: Product, gateway: GatewayProcess, shop: Shop, inside: Inside) -> None:
    """An order whose capture was asked for until the worker gave up."""
    with inside(shop):
        order_id = selling.buy(lamp).order_id
        assert order_id is not None
        begin_capture(order_id)
        Delivery.objects.filter(handler=CAPTURE).update(due_at=None, parked_at=Now(), tries=12, error="AnswerLost: x")


def test_each_try_says_what_the_bank_said(owner: Client, bought: None) -> None:
    words = said(owner.get(PATH))
    assert "Visa ··9995 €189.00 Declined" in words
    assert "There was not enough money on the card." in words
    assert "Visa ··0101 €189.00 Approved, money taken" in words
    assert "Address Matches Security code Does not match 3-D Secure Not asked for" in words
    assert "Capture €189.00 Done" in words


def test_an_open_dispute_stands_above_all_and_in_the_list(owner: Client, hear: Hear) -> None:
    assert "Disputed" not in said(owner.get(PATH))
    hear(DisputeState.OPENED)
    words = said(owner.get(PATH))
    assert words.index("€189.00 of this order is disputed.") < words.index("Items")
    assert "The card's owner says that somebody else paid with the card. Send your proof to the gateway until" in words
    assert "4 January 2027" in words
    listed = owner.get("/admin/orders", {"show": "disputed"})
    assert [row.order.number for row in listed.context["rows"]] == [1001]
    assert "Paid Disputed Unfulfilled" in said(listed)


def test_a_dispute_that_is_lost_is_told_where_the_payment_is(owner: Client, hear: Hear) -> None:
    hear(DisputeState.LOST)
    words = said(owner.get(PATH))
    assert "is disputed." not in words
    assert "The bank took the money back. Lost" in words
    assert "Taken, Visa ··0101 €189.00 Taken back by the bank −€189.00 Left, can be given back €0.00" in words
    assert owner.get(f"{PATH}/refund").status_code == 302
    assert not owner.get("/admin/orders", {"show": "disputed"}).context["rows"]


def test_what_was_given_up_says_so_and_is_asked_again_once(
    owner: Client, given_up: None, shop: Shop, inside: Inside
) -> None:
    words = said(owner.get(PATH))
    assert "The gateway gave no answer, and Podium has stopped asking." in words
    assert "Capture €189.00 Unknown, given up" in words
    assert "AnswerLost" not in words
    for _twice in range(2):
        assert owner.post(f"{PATH}/ask-again")["Location"] == PATH
    words = said(owner.get(PATH))
    assert "stopped asking" not in words
    assert words.count("The gateway is to be asked again.") == 1
    with inside(shop):
        assert [each.tries for each in selling.waiting(CAPTURE)] == [0]


def test_who_may_not_take_money_may_not_ask_again(owner: Client, given_up: None, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        role = Role.objects.create(name="Packer", permissions=[Permission.ORDERS_VIEW.value])
        User.objects.update(role=role)
    words = said(owner.get(PATH))
    assert "Podium has stopped asking" in words
    assert "Ask the gateway again" not in words
    assert owner.post(f"{PATH}/ask-again").status_code == 403
    with inside(shop):
        assert selling.waiting(CAPTURE) == []


def test_only_a_post_asks_again(owner: Client, given_up: None) -> None:
    assert owner.get(f"{PATH}/ask-again").status_code == 405
    assert owner.post("/admin/orders/4711/ask-again").status_code == 404
