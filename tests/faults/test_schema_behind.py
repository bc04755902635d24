"""A pod's schema is behind the code that starts: that pod alone is out of service, and everybody is told why."""

import json

import pytest

from tests.faults.books import settled_books
from tests.faults.conftest import Tell
from tests.faults.ledger import Ledger, errors_in
from tests.faults.town import Town, until

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(600)]

LACKING = ("fraud", "0001_initial")
_FORGET = "DELETE FROM django_migrations WHERE app = %s AND name = %s"
_KNOW = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, UTC_TIMESTAMP(6))"


def test_a_pod_behind_the_code_is_out_of_service_alone(town: Town, ledger: Ledger, tell: Tell) -> None:
    near, far = town.shop_in("pod_1"), town.shop_in("pod_2")
    town.change("pod_2", _FORGET, *LACKING)
    try:
        for part in ("web", "pod_2/worker"):
            killed = town.kill(part)
            until(lambda part=part, killed=killed: town.machine.processes().get(part, killed) != killed, part)  # type: ignore[misc]
        until(lambda: town.readyz().status == 200, "the web server is back")
        assert town.buyer(near.host, ledger).buy() is not None
        refused = town.visitor(far.host).get("/")
        assert refused.is_honest_refusal
        parts = json.loads(town.readyz().text)["parts"]
        assert parts["pod_1"] == "ok"
        assert "fraud.0001_initial" in parts["pod_2"]
        reported = town.machine.status()["parts"]
        assert "fraud.0001_initial" in reported["pod_2"]["trouble"]
        assert reported["pod_1"]["well"]
    finally:
        town.change("pod_2", _KNOW, *LACKING)
    back_s = until(lambda: town.visitor(far.host).get("/").status == 200, "pod_2 serves again")
    tell(f"pod_2 served {back_s:.1f} s after its migration was there")
    until(lambda: town.buyer(far.host, ledger).buy() is not None, "pod_2 sells again")
    assert errors_in(ledger.answers(near.host)) == []
    tell(f"{settled_books(town, ledger)}")
