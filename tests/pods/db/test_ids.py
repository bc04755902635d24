"""Ids of pods: each pod's own residue class, and the clustered key in every write."""

import time
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models import F, Q

from pods.db.current import shop_selected
from pods.directory.models import Shop
from tests.conftest import MakeShop
from tests.pods.db.workbench import connection_as
from tests.probe.shops.models import LIBRARY

Author, Tag = LIBRARY.Author, LIBRARY.Tag
STEP = 1024
ROUNDS = 8
DEADLINE_S = 10.0


def ids(*words: str) -> list[int]:
    return [Tag.objects.create(word=word).pk for word in words]


@pytest.mark.parametrize("pod", [1, 2])
def test_a_pod_hands_out_ids_of_its_own_class(make_shop: MakeShop, pod: int) -> None:
    shop = make_shop(pod_number=pod)
    with shop_selected(shop):
        made = [*ids("a", "b"), *(tag.pk for tag in Tag.objects.bulk_create(Tag(word=f"w{n}") for n in range(5)))]
        assert sorted(Tag.objects.values_list("pk", flat=True)) == made
    assert {each % STEP for each in made} == {pod}
    assert made == sorted(set(made))
    assert made[-1] < 2**53


@pytest.mark.parametrize("residue", [2, 1023, 0])
def test_a_row_that_arrives_with_another_pods_id_pushes_the_counter_on_and_keeps_it_right(
    make_shop: MakeShop, residue: int
) -> None:
    """As a move brings them: in pod_1, with an id beyond its counter."""
    shop = make_shop()
    with shop_selected(shop):
        (before,) = ids("before")
        arrived = before + 3 * STEP - 1 + residue
        Tag.objects.bulk_create([Tag(id=arrived, word="arrived")])
        after = ids("after", "and after that")
    assert after[0] > arrived
    assert after[0] - arrived <= STEP
    assert {each % STEP for each in after} == {1}


def test_two_shops_may_have_a_row_of_the_same_id(make_shop: MakeShop) -> None:
    one, two = make_shop(), make_shop()
    with shop_selected(one):
        (number,) = ids("one's")
    with shop_selected(two):
        Tag.objects.bulk_create([Tag(id=number, word="two's")])
        Tag.objects.filter(pk=number).update(word="changed")
    with shop_selected(one):
        assert Tag.objects.get(pk=number).word == "one's"


class Plans:
    """Asks the server for its plan of each statement on a table, just before the statement is run."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.keys: list[tuple[str, str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
        if self.table in sql and sql.startswith(("SELECT", "UPDATE", "DELETE")):
            with context["connection"].connection.cursor() as cursor:  # the driver's: the guard reads no EXPLAIN
                cursor.execute(f"EXPLAIN {sql}", params)
                plan = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
            self.keys.append((sql.split(maxsplit=1)[0], plan["key"]))
        return execute(sql, params, many, context)


@pytest.mark.parametrize("rows", [1, 2, 50])
def test_a_lock_and_an_update_of_the_same_row_go_by_the_same_key(make_shop: MakeShop, rows: int) -> None:
    """With one row, any key that begins with the shop finds as few: the statement has to say which it wants."""
    shop = make_shop()
    plans = Plans(Author._meta.db_table)
    with shop_selected(shop), transaction.atomic(using="pod_1"):
        authors = Author.objects.bulk_create(Author(name=f"n{n}") for n in range(rows))
        first = authors[0]
        with connections["pod_1"].execute_wrapper(plans):
            Author.objects.select_for_update().get(pk=first.pk)
            first.save()
            first.save(update_fields=["born"])
            Author.objects.filter(pk=first.pk, born=None).update(born=1)
            Author.objects.filter(born=1).filter(pk__in=[each.pk for each in authors]).update(born=F("born") + 1)
            Author.objects.bulk_update(authors, ["name"])
    assert plans.keys == [("SELECT", "PRIMARY"), *[("UPDATE", "PRIMARY")] * 5]


def test_an_update_that_names_no_rows_is_left_to_the_server(make_shop: MakeShop) -> None:
    shop = make_shop()
    plans = Plans(Author._meta.db_table)
    with shop_selected(shop):
        Author.objects.bulk_create(Author(name=f"n{n}") for n in range(50))
        with connections["pod_1"].execute_wrapper(plans):
            Author.objects.filter(name="n7").update(born=1)
            Author.objects.exclude(pk=1).filter(name="n7").update(born=1)
            Author.objects.filter(Q(pk=1) | Q(name="n7")).filter(name="n7").update(born=1)
    assert plans.keys == [("UPDATE", "probe_shops_author_name_once")] * 3


def _count_locked(author_id: int) -> None:
    locked = Author.objects.select_for_update().get(pk=author_id)
    locked.born += 1
    locked.save()


def _count_at_once(author_id: int) -> None:
    Author.objects.filter(pk=author_id).update(born=F("born") + 1)


class Worker(Thread):
    """Runs one piece of work in a shop, in a transaction of its own; `failure` is what it raised."""

    def __init__(self, shop: Shop, work: Callable[[], None]) -> None:
        super().__init__()
        self.shop, self.work = shop, work
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            with shop_selected(self.shop), transaction.atomic(using="pod_1"):
                self.work()
        except BaseException as error:  # noqa: BLE001 - the test tells it
            self.failure = error
        finally:
            connections["pod_1"].close()


def wait_until_somebody_waits_for_a_lock(watcher: Any) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while True:
        with watcher.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'")
            if cursor.fetchone()[0]:
                return
        assert time.monotonic() < deadline
        time.sleep(0.12)  # the server renews this table when nobody has read it for 0.1 s


@pytest.mark.parametrize("other", [_count_locked, _count_at_once])
def test_who_locks_and_then_saves_a_row_never_deadlocks(make_shop: MakeShop, other: Callable[[int], None]) -> None:
    """The other comes while the lock is held. Had it chosen the key on id, it would hold that one's lock by now."""
    shop = make_shop()
    watcher = connection_as("root")
    with shop_selected(shop):
        author = Author.objects.create(name="counted", born=0)
        for _ in range(ROUNDS):
            worker = Worker(shop, lambda: other(author.pk))
            with transaction.atomic(using="pod_1"):
                locked = Author.objects.select_for_update().get(pk=author.pk)
                worker.start()
                wait_until_somebody_waits_for_a_lock(watcher)
                locked.born += 1
                locked.save()
            worker.join(timeout=DEADLINE_S)
            assert worker.failure is None
        assert Author.objects.get(pk=author.pk).born == 2 * ROUNDS
    watcher.close()


def test_two_who_lock_and_then_save_the_same_row_take_turns(make_shop: MakeShop) -> None:
    shop = make_shop()
    with shop_selected(shop):
        author = Author.objects.create(name="counted", born=0)
        for _ in range(ROUNDS):
            together = Barrier(2)

            def work(together: Barrier = together) -> None:
                together.wait(timeout=DEADLINE_S)
                _count_locked(author.pk)

            workers = [Worker(shop, work), Worker(shop, work)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(timeout=DEADLINE_S)
                assert worker.failure is None
        assert Author.objects.get(pk=author.pk).born == 2 * ROUNDS
