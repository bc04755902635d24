"""Prepared reads: what the query they are built from gives, for whichever shop is current when they run."""

from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from pods.db.current import shop_selected
from pods.db.errors import NoShop
from pods.directory.models import Shop
from pods.isolation.prepared import Prepared, Slot
from tests.conftest import Inside, MakeShop
from tests.probe.data import fill
from tests.probe.shops.models import LIBRARY

Author, Book = LIBRARY.Author, LIBRARY.Book


@pytest.fixture
def books(shop: Shop, other_shop: Shop, far_shop: Shop, inside: Inside) -> None:
    """The same ids in two shops of one pod and in one of another pod; one title that only one of them has."""
    for each in (shop, other_shop, far_shop):
        with inside(each):
            fill(LIBRARY, "a")
            Book.objects.filter(pk=1).update(title=f"only in {each.handle}")


def by_age() -> QuerySet[Any, Any]:
    rows = Book.objects.filter(author__born__lte=Slot("born"), pk__in=Slot("ids"))
    return rows.order_by("pk").values_list("pk", "title")


@pytest.mark.usefixtures("books")
def test_it_reads_the_shop_that_is_current_when_it_runs(
    shop: Shop, other_shop: Shop, far_shop: Shop, inside: Inside
) -> None:
    prepared = Prepared(by_age)
    for each in (shop, other_shop, far_shop, shop):
        with inside(each):
            expected = list(Book.objects.filter(pk__in=[1, 5], author__born__lte=1902).values_list("pk", "title"))
            assert (1, f"only in {each.handle}") in expected
            assert prepared.rows(born=1902, ids=[1, 5]) == expected


@pytest.mark.usefixtures("books")
def test_its_values_differ_from_run_to_run(shop: Shop, inside: Inside) -> None:
    prepared = Prepared(by_age)
    with inside(shop):
        assert [pk for pk, _title in prepared.rows(born=9999, ids={3})] == [3]
        assert [pk for pk, _title in prepared.rows(born=9999, ids=(1, 2, 5))] == [1, 2, 5]
        assert prepared.rows(born=1, ids=[1]) == []
        assert prepared.first(born=1, ids=[1]) is None
        assert prepared.first(born=9999, ids=[2, 1]) == (1, "only in " + shop.handle)
        with pytest.raises(ValueError, match="nothing in ids"):
            prepared.rows(born=9999, ids=[])
        with pytest.raises(KeyError):
            prepared.rows(ids=[1])


READS = {
    "instances": lambda: Book.objects.order_by("pk"),
    "with what they refer to": lambda: Book.objects.select_related("author__mentor").order_by("pk"),
    "some columns": lambda: Book.objects.only("title").order_by("pk"),
    "single values": lambda: Book.objects.order_by("pk").values_list("title", flat=True),
    "over a reverse join": lambda: Author.objects.order_by("pk", "books__pk").values_list("name", "books__title"),
}


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("name", READS)
def test_it_gives_what_the_query_gives(name: str, shop: Shop, inside: Inside, django_assert_num_queries: Any) -> None:
    prepared = Prepared(READS[name])
    with inside(shop):
        expected = list(READS[name]())
        assert len(expected) > 4
        for _again in range(2):
            with django_assert_num_queries(1, using="pod_1"):
                found = prepared.rows()
            assert found == expected
            assert list(map(loaded, found)) == list(map(loaded, expected))


def loaded(found: Any) -> Any:
    """Return which columns and relations an instance holds: what is not there would cost a query later."""
    return (set(found.__dict__), set(found._state.fields_cache)) if isinstance(found, Book) else found


@pytest.mark.usefixtures("books")
def test_it_is_sent_as_the_query_is(shop: Shop, inside: Inside) -> None:
    """The statement is the ORM's, with the current shop's id, so guard and fence see what they know."""
    prepared = Prepared(lambda: Book.objects.filter(pk__in=Slot("ids")).order_by("pk"))
    with inside(shop):
        prepared.rows(ids=[1])
        with CaptureQueriesContext(connections["pod_1"]) as sent:
            prepared.rows(ids=[1, 2])
            list(Book.objects.filter(pk__in=[1, 2]).order_by("pk"))
    ours, plain = (query["sql"] for query in sent.captured_queries)
    assert ours == plain
    assert f"shop_id` = {shop.pk} " in ours


@pytest.mark.usefixtures("books")
def test_without_a_shop_it_reads_nothing() -> None:
    prepared = Prepared(by_age)
    with shop_selected(None), pytest.raises(NoShop):
        prepared.rows(born=1, ids=[1])


def test_a_lock_is_taken_inside_a_transaction_and_behind_the_fence(make_shop: MakeShop) -> None:
    prepared = Prepared(lambda: Book.objects.select_for_update().filter(pk=Slot("id")))
    with shop_selected(make_shop()):
        with transaction.atomic(using="pod_1"):
            assert prepared.rows(id=1) == []
            assert connections["pod_1"].fence is not None  # type: ignore[attr-defined]
        with pytest.raises(TransactionManagementError):
            prepared.rows(id=1)


def test_only_a_read_of_shop_owned_rows_is_prepared(shop: Shop, inside: Inside) -> None:
    with inside(shop), pytest.raises(TypeError):
        Prepared(lambda: Shop.objects.using("pod_1").filter(pk=Slot("id"))).rows(id=1)
