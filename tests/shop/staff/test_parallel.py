"""Sign-ins and sessions under real commits and real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connections
from django.test import Client
from django.utils import timezone

from pods.directory.models import Shop
from pods.routing.shops import in_shop
from shop.staff.models import Session, User
from shop.staff.rules import SIGN_IN_LIMITS
from tests.conftest import MakeShop
from tests.shop.staff.conftest import EMAIL, PASSWORD

THREADS = SIGN_IN_LIMITS.per_email
"""A try counts before it succeeds, so no more can be under way at once for one e-mail."""


def _at_once(count: int, do: Callable[[int], int]) -> list[int]:
    """Run `do` in threads that begin together; return what each returned."""
    together = Barrier(THREADS)

    def one(number: int) -> int:
        together.wait(timeout=20)
        try:
            return do(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(count)))


def _sign_in(shop: Shop, password: str, **extra: str) -> int:
    browser = Client(HTTP_HOST=shop.first_host)
    return browser.post("/admin/sign-in", {"email": EMAIL, "password": password}, **extra).status_code


def test_a_parallel_burst_of_wrong_passwords_gets_exactly_the_limit(make_shop: MakeShop) -> None:
    shop = make_shop(owner_email=EMAIL, owner_password=PASSWORD)
    answers = _at_once(
        THREADS * 3,
        lambda n: _sign_in(shop, f"wrong {n}", REMOTE_ADDR=f"192.0.2.{n}", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}"),
    )
    assert answers.count(200) == SIGN_IN_LIMITS.per_email
    assert answers.count(429) == THREADS * 3 - SIGN_IN_LIMITS.per_email


def test_parallel_sign_ins_all_succeed_while_they_take_expired_sessions_away(make_shop: MakeShop) -> None:
    shop = make_shop(owner_email=EMAIL, owner_password=PASSWORD)
    with in_shop(shop):
        yesterday = timezone.now() - timedelta(days=1)
        for n in range(40):
            Session.objects.create(session_key=f"{n:032d}", data="", expires_at=yesterday + timedelta(seconds=n))
    answers = _at_once(THREADS, lambda _n: _sign_in(shop, PASSWORD))
    assert answers == [302] * THREADS
    with in_shop(shop):
        owner = User.objects.get()
        assert Session.objects.filter(member_id=owner.pk, expires_at__gt=timezone.now()).count() == THREADS
        assert Session.objects.filter(expires_at__lt=timezone.now()).count() < 40
