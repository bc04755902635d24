"""A parallel burst of wrong passwords, over all web processes, under made-up addresses and spellings of the host."""

import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from shop.staff.rules import SIGN_IN_LIMITS
from shop.storefront.traffic.browser import Visitor, fields_of
from tests.faults.town import Town

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(300)]

BURST = 4 * SIGN_IN_LIMITS.per_email
AT_ONCE = 12
TRIED, REFUSED = 200, 429


def test_a_burst_gets_the_limit_and_not_one_more(town: Town) -> None:
    shop = town.shop_in("pod_2")
    email = f"{secrets.token_hex(8)}@example.com"

    def attempt(number: int) -> int:
        host = shop.host.upper() if number % 2 else f"www.{shop.host}:{town.port}"
        spelled = email.upper() if number % 3 else f"  {email}"
        visitor = Visitor(town.port, host)
        form = fields_of(visitor.get("/admin/sign-in").text) | {"email": spelled, "password": f"wrong {number}"}
        forged = f"203.0.113.{number}"
        return visitor.post("/admin/sign-in", form, **{"X-Forwarded-For": forged, "X-Real-IP": forged}).status

    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            statuses = Counter(pool.map(attempt, range(BURST)))
        assert statuses == {TRIED: SIGN_IN_LIMITS.per_email, REFUSED: BURST - SIGN_IN_LIMITS.per_email}
    finally:
        town.broker("POD_2_CACHE").flushall()  # the address counts as well, and all tests come from it
