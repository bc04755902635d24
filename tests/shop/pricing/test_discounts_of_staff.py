"""Discounts as staff create, change, find and remove them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog import api as catalog
from shop.catalog.models import Collection
from shop.pricing import api as pricing
from shop.pricing.errors import DiscountUnknown, DiscountWasUsed, FieldsWrong, NameTaken
from shop.pricing.models import DiscountCode, DiscountTarget
from shop.pricing.types import AppliesTo, DiscountClass, DiscountFields, DiscountKind, DiscountState
from tests.conftest import Inside
from tests.shop import selling

TEN = DiscountFields("TEN", DiscountKind.PERCENT, basis_points=1000)
FIVE = DiscountFields("FIVE", DiscountKind.AMOUNT, amount_minor=500)
POSTFREE = DiscountFields("POSTFREE", DiscountKind.FREE_SHIPPING)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def _make(fields: DiscountFields) -> int:
    with acting_as(selling.STAFF):
        return pricing.create_discount(fields)


def _rows() -> list[tuple[Any, ...]]:
    return [*DiscountCode.objects.order_by("pk").values_list(), *DiscountTarget.objects.order_by("pk").values_list()]


def test_a_created_code_is_told_audited_and_read_back(furnished: Shop) -> None:
    lamp = selling.put_on_sale()
    fields = replace(
        TEN,
        code=" Spring-10 ",
        applies_to=AppliesTo.PRODUCTS,
        product_ids=frozenset({lamp.id}),
        starts_at=NOON,
        ends_at=NOON + DAY,
        minimum_minor=2000,
        usage_limit=7,
        is_once_per_customer=True,
        combines_with=frozenset({DiscountClass.ORDER, DiscountClass.SHIPPING}),
    )
    made = _make(fields)
    stored = pricing.discount_by_id(made)
    assert (stored.id, stored.version, stored.used) == (made, 1, 0)
    assert stored.fields == replace(fields, code="Spring-10")
    subject = Subject("discount", made)
    assert [event.name for event in events_of(subject)] == ["pricing.discount_created"]
    [entry] = audit_of(subject)
    assert (entry.action, entry.actor_name, entry.after["code"]) == ("discounts.created", "Jo", "Spring-10")
    assert (entry.after["starts_at"], entry.after["product_ids"]) == ("2026-11-25T12:00:00+00:00", [lamp.id])


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"code": " "}, "code"),
        ({"code": "two words"}, "code"),
        ({"code": "x" * 41}, "code"),
        ({"code": "ﷺ" * 10}, "code"),  # one letter that folds to eighteen
        ({"basis_points": 0}, "basis_points"),
        ({"basis_points": 10_001}, "basis_points"),
        ({"kind": DiscountKind.AMOUNT}, "amount_minor"),
        ({"kind": DiscountKind.AMOUNT, "amount_minor": 10**12 + 1}, "amount_minor"),
        ({"applies_to": AppliesTo.PRODUCTS}, "targets"),
        ({"applies_to": AppliesTo.COLLECTIONS, "product_ids": frozenset({1})}, "targets"),
        ({"applies_to": AppliesTo.PRODUCTS, "product_ids": frozenset(range(1, 502))}, "targets"),
        ({"applies_to": AppliesTo.PRODUCTS, "product_ids": frozenset({4711})}, "targets"),
        ({"starts_at": NOON, "ends_at": NOON}, "ends_at"),
        ({"starts_at": NOON.replace(tzinfo=None), "ends_at": NOON}, "starts_at"),
        ({"minimum_minor": -1}, "minimum_minor"),
        ({"usage_limit": 0}, "usage_limit"),
    ],
)
def test_wrong_fields_are_named_and_nothing_changes(furnished: Shop, change: dict[str, Any], wrong: str) -> None:
    kept = _make(FIVE)
    before = _rows()
    with acting_as(selling.STAFF):
        with pytest.raises(FieldsWrong) as refused:
            pricing.create_discount(replace(TEN, **change))
        with pytest.raises(FieldsWrong):
            pricing.edit_discount(kept, replace(TEN, **change), version=1)
    assert list(refused.value.fields) == [wrong]
    assert _rows() == before


def test_a_product_of_another_shop_is_refused(furnished: Shop, other_shop: Shop, inside: Inside) -> None:
    with inside(other_shop):
        selling.furnish()
        theirs = selling.put_on_sale()
    with acting_as(selling.STAFF), pytest.raises(FieldsWrong) as refused:
        pricing.create_discount(replace(TEN, applies_to=AppliesTo.PRODUCTS, product_ids=frozenset({theirs.id})))
    assert list(refused.value.fields) == ["targets"]
    assert _rows() == []


@pytest.mark.parametrize("code", ["TEN", "ten", " Ten "])
def test_a_code_sent_twice_is_one_code(furnished: Shop, code: str) -> None:
    made, other = _make(TEN), _make(FIVE)
    before = _rows()
    with acting_as(selling.STAFF):
        with pytest.raises(NameTaken):
            pricing.create_discount(replace(TEN, code=code))
        with pytest.raises(NameTaken):
            pricing.edit_discount(other, replace(FIVE, code=code), version=1)
        assert _rows() == before
        assert pricing.edit_discount(made, replace(TEN, code=code), version=1) == 2


def test_an_edit_changes_all_of_a_code_but_its_uses(furnished: Shop) -> None:
    lamp, stool = selling.put_on_sale(), selling.put_on_sale("Odde stool")
    made = _make(replace(TEN, applies_to=AppliesTo.PRODUCTS, product_ids=frozenset({lamp.id})))
    pricing.take_uses(1, ["TEN"], email="a@b.no")
    edited = replace(FIVE, applies_to=AppliesTo.PRODUCTS, product_ids=frozenset({stool.id}))
    with acting_as(selling.STAFF):
        assert pricing.edit_discount(made, edited, version=1) == 2
    stored = pricing.discount_by_id(made)
    assert (stored.fields, stored.used, stored.version) == (edited, 1, 2)
    latest = audit_of(Subject("discount", made))[0]
    assert (latest.before["code"], latest.before["product_ids"]) == ("TEN", [lamp.id])
    assert (latest.after["code"], latest.after["product_ids"]) == ("FIVE", [stool.id])


def test_what_a_code_no_longer_needs_is_not_kept(furnished: Shop) -> None:
    lamp = selling.put_on_sale()
    made = _make(replace(TEN, applies_to=AppliesTo.PRODUCTS, product_ids=frozenset({lamp.id})))
    with acting_as(selling.STAFF):
        pricing.edit_discount(made, replace(FIVE, basis_points=1000, product_ids=frozenset({lamp.id})), version=1)
    assert pricing.discount_by_id(made).fields == FIVE
    assert not DiscountTarget.objects.exists()


def test_a_form_that_is_out_of_date_changes_nothing(furnished: Shop) -> None:
    made = _make(TEN)
    with acting_as(selling.STAFF):
        pricing.edit_discount(made, FIVE, version=1)
        before = _rows()
        with pytest.raises(StaleVersion):
            pricing.edit_discount(made, TEN, version=1)
        with pytest.raises(StaleVersion):
            pricing.switch_discount(made, is_active=False, version=1)
    assert _rows() == before


def test_a_code_is_switched_off_and_on(furnished: Shop) -> None:
    made = _make(TEN)
    with acting_as(selling.STAFF):
        assert pricing.switch_discount(made, is_active=False, version=1) == 2
        assert pricing.switch_discount(made, is_active=False, version=1) == 2  # sent twice
        assert pricing.terms_for(["TEN"]).discounts == ()
        assert pricing.switch_discount(made, is_active=True, version=2) == 3
    assert [entry.action for entry in audit_of(Subject("discount", made))] == [
        "discounts.switched",
        "discounts.switched",
        "discounts.created",
    ]


def test_a_code_that_was_used_stays(furnished: Shop) -> None:
    used, unused = _make(TEN), _make(FIVE)
    pricing.take_uses(1, ["ten"], email="a@b.no")
    with acting_as(selling.STAFF):
        with pytest.raises(DiscountWasUsed):
            pricing.remove_discount(used)
        pricing.remove_discount(unused)
        with pytest.raises(DiscountUnknown):
            pricing.remove_discount(unused)
        with pytest.raises(DiscountUnknown):
            pricing.discount_by_id(unused)
    assert [row.pk for row in DiscountCode.objects.all()] == [used]
    assert audit_of(Subject("discount", unused))[0].action == "discounts.removed"


def test_each_needs_its_permission_and_changes_nothing_without(furnished: Shop) -> None:
    made = _make(TEN)
    before = _rows()
    for call in (
        lambda: pricing.create_discount(FIVE),
        lambda: pricing.edit_discount(made, FIVE, version=1),
        lambda: pricing.switch_discount(made, is_active=False, version=1),
        lambda: pricing.remove_discount(made),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert _rows() == before


def test_codes_are_found_by_their_beginning_and_state(furnished: Shop) -> None:
    now = timezone.now()
    made = {
        DiscountState.ACTIVE: _make(TEN),
        DiscountState.OFF: _make(replace(TEN, code="OFF%", is_active=False, ends_at=now - DAY)),
        DiscountState.ENDED: _make(replace(TEN, code="OLD", ends_at=now - DAY, usage_limit=1)),
        DiscountState.SCHEDULED: _make(replace(TEN, code="SOON", starts_at=now + DAY)),
        DiscountState.USED_UP: _make(replace(TEN, code="GONE", usage_limit=1, ends_at=now + DAY)),
    }
    pricing.take_uses(1, ["GONE"], email="a@b.no")
    for state, discount_id in made.items():
        page = pricing.discounts_page(state=state)
        assert [(each.id, each.state) for each in page.discounts] == [(discount_id, state)]
    assert [each.id for each in pricing.discounts_page(search=" o").discounts] == [
        made[DiscountState.ENDED],
        made[DiscountState.OFF],
    ]
    assert [each.fields.code for each in pricing.discounts_page(search="off%").discounts] == ["OFF%"]
    assert pricing.discounts_page(search="%").total == 0


def test_pages_go_back_and_forth_without_gaps(furnished: Shop) -> None:
    made = [_make(replace(TEN, code=f"C{number}")) for number in range(5)][::-1]
    first = pricing.discounts_page(size=2)
    second = pricing.discounts_page(size=2, before=first.older)
    third = pricing.discounts_page(size=2, before=second.older)
    assert [each.id for page in (first, second, third) for each in page.discounts] == made
    assert (first.newer, third.older, first.total) == (None, None, 5)
    assert pricing.discounts_page(size=2, after=third.newer) == second
    assert pricing.discounts_page(size=2, after=second.newer) == first


@pytest.mark.parametrize("count", [1, 30])
def test_what_reads_cost_in_queries(furnished: Shop, django_assert_num_queries, count: int) -> None:
    lamp = selling.put_on_sale()
    for number in range(count):
        made = _make(replace(TEN, code=f"C{number}", applies_to=AppliesTo.PRODUCTS, product_ids=frozenset({lamp.id})))
    with django_assert_num_queries(3, using="pod_1"):  # codes, what they are for, how many
        assert len(pricing.discounts_page().discounts) == count
    with django_assert_num_queries(2, using="pod_1"):  # the code, what it is for
        pricing.discount_by_id(made)


def test_a_deleted_collection_leaves_its_codes(furnished: Shop) -> None:
    collection = Collection.objects.create(handle="lamps", title="Lamps")
    made = _make(replace(TEN, applies_to=AppliesTo.COLLECTIONS, collection_ids=frozenset({collection.pk})))
    assert pricing.terms_for(["TEN"]).discounts[0].ids == frozenset({collection.pk})
    collection.delete()
    assert pricing.discount_by_id(made).fields.collection_ids == frozenset()
    assert pricing.terms_for(["TEN"]).discounts[0].ids == frozenset()


def test_a_deleted_product_leaves_its_codes(furnished: Shop) -> None:
    lamp = selling.put_on_sale()
    made = _make(replace(TEN, applies_to=AppliesTo.PRODUCTS, product_ids=frozenset({lamp.id})))
    with acting_as(selling.STAFF):
        catalog.delete_product(lamp.id, version=lamp.version)
    assert pricing.discount_by_id(made).fields.product_ids == frozenset()
    assert not DiscountTarget.objects.exists()
