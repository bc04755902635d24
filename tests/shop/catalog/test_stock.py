import pytest
from django.db import DataError, IntegrityError
from django.db.utils import OperationalError

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from pods.routing.service import service
from shop.catalog import api as catalog
from shop.catalog.errors import FieldsWrong, OutOfStock, StockBelowReserved, VariantUnknown
from shop.catalog.models import StockItem
from shop.catalog.types import Product
from tests.shop import selling


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale("Lamp", on_hand=5)


def _adjust(lamp: Product, change: int) -> int:
    with acting_as(selling.STAFF):
        return catalog.adjust_stock(lamp.variant_id, change=change, reason="counted")


def test_stock_is_adjusted_by_a_difference_and_audited(lamp: Product) -> None:
    assert [_adjust(lamp, 3), _adjust(lamp, -8)] == [8, 0]
    assert selling.stock_of(lamp) == (0, 0)
    latest = audit_of(Subject("product", lamp.id))[0]
    assert (latest.action, latest.before, latest.after) == (
        "stock.adjusted",
        {"on_hand": 8},
        {"on_hand": 0, "reason": "counted"},
    )
    assert [event.name for event in events_of(Subject("product", lamp.id))][1:] == ["catalog.stock_adjusted"] * 2


@pytest.mark.parametrize("change", [-6, 10**7])
def test_an_adjustment_that_makes_no_sense_changes_nothing(lamp: Product, change: int) -> None:
    with pytest.raises(FieldsWrong):
        _adjust(lamp, change)
    assert selling.stock_of(lamp) == (5, 0)


def test_adjusting_needs_the_permission(lamp: Product) -> None:
    with pytest.raises(NotAllowed):
        catalog.adjust_stock(lamp.variant_id, change=1, reason="")
    with acting_as(selling.STAFF), pytest.raises(VariantUnknown):
        catalog.adjust_stock(lamp.variant_id + 10**6, change=1, reason="")
    assert selling.stock_of(lamp) == (5, 0)


def test_what_is_reserved_is_there_until_it_is_released_or_sold(lamp: Product) -> None:
    catalog.reserve_stock({lamp.variant_id: 3})
    assert selling.stock_of(lamp) == (5, 3)
    assert catalog.product_by_id(lamp.id).available == 2
    with pytest.raises(StockBelowReserved) as refused:
        _adjust(lamp, -3)
    assert str(refused.value).startswith("3 are reserved by buyers")
    catalog.release_stock({lamp.variant_id: 1})
    assert selling.stock_of(lamp) == (5, 2)
    catalog.consume_stock({lamp.variant_id: 2})
    assert selling.stock_of(lamp) == (3, 0)


def test_a_reservation_is_all_or_nothing(lamp: Product) -> None:
    stool = selling.put_on_sale("Stool", on_hand=1)
    with pytest.raises(OutOfStock) as refused:
        catalog.reserve_stock({lamp.variant_id: 1, stool.variant_id: 2})
    assert (refused.value.variant_id, refused.value.left, str(refused.value)) == (
        stool.variant_id,
        1,
        "Only 1 of Stool is left.",
    )
    with pytest.raises(VariantUnknown):
        catalog.reserve_stock({lamp.variant_id: 1, lamp.variant_id + 10**6: 1})
    assert (selling.stock_of(lamp), selling.stock_of(stool)) == ((5, 0), (1, 0))


def test_a_reservation_rolls_back_with_its_service(lamp: Product) -> None:
    @service
    def reserve_and_fail() -> None:
        catalog.reserve_stock({lamp.variant_id: 3})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        reserve_and_fail()
    assert selling.stock_of(lamp) == (5, 0)


@pytest.mark.parametrize("give_back", [catalog.release_stock, catalog.consume_stock])
def test_the_database_itself_refuses_to_give_back_more_than_was_reserved(lamp: Product, give_back) -> None:
    catalog.reserve_stock({lamp.variant_id: 1})
    with pytest.raises(DataError):
        give_back({lamp.variant_id: 2})
    assert selling.stock_of(lamp) == (5, 1)


def test_the_database_itself_refuses_to_reserve_more_than_there_is(lamp: Product) -> None:
    @service
    def force() -> None:
        StockItem.objects.filter(variant_id=lamp.variant_id).update(reserved=6)

    with pytest.raises((IntegrityError, OperationalError)):
        force()
    assert selling.stock_of(lamp) == (5, 0)


def test_what_a_reservation_costs_in_queries(lamp: Product, django_assert_num_queries) -> None:
    stool = selling.put_on_sale("Stool", on_hand=5)
    wanted = {lamp.variant_id: 1, stool.variant_id: 1}
    for write in (catalog.reserve_stock, catalog.release_stock):
        with django_assert_num_queries(5, using="pod_1"):  # savepoint and release; found, locked, written
            write(wanted)
