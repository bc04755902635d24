"""Who a message's shop is: known while the directory is up, remembered while it is down."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

from pods.outbox import residents as module
from pods.outbox.residents import Residents
from pods.outbox.types import Outcome
from pods.outbox.worker import handle
from pods.routing.errors import DirectoryDown, ShopElsewhere
from pods.routing.shops import in_shop
from tests.conftest import MakeShop
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.telling import about, tell

pytestmark = pytest.mark.usefixtures("pinned")


@contextmanager
def directory_down() -> Iterator[None]:
    """Let every connection to the directory be refused: nothing listens on port 9."""
    directory: Any = connections["default"]
    port = directory.settings_dict["PORT"]
    directory.close()
    directory.settings_dict["PORT"] = "9"
    try:
        yield
    finally:
        directory.close()
        directory.settings_dict["PORT"] = port


def test_a_shop_once_worked_for_stays_known_without_the_directory(
    make_shop: MakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, residents = make_shop(), Residents()
    assert residents.find(shop.pk).handle == shop.handle
    monkeypatch.setattr(module, "FRESH_S", 0.0)
    with directory_down():
        found = residents.find(shop.pk)
    assert (found.handle, found.database, found.epoch) == (shop.handle, "pod_1", shop.epoch)


def test_work_for_a_shop_that_nobody_can_name_waits(make_shop: MakeShop) -> None:
    from pods.outbox.api import deliveries_of

    shop = make_shop()
    with in_shop(shop):
        tell(probe.TOUCHED)
        [delivery] = deliveries_of(about(1))
    with directory_down():
        with pytest.raises(DirectoryDown):
            Residents().find(shop.pk)
        assert handle(shop.pk, delivery.id, 0) is Outcome.DROPPED
    with in_shop(shop):
        assert deliveries_of(about(1)) == [delivery]


def test_the_epoch_is_the_pods_own(make_shop: MakeShop) -> None:
    shop, residents = make_shop(), Residents()
    residents.find(shop.pk)
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("UPDATE residency SET epoch = 7 WHERE shop_id = %s", [shop.pk])
    assert residents.find(shop.pk).epoch == 7
    with pytest.raises(ShopElsewhere):
        residents.find(make_shop(pod_number=2).pk)


def test_the_longest_unused_is_forgotten_first(make_shop: MakeShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    first, second, third = make_shop(), make_shop(), make_shop()
    residents = Residents()
    for shop in (first, second, first, third):
        residents.find(shop.pk)
    assert list(residents._known) == [first.pk, third.pk]
