"""The fraud check of a new order, as a worker of the shop's pod does it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pods.directory.models import Shop
from pods.outbox.api import Subject, events_of
from pods.outbox.types import Outcome
from pods.routing.service import service
from shop.catalog.types import Product
from shop.fraud import api as fraud
from shop.fraud.events import ASSESS
from shop.fraud.models import RiskAssessment, RiskFact
from shop.fraud.types import Risk, RiskLevel, Sentiment
from shop.orders import api as orders
from shop.orders.errors import OrderUnknown
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

pytestmark = pytest.mark.usefixtures("pinned")


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale(on_hand=50)


def _buy(lamp: Product, **details) -> int:
    result = selling.buy(lamp, **details)
    assert result.order_id is not None
    return result.order_id


def test_an_order_is_pending_until_a_worker_has_checked_it(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order_id = _buy(lamp)
    assert fraud.risk_of(order_id) == Risk(RiskLevel.PENDING)
    assert fraud.risk_of(order_id).is_pending
    assert selling.work_off(shop, ASSESS) == [Outcome.DONE]
    risk = fraud.risk_of(order_id)
    assert (risk.level, risk.is_pending) == (RiskLevel.NONE, False)
    assert risk.assessed_at is not None
    assert [(fact.code, fact.sentiment, fact.sentence) for fact in risk.facts] == [
        ("countries_same", Sentiment.POSITIVE, "Billing and shipping are both in Norway."),
        ("card_matches", Sentiment.POSITIVE, "The bank confirmed the security code and the billing address."),
        (
            "value_no_history",
            Sentiment.NEUTRAL,
            "This is the shop's first order in its currency, so its value cannot be compared.",
        ),
    ]


@pytest.mark.parametrize(
    ("number", "abroad", "level"),
    [
        (selling.APPROVED, False, RiskLevel.NONE),
        ("4000 0000 0000 0044", False, RiskLevel.LOW),
        (selling.APPROVED, True, RiskLevel.MEDIUM),
        (selling.CODE_WRONG, False, RiskLevel.MEDIUM),
        (selling.CODE_WRONG, True, RiskLevel.HIGH),
        (selling.BOTH_WRONG, False, RiskLevel.HIGH),
    ],
)
def test_what_the_bank_and_the_addresses_say_makes_the_level(
    gateway: GatewayProcess, shop: Shop, lamp: Product, number: str, level: RiskLevel, *, abroad: bool
) -> None:
    order_id = _buy(lamp, number=number, billing=selling.ABROAD if abroad else selling.HOME)
    selling.work_off(shop, ASSESS)
    assert fraud.risk_of(order_id).level is level


def test_the_shops_own_history_makes_an_order_stand_out(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    for _ in range(5):
        _buy(lamp)
    order_id = _buy(lamp, quantity=5)
    selling.work_off(shop, ASSESS)
    risk = fraud.risk_of(order_id)
    assert (risk.level, risk.facts[2].sentiment) == (RiskLevel.MEDIUM, Sentiment.NEGATIVE)
    assert risk.facts[2].sentence == (
        "€945.00 is far above the usual: 5.0 times the shop's median order of €189.00 over 5 orders."
    )


def test_another_shops_orders_are_no_history(
    gateway: GatewayProcess, shop: Shop, other_shop: Shop, lamp: Product, inside
) -> None:
    for _ in range(5):
        _buy(lamp)
    with inside(other_shop):
        selling.furnish()
        order_id = _buy(selling.put_on_sale(price_minor=10**7))
        selling.work_off(other_shop, ASSESS)
        assert fraud.risk_of(order_id).facts[2].code == "value_no_history"


def test_checking_twice_writes_one_assessment(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order_id = _buy(lamp)
    selling.work_off(shop, ASSESS)
    before = fraud.risk_of(order_id)
    assert [fraud.assess(order_id), fraud.assess(order_id)] == [RiskLevel.NONE] * 2
    assert fraud.risk_of(order_id) == before
    assert (RiskAssessment.objects.count(), RiskFact.objects.count()) == (1, 3)
    told = [event.name for event in events_of(Subject("order", order_id))]
    assert told.count("fraud.assessed") == 1


def test_the_event_tells_codes_and_no_names(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order_id = _buy(lamp)
    selling.work_off(shop, ASSESS)
    [event] = [each for each in events_of(Subject("order", order_id)) if each.name == "fraud.assessed"]
    assert event.payload == {
        "order_id": order_id,
        "level": "NONE",
        "codes": ["countries_same", "card_matches", "value_no_history"],
        "rules_version": 1,
    }
    assert (event.actor_kind, event.actor_id) == ("system", "fraud.assess")


def test_an_order_that_is_not_there_is_refused_and_nothing_is_written(shop: Shop, lamp: Product) -> None:
    with pytest.raises(OrderUnknown):
        fraud.assess(999_999_999)
    assert not RiskAssessment.objects.exists()


def test_an_assessment_that_fails_halfway_leaves_nothing(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order_id = _buy(lamp)

    @service
    def check_and_fail() -> None:
        fraud.assess(order_id)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check_and_fail()
    assert fraud.risk_of(order_id).is_pending
    assert [event.name for event in events_of(Subject("order", order_id))] == ["orders.placed"]


def test_what_reading_risk_costs_in_queries(
    gateway: GatewayProcess, shop: Shop, lamp: Product, django_assert_num_queries
) -> None:
    checked, pending = _buy(lamp), _buy(lamp)
    fraud.assess(checked)
    with django_assert_num_queries(2, using="pod_1"):  # assessment; facts
        fraud.risk_of(checked)
    with django_assert_num_queries(1, using="pod_1"):  # no assessment
        fraud.risk_of(pending)
    with django_assert_num_queries(2, using="pod_1"):  # assessments; all facts
        risks = fraud.risks_of([checked, pending])
    assert [risks[each].level for each in (checked, pending)] == [RiskLevel.NONE, RiskLevel.PENDING]


def _shop_orders(*arguments: str) -> str:
    out = StringIO()
    call_command("shop_orders", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_lists_orders_with_their_risk(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    _buy(lamp, number=selling.BOTH_WRONG)
    selling.work_off(shop, ASSESS)
    _buy(lamp)
    second, first = json.loads(_shop_orders(shop.handle, "--json"))
    assert (second["number"], second["state"], second["risk_level"], second["facts"]) == (
        1002,
        "authorised",
        "PENDING",
        [],
    )
    assert (first["number"], first["risk_level"]) == (1001, "HIGH")
    assert first["total"] == {"minor": 18900, "currency": "EUR", "text": "€189.00"}
    assert first["facts"][1] == {
        "code": "card_both_wrong",
        "sentiment": "NEGATIVE",
        "sentence": "The card's security code and the billing address were both wrong.",
        "figures": {"avs": "mismatch", "cvv": "mismatch"},
    }
    table = _shop_orders(shop.handle)
    assert "#1001" in table
    assert "HIGH" in table


def test_the_command_refuses_a_shop_that_is_not_there(shop: Shop) -> None:
    with pytest.raises(CommandError):
        _shop_orders("nowhere")
    assert orders.orders_page().total == 0


@pytest.mark.parametrize("limit", ["0", "-3"])
def test_the_command_refuses_a_limit_below_one(shop: Shop, limit: str) -> None:
    with pytest.raises(CommandError, match="at least 1"):
        _shop_orders(shop.handle, f"--limit={limit}")
