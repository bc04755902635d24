"""What customers said about being written to: history that grows and never changes."""

from collections.abc import Callable

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.customers import api as customers
from shop.customers.errors import ConsentNeedsPhone, CustomerUnknown, FieldsWrong
from shop.customers.models import ConsentEntry
from shop.customers.types import ConsentChannel, ConsentSource
from tests.shop.customers.people import add, everything
from tests.shop.selling import STAFF

EMAIL, SMS = ConsentChannel.EMAIL, ConsentChannel.SMS


def _holds(customer_id: int) -> tuple[bool, bool]:
    found = customers.customer_by_id(customer_id)
    return found.accepts_email, found.accepts_sms


def test_the_newest_word_on_each_channel_holds_and_all_words_stay(shop: Shop) -> None:
    made = add(phone="55 12 34 56")
    with acting_as(STAFF):
        assert customers.give_consent(made, EMAIL, wording=" At the fair ")
        assert customers.give_consent(made, SMS, wording="At the fair")
        assert _holds(made) == (True, True)
        assert customers.withdraw_consent(made, EMAIL, wording="By phone")
        assert _holds(made) == (False, True)
        first = ConsentEntry.objects.order_by("pk").values_list()[0]
        assert customers.give_consent(made, EMAIL, wording="Came back")
    assert _holds(made) == (True, True)
    assert ConsentEntry.objects.order_by("pk").values_list()[0] == first
    history = customers.consent_history(made)
    assert [(entry.channel, entry.is_given, entry.wording) for entry in history] == [
        (EMAIL, True, "Came back"),
        (EMAIL, False, "By phone"),
        (SMS, True, "At the fair"),
        (EMAIL, True, "At the fair"),
    ]
    assert {(entry.source, entry.actor_name) for entry in history} == {(ConsentSource.STAFF, "Jo")}
    subject = Subject("customer", made)
    told = [event for event in events_of(subject) if event.name == "customers.consent_changed"]
    assert len(told) == 4
    assert {"customer_id", "entry_id", "channel", "state"} == set(told[0].payload)
    latest = audit_of(subject)[0]
    assert (latest.before["state"], latest.after["state"]) == ("withdrawn", "given")


def test_said_twice_it_is_written_once(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        assert customers.give_consent(made, EMAIL, wording="At the fair")
        before = everything()
        assert not customers.give_consent(made, EMAIL, wording="Again")
        assert everything() == before


def test_who_never_agreed_may_still_say_no(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        assert customers.withdraw_consent(made, EMAIL, wording="By mail")
    assert _holds(made) == (False, False)
    assert [entry.is_given for entry in customers.consent_history(made)] == [False]


def test_every_refusal_changes_nothing(shop: Shop) -> None:
    made = add()
    before = everything()
    refusals: list[tuple[type[Exception], Callable[[], object]]] = [
        (FieldsWrong, lambda: customers.give_consent(made, EMAIL, wording=" ")),
        (FieldsWrong, lambda: customers.withdraw_consent(made, EMAIL, wording="x" * 501)),
        (ConsentNeedsPhone, lambda: customers.give_consent(made, SMS, wording="At the fair")),
        (CustomerUnknown, lambda: customers.give_consent(made + 1_000_003, EMAIL, wording="At the fair")),
    ]
    for error, act in refusals:
        with acting_as(STAFF), pytest.raises(error):
            act()
        assert everything() == before, error
    for _error, act in refusals:
        with pytest.raises(NotAllowed):
            act()
        assert everything() == before


def test_a_long_history_costs_one_query_and_is_bounded(shop: Shop, django_assert_num_queries) -> None:
    made = add()
    ConsentEntry.objects.bulk_create(
        ConsentEntry(
            customer_id=made,
            channel=EMAIL,
            state="withdrawn" if number % 2 else "given",
            source="staff",
            actor_kind="staff",
            actor_id="7",
        )
        for number in range(120)
    )
    with django_assert_num_queries(1, using="pod_1"):
        assert len(customers.consent_history(made)) == 100
    assert _holds(made) == (False, False)
