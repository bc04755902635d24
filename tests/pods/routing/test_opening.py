"""Opening and deleting shops, cut off between any two steps."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from pods.db.current import shop_selected
from pods.directory.errors import HandleNotValid, HandleTaken, NoPodOpen, ShopUnknown
from pods.directory.models import Domain, Pod, Shop, ShopState
from pods.isolation.models import residencies
from pods.routing import closing, opening
from pods.routing.closing import delete_shop
from pods.routing.opening import NewShop, open_shop
from pods.routing.shops import shop_by_handle
from shop.staff.models import User
from tests.conftest import MakeShop


class Killed(BaseException):
    """The process dies here: nothing of ours catches it."""


def die(*args: Any, **kwargs: Any) -> Any:
    raise Killed


def new(handle: str) -> NewShop:
    return NewShop(handle=handle, name="Fern", owner_email="ada@fern.example", owner_password="correct horse battery")


def test_a_new_shop_is_open_in_its_pod_with_its_owner(make_shop: MakeShop) -> None:
    made = make_shop(pod_number=2, owner_email="ada@fern.example")

    assert made.state == ShopState.OPEN
    assert made.database == "pod_2"
    row = residencies("pod_2").get(shop_id=made.pk)
    assert (row.epoch, row.state) == (1, "serving")
    assert not residencies("pod_1").filter(shop_id=made.pk).exists()
    with shop_selected(made):
        assert [user.email for user in User.objects.all()] == ["ada@fern.example"]


OPENING_STEPS = ["make_residencies", "furnish", "_declare_open"]


@pytest.mark.parametrize("step", OPENING_STEPS)
def test_an_opening_killed_before_a_step_is_finished_by_a_rerun(
    make_shop: MakeShop, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    handle = make_shop().handle
    delete_shop(handle)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(opening, step, die)
        open_shop(new(handle), pod_number=1)
    with pytest.raises(ShopUnknown):
        shop_by_handle(handle)

    made = open_shop(new(handle), pod_number=1)

    assert made.state == ShopState.OPEN
    with shop_selected(made):
        assert User.objects.count() == 1
    assert Domain.objects.filter(tenant=made).count() == 1


@pytest.mark.parametrize("step", OPENING_STEPS)
def test_an_opening_killed_before_a_step_can_be_undone(
    make_shop: MakeShop, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    handle = make_shop().handle
    delete_shop(handle)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(opening, step, die)
        open_shop(new(handle), pod_number=1)

    delete_shop(handle)

    assert not Shop.objects.filter(schema_name=handle).exists()


CLOSING_STEPS = ["_send_away", "_purge", "_delete_files"]


@pytest.mark.parametrize("step", CLOSING_STEPS)
def test_a_deletion_killed_before_a_step_is_finished_by_a_rerun(
    make_shop: MakeShop, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    made = make_shop()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(closing, step, die)
        delete_shop(made.handle)
    with pytest.raises(ShopUnknown):
        shop_by_handle(made.handle)

    delete_shop(made.handle)

    assert not Shop.objects.filter(pk=made.pk).exists()
    assert rows_left(made) == {}
    assert residencies("pod_1").get(shop_id=made.pk).state == "gone"


def rows_left(made: Shop) -> dict[str, int]:
    found = {}
    assert made.database is not None
    with shop_selected(made), connections[made.database].cursor() as cursor:
        for model in closing.shop_owned_models():
            cursor.execute(f"SELECT COUNT(*) FROM {model._meta.db_table} WHERE shop_id = %s", [made.pk])
            if count := cursor.fetchone()[0]:
                found[model._meta.db_table] = count
    return found


def test_deleting_a_shop_leaves_its_neighbour_alone(make_shop: MakeShop) -> None:
    one, two = make_shop(), make_shop()
    before = rows_left(two)

    deleted = delete_shop(one.handle)

    assert deleted["staff_user"] == 1
    assert rows_left(one) == {}
    assert rows_left(two) == before != {}


def test_a_taken_handle_is_refused(make_shop: MakeShop) -> None:
    made = make_shop()
    count = Shop.objects.count()

    with pytest.raises(HandleTaken):
        open_shop(new(made.handle))

    assert Shop.objects.count() == count


@pytest.mark.parametrize("handle", ["", "Fern", "-fern", "fern-", "fe rn", "fern.de", "public", "www", "a" * 64, "ä"])
def test_a_handle_is_one_dns_label(committed: None, handle: str) -> None:
    with pytest.raises(HandleNotValid):
        open_shop(new(handle))


def test_the_pod_with_the_largest_free_share_is_chosen(shop: Shop) -> None:
    Pod.objects.filter(number=1).update(capacity=1000)
    Pod.objects.filter(number=2).update(capacity=10)
    assert opening.least_loaded_pod().number == 1

    Pod.objects.filter(number=1).update(state="draining")
    assert opening.least_loaded_pod().number == 2

    Pod.objects.filter(number=2).update(capacity=1)
    with pytest.raises(NoPodOpen):
        opening.least_loaded_pod()


def test_what_opens_a_shop_may_run_twice(make_shop: MakeShop, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_shop()
    furnish: Callable[[NewShop], None] = opening.furnish

    with shop_selected(made):
        furnish(new(made.handle))
        assert User.objects.count() == 2  # a second owner's e-mail is a second account; the same one is not
        furnish(new(made.handle))
        assert User.objects.count() == 2


FURNISHING = [
    "SELECT residency",  # the fence
    "SELECT staff_role",  # is there the owner's role? Only then may there be the owner
    "INSERT staff_role",
    "SELECT staff_role",  # its id: an insert that may be in vain returns none
    "INSERT staff_user",
    "SELECT inventory_location",  # is there any, under whatever name?
    "INSERT inventory_location",
    "INSERT catalog_settings",  # in vain where there are some
    "SELECT pricing_taxsettings",  # were the terms given already? What the merchant removed does not come back
    "INSERT pricing_taxsettings",
    "INSERT pricing_shippingzone",  # both at once
    "INSERT pricing_shippingmethod",  # both at once
]
"""What one shop of ten thousand costs: seed_shops pays each of these as often."""


def test_a_shop_is_furnished_with_no_statement_in_vain(shop: Shop) -> None:
    new_shop = NewShop(handle="fern", name="Fern", owner_email="ada@fern.example")
    with CaptureQueriesContext(connections["pod_1"]) as asked:
        opening.furnish(new_shop)
    # The first and the last are the savepoint in which a test runs a whole transaction.
    assert [_told(each["sql"]) for each in asked.captured_queries[1:-1]] == FURNISHING

    with CaptureQueriesContext(connections["pod_1"]) as again:
        opening.furnish(new_shop)
    written = [told for each in again.captured_queries if (told := _told(each["sql"])).startswith("INSERT")]
    assert written == ["INSERT catalog_settings"]


def _told(sql: str) -> str:
    """Return a statement's verb and its table."""
    verb, tables = sql.split(maxsplit=1)[0], re.search(r"(?:FROM|INTO) `?(\w+)`?", sql)
    return f"{verb} {tables[1] if tables else ''}".strip()
