"""The sign-in throttle on a real Redis, under parallel bursts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from pods.directory.models import Shop
from shop.staff import throttle
from shop.staff.errors import CredentialsWrong, TooManySignIns
from shop.staff.models import Session
from shop.staff.rules import SIGN_IN_LIMITS, SignInLimits
from shop.staff.sign_in import sign_in
from tests.conftest import Inside
from tests.shop.staff.conftest import EMAIL, PASSWORD, Ask

LIMITS = SignInLimits(per_email=5, per_address=8, window_s=60)


def _allowed(email: str, address: str, limits: SignInLimits = LIMITS) -> bool:
    try:
        throttle.admit(throttle.new_try(email, address), limits=limits)
    except TooManySignIns:
        return False
    return True


def _burst(tries: list[tuple[str, str]]) -> int:
    """Let as many threads as there are tries begin together; return how many were allowed."""
    together = threading.Barrier(len(tries))

    def one(email: str, address: str) -> bool:
        together.wait(timeout=10)
        return _allowed(email, address)

    with ThreadPoolExecutor(len(tries)) as threads:
        runs = [threads.submit(copy_context().run, one, *each) for each in tries]
        return sum(run.result() for run in runs)


def test_a_burst_on_one_account_gets_no_more_than_the_limit(shop: Shop) -> None:
    assert _burst([(EMAIL, f"192.0.2.{n}") for n in range(40)]) == LIMITS.per_email


def test_a_burst_from_one_address_gets_no_more_than_the_limit(shop: Shop) -> None:
    assert _burst([(f"m{n}@example.com", "192.0.2.1") for n in range(40)]) == LIMITS.per_address


def test_a_burst_from_one_customers_ipv6_network_is_from_one_address(shop: Shop) -> None:
    assert _burst([(f"m{n}@example.com", f"2001:db8::{n + 1:x}") for n in range(40)]) == LIMITS.per_address


def test_a_refusal_says_when_to_come_back_and_counts_nowhere(shop: Shop) -> None:
    for _ in range(LIMITS.per_email):
        assert _allowed(EMAIL, "192.0.2.1")
    for _ in range(LIMITS.per_address):
        with pytest.raises(TooManySignIns) as refusal:
            throttle.admit(throttle.new_try(EMAIL, "192.0.2.1"), limits=LIMITS)
        assert 1 <= refusal.value.retry_after_s <= LIMITS.window_s
    assert _allowed("pia@example.com", "192.0.2.1")


def test_another_shop_counts_for_itself(shop: Shop, other_shop: Shop, inside: Inside) -> None:
    assert [_allowed(EMAIL, "192.0.2.1") for _ in range(6)] == [True] * 5 + [False]
    with inside(other_shop):
        assert _allowed(EMAIL, "192.0.2.1")


def test_the_counters_hold_no_email(shop: Shop) -> None:
    assert "olga" not in "".join(throttle.new_try(EMAIL, "192.0.2.1").keys)


@pytest.mark.usefixtures("redis_down")
def test_without_redis_the_process_keeps_to_the_limit_by_itself(shop: Shop) -> None:
    assert _burst([(EMAIL, f"192.0.2.{n}") for n in range(40)]) == LIMITS.per_email


def test_the_right_password_is_refused_once_the_limit_is_reached(owner: int, ask: Ask) -> None:
    for n in range(SIGN_IN_LIMITS.per_email):
        with pytest.raises(CredentialsWrong):
            sign_in(ask(address=f"192.0.2.{n}"), EMAIL, "wrong")
    with pytest.raises(TooManySignIns):
        sign_in(ask(address="198.51.100.1"), EMAIL.upper(), PASSWORD)
    assert not Session.objects.exists()


def test_an_unknown_email_is_limited_like_a_known_one(owner: int, ask: Ask) -> None:
    for n in range(SIGN_IN_LIMITS.per_email):
        with pytest.raises(CredentialsWrong):
            sign_in(ask(address=f"192.0.2.{n}"), "nobody@example.com", "wrong")
    with pytest.raises(TooManySignIns):
        sign_in(ask(address="198.51.100.1"), "nobody@example.com", "wrong")


def test_a_forwarded_address_is_not_believed(owner: int, ask: Ask) -> None:
    allowed = 0
    for n in range(SIGN_IN_LIMITS.per_address + 5):
        request = ask(**{"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}"})
        try:
            sign_in(request, f"m{n}@example.com", "wrong")
        except CredentialsWrong:
            allowed += 1
        except TooManySignIns:
            pass
    assert allowed == SIGN_IN_LIMITS.per_address


def test_who_signs_in_often_is_not_locked_out(owner: int, ask: Ask) -> None:
    for _ in range(SIGN_IN_LIMITS.per_address + 1):
        sign_in(ask(), EMAIL, PASSWORD)
