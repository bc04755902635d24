"""Taxes as staff set them up."""

from dataclasses import replace
from typing import Any

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.pricing import api as pricing
from shop.pricing.errors import FieldsWrong, NameTaken, TaxRateUnknown
from shop.pricing.models import TaxRate, TaxSettings
from shop.pricing.types import StoredTaxes, StoredTaxRate, TaxRateFields
from tests.shop import selling

MVA = TaxRateFields("MVA", "NO", 250_000)
QST = TaxRateFields("QST", "CA", 99_750, region="QC")


def _rows() -> list[tuple[Any, ...]]:
    return [*TaxSettings.objects.values_list(), *TaxRate.objects.order_by("pk").values_list()]


def test_a_new_shop_has_prices_with_tax_and_no_rates(furnished: Shop) -> None:
    assert pricing.tax_settings() == StoredTaxes(1, prices_include_tax=True, is_shipping_taxed=True, rates=())


def test_rates_are_added_changed_and_removed_and_each_is_told(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        mva, qst = pricing.add_tax_rate(MVA), pricing.add_tax_rate(replace(QST, name=" QST ", region=" QC "))
        assert pricing.tax_settings().rates == (StoredTaxRate(qst, 1, QST), StoredTaxRate(mva, 1, MVA))
        assert pricing.edit_tax_rate(mva, replace(MVA, rate_ppm=150_000), version=1) == 2
        pricing.remove_tax_rate(qst, version=1)
        assert pricing.change_tax_settings(prices_include_tax=False, is_shipping_taxed=False, version=1) == 2
    assert pricing.tax_settings() == StoredTaxes(
        2,
        prices_include_tax=False,
        is_shipping_taxed=False,
        rates=(StoredTaxRate(mva, 2, replace(MVA, rate_ppm=150_000)),),
    )
    subject = Subject("tax_settings", TaxSettings.objects.get().pk)
    assert [event.name for event in events_of(subject)] == ["pricing.taxes_changed"] * 5
    entries = audit_of(subject)[::-1]
    assert [entry.action for entry in entries] == [
        "taxes.rate_added",
        "taxes.rate_added",
        "taxes.rate_edited",
        "taxes.rate_removed",
        "taxes.changed",
    ]
    assert (entries[2].before["rate_ppm"], entries[2].after["rate_ppm"]) == (250_000, 150_000)
    assert (entries[3].before["name"], entries[3].after) == ("QST", {})


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"country": "XX"}, "country"),
        ({"country": "no"}, "country"),
        ({"region": "x" * 61}, "region"),
        ({"replaces_country": True}, "region"),
        ({"rate_ppm": -1}, "rate_ppm"),
        ({"rate_ppm": 1_000_001}, "rate_ppm"),
    ],
)
def test_wrong_fields_are_named_and_nothing_changes(furnished: Shop, change: dict[str, Any], wrong: str) -> None:
    with acting_as(selling.STAFF):
        kept = pricing.add_tax_rate(QST)
        before = _rows()
        with pytest.raises(FieldsWrong) as refused:
            pricing.add_tax_rate(replace(MVA, **change))
        with pytest.raises(FieldsWrong):
            pricing.edit_tax_rate(kept, replace(MVA, **change), version=1)
    assert list(refused.value.fields) == [wrong]
    assert _rows() == before


def test_a_rate_sent_twice_is_one_rate(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        pricing.add_tax_rate(MVA)
        other = pricing.add_tax_rate(QST)
        before = _rows()
        with pytest.raises(NameTaken):
            pricing.add_tax_rate(replace(MVA, rate_ppm=1))
        with pytest.raises(NameTaken):
            pricing.edit_tax_rate(other, MVA, version=1)
    assert _rows() == before


def test_forms_that_are_out_of_date_change_nothing(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        rate = pricing.add_tax_rate(MVA)
        pricing.edit_tax_rate(rate, replace(MVA, rate_ppm=120_000), version=1)
        pricing.change_tax_settings(prices_include_tax=False, is_shipping_taxed=True, version=1)
        before = _rows()
        for call in (
            lambda: pricing.edit_tax_rate(rate, MVA, version=1),
            lambda: pricing.remove_tax_rate(rate, version=1),
            lambda: pricing.change_tax_settings(prices_include_tax=True, is_shipping_taxed=True, version=1),
        ):
            with pytest.raises(StaleVersion):
                call()
    assert _rows() == before


def test_what_is_not_there_cannot_be_changed(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        with pytest.raises(TaxRateUnknown):
            pricing.edit_tax_rate(4711, MVA, version=1)
        with pytest.raises(TaxRateUnknown):
            pricing.remove_tax_rate(4711, version=1)


def test_each_needs_its_permission_and_changes_nothing_without(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        rate = pricing.add_tax_rate(MVA)
    before = _rows()
    for call in (
        lambda: pricing.add_tax_rate(QST),
        lambda: pricing.edit_tax_rate(rate, QST, version=1),
        lambda: pricing.remove_tax_rate(rate, version=1),
        lambda: pricing.change_tax_settings(prices_include_tax=False, is_shipping_taxed=False, version=1),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert _rows() == before


def test_the_first_save_of_a_shop_without_settings_makes_them(shop: Shop) -> None:
    shown = pricing.tax_settings()
    assert (shown.version, shown.prices_include_tax) == (0, True)
    with acting_as(selling.STAFF):
        pricing.change_tax_settings(prices_include_tax=False, is_shipping_taxed=True, version=shown.version)
    assert pricing.tax_settings().prices_include_tax is False
