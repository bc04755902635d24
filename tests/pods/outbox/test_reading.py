"""What a relay reads: shops served here with due work, and the heads of their chains."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connections
from django.db.models import F
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from pods.isolation.scope import across_shops
from pods.outbox.models import Delivery
from pods.outbox.relay import reading
from pods.outbox.relay.reading import Reader
from tests.examples import examples
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.telling import set_timer, tell

READER = Reader("pod_1")


def _due(*among: Shop) -> list[int]:
    """Return which of these shops a relay would look into."""
    due = READER.shops_due()
    return [shop.pk for shop in among if shop.pk in due]


class Row(NamedTuple):
    """One delivery of a made-up backlog."""

    subject: int
    handler: str
    ordered: bool
    due: bool
    parked: bool


ROWS = st.lists(
    st.builds(
        Row,
        subject=st.integers(1, 3),
        handler=st.sampled_from([probe.TOUCH, probe.CALL]),
        ordered=st.booleans(),
        due=st.booleans(),
        parked=st.booleans(),
    ),
    max_size=12,
)


def _write(rows: list[Row]) -> list[int]:
    """Write a backlog and return its ids, ascending."""
    Delivery.objects.all().delete()
    in_an_hour, a_minute_ago = Now() + timedelta(seconds=3600), Now() - timedelta(seconds=60)
    deliveries = [
        Delivery(
            handler=row.handler,
            kind="local",
            work="bulk",
            subject_kind="probe",
            subject_id=row.subject,
            ordered=row.ordered,
            payload={},
            due_at=None if row.parked else a_minute_ago if row.due else in_an_hour,
            parked_at=Now() if row.parked else None,
        )
        for row in rows
    ]
    Delivery.objects.bulk_create(deliveries)
    return list(Delivery.objects.order_by("pk").values_list("pk", flat=True))


def _heads(rows: list[Row]) -> list[int]:
    """Say in plain words which rows are due heads: the first of their chain that is not parked, if it is due."""
    found, held = [], set()
    for place, row in enumerate(rows):
        chain = (row.subject, row.handler)
        if row.parked:
            continue
        if row.due and not (row.ordered and chain in held):
            found.append(place)
        if row.ordered:
            held.add(chain)
    return found


@settings(deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_the_head_of_a_chain_is_its_lowest_id_that_is_not_parked(shop: Shop, rows: list[Row]) -> None:
    ids = _write(rows)
    assert [due.delivery_id for due in READER.heads(shop.pk, most=99)] == [ids[place] for place in _heads(rows)]


def test_a_head_carries_what_its_message_says(shop: Shop) -> None:
    tell(probe.TOUCHED, number=1)
    Delivery.objects.update(tries=3, due_at=F("due_at") - timedelta(seconds=5))
    [due] = READER.heads(shop.pk, most=1)
    assert (due.shop_id, due.tries, due.work) == (shop.pk, 3, "fraud")
    assert 5 <= due.late_s < 65


def test_the_longest_due_comes_first_and_no_more_than_asked_for(shop: Shop) -> None:
    for subject in range(4):
        tell(probe.TOUCHED, subject)
    last = Delivery.objects.order_by("-pk").values_list("pk", flat=True)[0]
    Delivery.objects.filter(pk=last).update(due_at=F("due_at") - timedelta(seconds=5))
    heads = READER.heads(shop.pk, most=2)
    assert len(heads) == 2
    assert heads[0].delivery_id == last


def test_only_shops_with_due_work_are_looked_into(shop: Shop, other_shop: Shop, inside: Callable[[Shop], Any]) -> None:
    assert _due(shop, other_shop) == []
    tell(probe.TOUCHED)
    with inside(other_shop):
        set_timer(due_in_s=3600)
        assert _due(shop, other_shop) == [shop.pk]
        tell(probe.TOUCHED)
        assert _due(shop, other_shop) == [shop.pk, other_shop.pk]


def test_parked_work_makes_no_shop_due(shop: Shop) -> None:
    tell(probe.TOUCHED)
    Delivery.objects.update(due_at=None, parked_at=Now())
    assert _due(shop) == []


@pytest.mark.parametrize("state", ["arriving", "standby", "gone"])
def test_a_shop_that_is_not_served_here_is_left_alone(shop: Shop, state: str) -> None:
    tell(probe.TOUCHED)
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("UPDATE residency SET state = %s WHERE shop_id = %s", [state, shop.pk])
    assert _due(shop) == []


def test_rows_of_a_shop_without_residency_are_left_alone(shop: Shop) -> None:
    tell(probe.TOUCHED)
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("DELETE FROM residency WHERE shop_id = %s", [shop.pk])
    assert _due(shop) == []


def test_the_directory_has_no_residencies(public: Shop, inside: Callable[[Shop], Any]) -> None:
    with inside(public):
        tell(probe.TOUCHED)
        assert public.pk in Reader("default").shops_due()
        assert Reader("default").heads(public.pk, most=9)[-1].delivery_id == Delivery.objects.latest("pk").pk


def test_a_message_is_unclaimed_until_its_tries_change_or_its_row_goes(shop: Shop) -> None:
    for subject in range(4):
        tell(probe.TOUCHED, subject)
    ids = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
    sent = {(shop.pk, delivery_id, 0) for delivery_id in ids}
    assert READER.unclaimed(sent) == sent
    Delivery.objects.filter(pk=ids[0]).update(tries=1)
    Delivery.objects.filter(pk=ids[1]).update(due_at=None, parked_at=Now())
    Delivery.objects.filter(pk=ids[2]).delete()
    assert READER.unclaimed(sent) == {(shop.pk, ids[3], 0)}
    with CaptureQueriesContext(connections["pod_1"]) as queries:
        assert READER.unclaimed(set()) == set()
    assert len(queries) == 0


def _keys_used(sql: str, params: list[int]) -> dict[str, str | None]:
    """Return which index MariaDB reads each table by."""
    with across_shops(reason="a test looks at a relay's plan"), connections["pod_1"].cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        return {table: key for _id, _type, table, _access, _possible, key, *_ in cursor.fetchall()}


def test_a_long_backlog_is_read_by_its_indexes(shop: Shop) -> None:
    _write([Row(subject, probe.TOUCH, ordered=True, due=True, parked=False) for subject in range(600)])
    assert _keys_used(reading._DUE.format(here=reading._HERE), [])["outbox_delivery"] == "delivery_due"
    assert _keys_used(reading._HEADS, [shop.pk, 8]) == {"d": "delivery_due", "earlier": "delivery_chain"}
