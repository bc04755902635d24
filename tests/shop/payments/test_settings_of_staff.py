"""Which payments the shop takes, as staff say."""

from dataclasses import replace
from typing import Any

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import BUYER, acting_as
from pods.routing.errors import NotAllowed
from shop.payments import api as payments
from shop.payments.errors import FieldsWrong
from shop.payments.models import PaymentSettings as SettingsRow
from shop.payments.types import ManualPayment, PaymentSettings
from tests.shop import selling

TRANSFER = ManualPayment(is_on=True, name="Bank transfer", instructions="IBAN NO93 8601 1117 947\nWithin a week.")


def _change(manual: ManualPayment, version: int) -> int:
    with acting_as(selling.STAFF):
        return payments.change_payment_settings(manual, version=version)


def test_a_new_shop_takes_no_manual_payment_and_has_no_row(shop: Shop, django_assert_num_queries: Any) -> None:
    selling.furnish()
    with django_assert_num_queries(1, using="pod_1"):
        assert payments.payment_settings() == PaymentSettings(0, ManualPayment(is_on=False))
    assert not SettingsRow.objects.exists()


def test_it_is_switched_on_and_off_and_each_is_told(shop: Shop) -> None:
    first = _change(TRANSFER, 0)
    assert payments.payment_settings() == PaymentSettings(first, TRANSFER)
    _change(ManualPayment(is_on=False, name="Bank transfer"), first)
    assert payments.payment_settings() == PaymentSettings(first + 1, ManualPayment(is_on=False, name="Bank transfer"))
    subject = Subject("payment_settings", SettingsRow.objects.get().pk)
    assert [event.payload for event in events_of(subject)] == [{"is_manual_on": True}, {"is_manual_on": False}]
    later, sooner = audit_of(subject)
    assert sooner.before == {"is_on": False, "name": "", "instructions": ""}
    assert (sooner.after["instructions"], later.after["instructions"]) == (TRANSFER.instructions, "")


def test_who_saves_over_somebody_else_is_refused_also_the_first_time(shop: Shop) -> None:
    version = _change(TRANSFER, 0)
    before = list(SettingsRow.objects.values())
    for stale in (0, version - 1, version + 1):
        with pytest.raises(StaleVersion):
            _change(ManualPayment(), stale)
    assert list(SettingsRow.objects.values()) == before


def test_only_who_may_edit_settings_can(shop: Shop) -> None:
    for actor in (BUYER, replace(selling.STAFF, permissions=frozenset())):
        with acting_as(actor), pytest.raises(NotAllowed):
            payments.change_payment_settings(TRANSFER, version=0)
    assert not SettingsRow.objects.exists()


@pytest.mark.parametrize(
    ("manual", "wrong"),
    [
        (ManualPayment(is_on=True, name=" "), "name"),
        (ManualPayment(is_on=True, name="x" * 61), "name"),
        (ManualPayment(is_on=True, name="Bank\ntransfer"), "name"),
        (ManualPayment(is_on=True, name="Bank", instructions="x" * 1001), "instructions"),
    ],
)
def test_wrong_fields_are_named_and_nothing_changes(shop: Shop, manual: ManualPayment, wrong: str) -> None:
    with pytest.raises(FieldsWrong) as refused:
        _change(manual, 0)
    assert list(refused.value.fields) == [wrong]
    assert not SettingsRow.objects.exists()


def test_words_are_kept_without_the_spaces_around_them(shop: Shop) -> None:
    _change(ManualPayment(is_on=True, name=" Invoice ", instructions="\r\nOne\r\nTwo\r\n"), 0)
    assert payments.payment_settings().manual == ManualPayment(is_on=True, name="Invoice", instructions="One\nTwo")
