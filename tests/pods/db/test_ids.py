"""Ids of pods: each pod's own residue class, and the clustered key in every write."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from pods.db.current import shop_selected
from tests.conftest import MakeShop
from tests.probe.shops.models import LIBRARY

Author, Tag = LIBRARY.Author, LIBRARY.Tag
STEP = 1024
ROUNDS, THREADS = 8, 2


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


def _plan(use: Callable[[], Any]) -> dict[str, Any]:
    """Return the server's plan for the last statement that `use` sends."""
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
        sent.append((sql, params))
        return execute(sql, params, many, context)

    connection = connections["pod_1"]
    with connection.execute_wrapper(note):
        use()
    text, params = next(each for each in reversed(sent) if "probe_shops_tag" in each[0])
    with connection.connection.cursor() as cursor:  # the driver's: the guard reads no EXPLAIN
        cursor.execute(f"EXPLAIN {text}", params)
        return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))


def test_a_lock_and_an_update_of_the_same_row_go_by_the_same_key(make_shop: MakeShop) -> None:
    shop = make_shop()
    with shop_selected(shop), transaction.atomic(using="pod_1"):
        tags = Tag.objects.bulk_create(Tag(word=f"w{n}") for n in range(50))
        tag = tags[7]
        for use in (
            lambda: Tag.objects.select_for_update().get(pk=tag.pk),
            tag.save,
            lambda: Tag.objects.filter(pk=tag.pk).update(word="changed"),
            lambda: Tag.objects.filter(pk=tag.pk).delete(),
        ):
            plan = _plan(use)
            assert (plan["table"], plan["key"]) == (Tag._meta.db_table, "PRIMARY"), plan


def test_those_who_lock_and_then_save_the_same_row_never_deadlock(make_shop: MakeShop) -> None:
    """With a visible key on id the UPDATE locks by that one, the SELECT … FOR UPDATE by the primary key: a deadlock."""
    shop = make_shop()
    with shop_selected(shop):
        author = Author.objects.create(name="counted", born=0)
    together, failed = Barrier(THREADS), []

    def work() -> None:
        try:
            with shop_selected(shop):
                for _ in range(ROUNDS):
                    together.wait(timeout=30)
                    with transaction.atomic(using="pod_1"):
                        locked = Author.objects.select_for_update().get(pk=author.pk)
                        locked.born += 1
                        locked.save()
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
            together.abort()
        finally:
            connections["pod_1"].close()

    threads = [Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    with shop_selected(shop):
        assert Author.objects.get(pk=author.pk).born == ROUNDS * THREADS
