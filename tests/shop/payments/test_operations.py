"""Captures, voids and refunds: within what is left, once per key, and with sums that always agree."""

from dataclasses import dataclass, field

import pytest
from django.db.utils import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from shop.money import Money
from shop.payments import api as payments
from shop.payments.errors import AttemptUnknown, MoreThanLeft, OperationKeyReused, OperationUnknown
from shop.payments.models import PaymentAttempt, PaymentOperation
from shop.payments.types import (
    Attempt,
    AttemptState,
    ChargeRequest,
    Operation,
    OperationAnswer,
    OperationKind,
    OperationState,
)
from tests.examples import examples
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

CAPTURE, VOID, REFUND = OperationKind.CAPTURE, OperationKind.VOID, OperationKind.REFUND
AMOUNT = 1000


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def _authorised(gateway: str = "test", number: str = selling.APPROVED) -> Attempt:
    """An attempt that its gateway approved."""
    card = selling.card(number) if gateway == "test" else None
    attempt = payments.new_attempt(eur(AMOUNT), gateway=gateway, card=card)
    request = ChargeRequest(key=attempt.key, token=attempt.token, amount=attempt.amount, postcode="")
    charge = payments.gateway_named(gateway).authorise(request, timeout_s=5)
    payments.move_attempt(attempt.id, AttemptState.AUTHORISED, seen=AttemptState.SENT, charge=charge)
    return payments.attempt_by_id(attempt.id)


def _do(attempt: Attempt, kind: OperationKind, minor: int | None = None, *, key: str) -> Attempt:
    """Ask, perform and record, as a service, a worker and a service do."""
    amount = None if minor is None else eur(minor)
    asked = payments.ask_operation(attempt.id, kind, amount=amount, key=key)
    return payments.record_operation(payments.perform(asked, timeout_s=5)).attempt


def _sums(attempt: Attempt) -> tuple[int, int, int]:
    now = payments.attempt_by_id(attempt.id)
    return now.captured.minor, now.voided.minor, now.refunded.minor


def _book(gateway: GatewayProcess, attempt: Attempt) -> tuple[int, int, int]:
    charge = gateway.charge(attempt.key)
    assert charge is not None
    return charge.captured_minor, charge.voided_minor, charge.refunded_minor


def _all(attempt: Attempt) -> list[dict[str, object]]:
    return [
        *PaymentAttempt.objects.filter(pk=attempt.id).values(),
        *PaymentOperation.objects.filter(attempt_id=attempt.id).order_by("pk").values(),
    ]


@pytest.mark.parametrize("code", ["test", "manual"])
def test_a_payment_is_taken_and_given_back_in_parts(gateway: GatewayProcess, shop: Shop, code: str) -> None:
    attempt = _authorised(code)
    assert (attempt.held, attempt.state) == (eur(1000), AttemptState.AUTHORISED)
    attempt = _do(attempt, CAPTURE, 300, key="a")
    assert (attempt.captured, attempt.held, attempt.state) == (eur(300), eur(700), AttemptState.CAPTURED)
    _do(attempt, CAPTURE, 200, key="b")
    attempt = _do(attempt, VOID, key="c")
    assert (attempt.voided, attempt.held, attempt.state) == (eur(500), eur(0), AttemptState.CAPTURED)
    attempt = _do(attempt, REFUND, 450, key="d")
    attempt = _do(attempt, REFUND, key="e")
    assert (attempt.captured, attempt.refunded) == (eur(500), eur(500))
    assert [(each.kind, each.state, each.amount.minor) for each in payments.operations_of(attempt.id)] == [
        ("capture", "done", 300),
        ("capture", "done", 200),
        ("void", "done", 500),
        ("refund", "done", 450),
        ("refund", "done", 50),
    ]
    if code == "test":
        assert _book(gateway, attempt) == _sums(attempt) == (500, 500, 500)


def test_a_void_of_all_of_it_ends_the_attempt(gateway: GatewayProcess, shop: Shop) -> None:
    attempt = _do(_authorised(), VOID, key="a")
    assert (attempt.state, attempt.voided, attempt.held) == (AttemptState.VOIDED, eur(1000), eur(0))
    before = _all(attempt)
    for kind in OperationKind:
        with pytest.raises(MoreThanLeft) as refused:
            payments.ask_operation(attempt.id, kind, key=f"b{kind}")
        assert refused.value.left == eur(0)
    assert _all(attempt) == before


@pytest.mark.parametrize(
    ("kind", "minor", "left"),
    [(CAPTURE, 701, 700), (CAPTURE, 0, 700), (CAPTURE, -1, 700), (VOID, 1, 700), (REFUND, 301, 300), (REFUND, 0, 300)],
)
def test_more_than_is_left_is_refused_and_changes_nothing(
    gateway: GatewayProcess, shop: Shop, kind: OperationKind, minor: int, left: int
) -> None:
    attempt = _do(_authorised(), CAPTURE, 300, key="a")
    before = _all(attempt)
    with pytest.raises(MoreThanLeft) as refused:
        payments.ask_operation(attempt.id, kind, amount=eur(minor), key="b")
    assert refused.value.left == payments.left_of(attempt.id, kind) == eur(left)
    assert _all(attempt) == before


def test_what_is_asked_for_counts_as_gone(gateway: GatewayProcess, shop: Shop) -> None:
    attempt = _do(_authorised(), CAPTURE, 400, key="a")
    payments.ask_operation(attempt.id, CAPTURE, amount=eur(500), key="b")
    payments.ask_operation(attempt.id, REFUND, amount=eur(399), key="c")
    left = {kind: payments.left_of(attempt.id, kind).minor for kind in OperationKind}
    assert left == {CAPTURE: 100, VOID: 0, REFUND: 1}, "a void waits for the capture's answer"


def test_a_refused_operation_gives_its_amount_free_again(gateway: GatewayProcess, shop: Shop) -> None:
    attempt = _authorised(number=selling.CAPTURE_REFUSED)
    asked = payments.ask_operation(attempt.id, CAPTURE, key="a")
    answer = payments.perform(asked, timeout_s=5)
    assert (answer.is_done, answer.reason) == (False, "authorisation_expired")
    recorded = payments.record_operation(answer)
    assert (recorded.operation.state, recorded.operation.reason) == (OperationState.REFUSED, "authorisation_expired")
    assert "no longer holds" in payments.refusal_sentence(recorded.operation.reason)
    assert (recorded.attempt.state, recorded.attempt.captured) == (AttemptState.AUTHORISED, eur(0))
    assert payments.left_of(attempt.id, CAPTURE) == eur(1000)


def test_the_same_key_is_the_same_operation(gateway: GatewayProcess, shop: Shop) -> None:
    attempt, other = _authorised(), _authorised()
    first = payments.ask_operation(attempt.id, CAPTURE, amount=eur(300), key="a")
    before = _all(attempt)
    assert payments.ask_operation(attempt.id, CAPTURE, amount=eur(300), key="a") == first
    for wrong in (
        lambda: payments.ask_operation(attempt.id, CAPTURE, amount=eur(301), key="a"),
        lambda: payments.ask_operation(attempt.id, REFUND, amount=eur(300), key="a"),
        lambda: payments.ask_operation(other.id, CAPTURE, amount=eur(300), key="a"),
    ):
        with pytest.raises(OperationKeyReused):
            wrong()
    assert _all(attempt) == before
    recorded = payments.record_operation(payments.perform(first, timeout_s=5))
    assert payments.ask_operation(attempt.id, CAPTURE, amount=eur(300), key="a") == recorded.operation


def test_performing_and_recording_twice_does_it_once(gateway: GatewayProcess, shop: Shop) -> None:
    attempt = _authorised()
    asked = payments.ask_operation(attempt.id, CAPTURE, amount=eur(600), key="a")
    answers = [payments.perform(asked, timeout_s=5) for _ in range(2)]
    assert [payments.record_operation(answer).is_first for answer in answers] == [True, False]
    refused = payments.record_operation(OperationAnswer(asked.id, is_done=False, reason="late"))
    assert (refused.is_first, refused.operation.state) == (False, OperationState.DONE)
    assert _sums(attempt) == _book(gateway, attempt) == (600, 0, 0)


@pytest.mark.parametrize("state", ["sent", "processing", "settling", "declined"])
def test_only_an_approved_payment_can_be_operated_on(shop: Shop, state: str) -> None:
    attempt = payments.new_attempt(eur(AMOUNT), gateway="manual")
    PaymentAttempt.objects.update(state=state)
    for kind in OperationKind:
        with pytest.raises(MoreThanLeft):
            payments.ask_operation(attempt.id, kind, key="a")
    assert not PaymentOperation.objects.exists()


def test_what_nobody_knows_is_unknown(shop: Shop) -> None:
    with pytest.raises(AttemptUnknown):
        payments.ask_operation(12, CAPTURE, key="a")
    with pytest.raises(OperationUnknown):
        payments.record_operation(OperationAnswer(12, is_done=True))
    assert (payments.find_operation(12), payments.find_operation_by_key("a"), payments.operations_of(12)) == (
        None,
        None,
        [],
    )


@pytest.mark.parametrize(
    "sums", [{"captured_minor": 1001}, {"refunded_minor": 1}, {"captured_minor": 600, "voided_minor": 500}]
)
def test_the_database_itself_refuses_sums_that_cannot_be(shop: Shop, sums: dict[str, int]) -> None:
    payments.new_attempt(eur(AMOUNT), gateway="manual")
    with pytest.raises(IntegrityError):
        PaymentAttempt.objects.update(**sums)


def test_what_operations_cost_in_queries(shop: Shop, django_assert_num_queries) -> None:
    attempt = _authorised("manual")
    with django_assert_num_queries(6, using="pod_1"):  # savepoint and release; attempt locked; key; what is asked; row
        asked = payments.ask_operation(attempt.id, CAPTURE, key="a")
    with django_assert_num_queries(7, using="pod_1"):  # savepoint, release; which attempt; locked; row; both written
        payments.record_operation(payments.perform(asked, timeout_s=5))
    for count in (1, 12):
        for number in range(count):
            _do(attempt, REFUND, 1, key=f"{count}-{number}")
        with django_assert_num_queries(1, using="pod_1"):
            payments.operations_of(attempt.id)
        with django_assert_num_queries(2, using="pod_1"):  # the attempt; what is asked
            payments.left_of(attempt.id, REFUND)


@dataclass
class Story:
    """An attempt and what was asked of it, in any order."""

    attempt: Attempt
    asked: list[Operation] = field(default_factory=list)
    answers: list[OperationAnswer] = field(default_factory=list)


STEP = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from(OperationKind), st.integers(1, 700)),
    st.tuples(st.just("perform"), st.integers(0, 9), st.none()),
    st.tuples(st.just("record"), st.integers(0, 9), st.none()),
)


@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=18))
def test_whatever_is_asked_in_whatever_order_both_books_agree(
    gateway: GatewayProcess, shop: Shop, steps: list[tuple[str, object, int | None]]
) -> None:
    story = Story(_authorised())
    for number, (step, which, minor) in enumerate(steps):
        _tell(story, f"{story.attempt.id}-{number}", step, which, minor)
        _agree(story)
    for operation in story.asked:
        payments.record_operation(payments.perform(operation, timeout_s=5))
    _agree(story)
    assert _sums(story.attempt) == _book(gateway, story.attempt)


def _tell(story: Story, key: str, step: str, which: object, minor: int | None) -> None:
    if step == "ask" and isinstance(which, OperationKind):
        amount = None if which is VOID or minor is None else eur(minor)
        left = payments.left_of(story.attempt.id, which)
        if left.minor <= 0 or (amount is not None and amount > left):
            with pytest.raises(MoreThanLeft):
                payments.ask_operation(story.attempt.id, which, amount=amount, key=key)
        else:
            story.asked.append(payments.ask_operation(story.attempt.id, which, amount=amount, key=key))
    elif step == "perform" and story.asked and isinstance(which, int):
        story.answers.append(payments.perform(story.asked[which % len(story.asked)], timeout_s=5))
    elif step == "record" and story.answers and isinstance(which, int):
        payments.record_operation(story.answers[which % len(story.answers)])


def _agree(story: Story) -> None:
    done = dict.fromkeys(OperationKind, 0)
    for operation in payments.operations_of(story.attempt.id):
        assert operation.state is not OperationState.REFUSED, "what is within its bounds the gateway does"
        done[operation.kind] += operation.amount.minor if operation.state is OperationState.DONE else 0
    captured, voided, refunded = _sums(story.attempt)
    assert (captured, voided, refunded) == (done[CAPTURE], done[VOID], done[REFUND])
    assert 0 <= refunded <= captured <= AMOUNT - voided


def test_a_charge_says_what_its_checks_found(gateway: GatewayProcess, shop: Shop) -> None:
    row = PaymentAttempt.objects.get(pk=_authorised(number="4000 0000 0000 3006").id)
    shown = payments.payment_of(row)
    assert (shown.three_ds, shown.avs, shown.gateway, shown.gateway_code) == (
        "authenticated",
        "match",
        "Test gateway",
        "test",
    )


def test_an_attempt_is_found_by_its_key_in_its_own_shop_only(
    gateway: GatewayProcess, shop: Shop, other_shop: Shop, inside
) -> None:
    attempt = _authorised()
    assert payments.find_attempt_by_key(attempt.key) == attempt
    with inside(other_shop):
        assert payments.find_attempt_by_key(attempt.key) is None
        assert payments.find_attempt(attempt.id) is None
