"""Webhooks: believed when they are signed, fresh and new; otherwise nothing changes, and every answer is the same."""

import hmac
from collections.abc import Callable

import pytest
from django.db.models.functions import Now
from django.http import HttpResponse
from django.test import Client

from pods.directory.models import Shop
from pods.outbox.models import Delivery, InboxEntry
from pods.outbox.types import Subject
from shop.orders import api as orders
from shop.orders.events import INQUIRE, SETTLE
from shop.orders.models import Order
from shop.orders.types import CheckoutDetails
from shop.payments.gateways import test_hooks as reading
from shop.payments.models import PaymentAttempt
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.payments.hearing import ADDRESS, body_of, now_s, send, signed, still_here

pytestmark = pytest.mark.usefixtures("pinned")


@pytest.fixture
def processing(gateway: GatewayProcess, shop: Shop) -> CheckoutDetails:
    """A checkout whose payment the gateway is still processing."""
    selling.furnish()
    lamp = selling.put_on_sale(on_hand=5)
    details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card(selling.LATE_APPROVED))
    assert orders.submit_checkout(details).is_pending
    return details


@pytest.fixture
def key(processing: CheckoutDetails) -> str:
    return PaymentAttempt.objects.get().key


@pytest.fixture
def browser(shop: Shop) -> Client:
    return Client(enforce_csrf_checks=True, HTTP_HOST=shop.first_host)


def _all() -> list[object]:
    """Everything that a webhook could change."""
    return [
        list(rows.order_by("pk").values())
        for rows in (PaymentAttempt.objects, Delivery.objects, InboxEntry.objects, Order.objects)
    ]


def _due_now(handler: str) -> int:
    return Delivery.objects.filter(handler=handler, due_at__lte=Now()).count()


def test_a_genuine_webhook_makes_the_waiting_settling_due(browser: Client, key: str) -> None:
    assert (len(selling.waiting(SETTLE)), _due_now(SETTLE)) == (1, 0)
    answer = send(browser, body_of(key))
    assert (answer.status_code, answer.content) == (204, b"")
    assert (len(selling.waiting(SETTLE)), _due_now(SETTLE)) == (1, 1), "hastened, not doubled"


def test_a_replayed_webhook_changes_nothing(browser: Client, key: str) -> None:
    body = body_of(key)
    signature = signed(body)
    assert send(browser, body, signature).status_code == 204
    before = _all()
    for _ in range(3):
        assert send(browser, body, signature).status_code == 204
        assert send(browser, body).status_code == 204, "sent again, signed anew"
    assert _all() == before


def test_a_webhook_of_an_ended_payment_has_it_inquired_once(
    gateway: GatewayProcess, shop: Shop, browser: Client
) -> None:
    selling.furnish()
    selling.buy(selling.put_on_sale())
    key = PaymentAttempt.objects.get().key
    for message in ("evt_1", "evt_1", "evt_2"):
        assert send(browser, body_of(key, message)).status_code == 204
    assert len(selling.waiting(INQUIRE)) == 2


def _other_secret(body: bytes) -> str:
    return signed(body, secret="x" * 40)


FORGED: dict[str, Callable[[bytes], str]] = {
    "no signature": lambda body: "",
    "another secret": _other_secret,
    "an empty secret": lambda body: signed(body, secret=""),
    "another body": lambda body: signed(body + b" "),
    "too old": lambda body: signed(body, off_s=-302),
    "of the future": lambda body: signed(body, off_s=302),
    "another time": lambda body: signed(body).replace(f"t={now_s()}", f"t={now_s() + 1}").replace("t=", "t=0"),
    "no time": lambda body: signed(body).split(",")[1],
    "two of them": lambda body: signed(body) + "," + signed(body),
    "capitals": lambda body: signed(body).upper(),
    "other digits": lambda body: "t=\u0661\u0662,v1=" + "0" * 64,
    "a time without end": lambda body: "t=" + "9" * 400 + ",v1=" + "0" * 64,
    "letters": lambda body: "t=now,v1=" + "0" * 64,
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_webhook_changes_nothing(browser: Client, key: str, forgery: str) -> None:
    before, body = _all(), body_of(key)
    signature = FORGED[forgery](body).encode("utf-8").decode("latin-1")
    answer = send(browser, body, signature)
    assert (answer.status_code, answer.content) == (404, b"")
    assert _all() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'{"id": "evt_1"}',
        b'{"id": 1, "key": "x"}',
        b'{"id": "", "key": "x"}',
        b'{"id": "evt_1", "key": ["x"]}',
        b'{"id": "' + b"x" * 101 + b'", "key": "x"}',
        b"\xff\xfe",
        b"[" * 5000,
        b'{"id": "e", "key": "x", "more": "' + b"x" * 66_000 + b'"}',
    ],
    ids=[
        "empty",
        "no json",
        "list",
        "null",
        "no key",
        "number",
        "no id",
        "list in it",
        "long",
        "bytes",
        "deep",
        "huge",
    ],
)
def test_a_signed_body_that_says_nothing_changes_nothing(browser: Client, key: str, body: bytes) -> None:
    before = _all()
    answer = send(browser, body)
    assert (answer.status_code, answer.content) == (404, b"")
    assert _all() == before


@pytest.mark.parametrize("length", ["70000", "-1", "x", "1" * 5000, "\u0661"])
def test_a_body_that_says_to_be_too_long_is_not_read(browser: Client, key: str, length: str) -> None:
    before, body = _all(), body_of(key)
    headers = {"Podium-Signature": signed(body)}
    with still_here():
        answer = browser.generic("POST", ADDRESS, body, headers=headers, CONTENT_LENGTH=length)
    assert (answer.status_code, answer.content) == (404, b"")
    assert _all() == before


@pytest.mark.parametrize("gateway_code", ["manual", "free", "nobody"])
def test_only_a_gateway_that_writes_is_believed(browser: Client, key: str, gateway_code: str) -> None:
    before = _all()
    answer = send(browser, body_of(key), address=f"/hooks/payments/{gateway_code}")
    assert (answer.status_code, answer.content) == (404, b"")
    assert _all() == before


def _told(answer: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    """Return all of an answer but what is different each time."""
    headers = {name: value for name, value in answer.items() if name not in {"X-Request-ID", "Expires"}}
    return answer.status_code, answer.content, headers


def test_an_unknown_key_is_answered_like_a_known_one(browser: Client, key: str) -> None:
    assert _told(send(browser, body_of(key))) == _told(send(browser, body_of("pay_nobody", "evt_2")))
    assert [each.subject_id for each in Delivery.objects.filter(subject_kind="attempt")] == [
        PaymentAttempt.objects.get().pk
    ]


def test_another_shops_key_is_unknown_here(browser: Client, key: str, far_shop: Shop, inside: Inside) -> None:
    before, stranger = _all(), Client(HTTP_HOST=far_shop.first_host)
    known = send(browser, body_of("pay_nobody", "evt_2"))
    assert _told(send(stranger, body_of(key))) == _told(known)
    assert _all()[:2] == before[:2], "neither the attempt nor its delivery"
    with inside(far_shop):
        assert not Delivery.objects.filter(subject_kind="attempt").exists()


def test_what_a_webhook_claims_is_not_believed(browser: Client, shop: Shop, key: str) -> None:
    assert send(browser, body_of(key, state="authorised", amount_minor=1)).status_code == 204
    selling.work_off(shop, SETTLE)
    assert (PaymentAttempt.objects.get().state, Order.objects.count()) == ("processing", 0)


def test_nothing_can_be_read_there(browser: Client, shop: Shop) -> None:
    for method in ("get", "head", "put", "delete"):
        assert getattr(browser, method)(ADDRESS).status_code == 405


def test_without_a_secret_nobody_is_believed(browser: Client, key: str, settings) -> None:
    body = body_of(key)
    signature = signed(body, secret="")
    settings.TEST_GATEWAY_SECRET = ""
    before = _all()
    assert send(browser, body, signature).status_code == 404
    assert _all() == before


def test_signatures_are_compared_in_constant_time(browser: Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []
    honest = hmac.compare_digest

    def compare(first: str, second: str) -> bool:
        compared.append((first, second))
        return honest(first, second)

    monkeypatch.setattr(reading.hmac, "compare_digest", compare)
    body = body_of(key)
    send(browser, body, _other_secret(body))
    send(browser, body)
    assert [(len(first), len(second)) for first, second in compared] == [(64, 64), (64, 64)]
    assert [first == second for first, second in compared] == [False, True]


def test_what_a_webhook_costs_in_queries(browser: Client, key: str, django_assert_num_queries) -> None:
    body = body_of(key)
    with still_here():
        browser.get("/theme/none.css")  # the route is known
    with django_assert_num_queries(0, using="pod_1"):  # this test's shop is fenced already; else its residency
        send(browser, body, _other_secret(body))
    with django_assert_num_queries(9, using="pod_1"):
        # residency; savepoint and release; inbox: sought, savepoint, written, release; the attempt; the delivery
        # (ensure_sweep's two are among them once a day)
        send(browser, body)


def test_hastening_leaves_begun_work_alone(shop: Shop, key: str) -> None:
    from shop.orders.services.hooks import take_hook
    from shop.payments.types import HookMessage

    Delivery.objects.filter(handler=SETTLE).update(tries=1)
    before = Delivery.objects.filter(handler=SETTLE).values().get()
    take_hook("test", HookMessage("evt_9", key))
    assert Delivery.objects.filter(handler=SETTLE).values().get() == before
    assert before["subject_id"] == Subject("attempt", PaymentAttempt.objects.get().pk).id
