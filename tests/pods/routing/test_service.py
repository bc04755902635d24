"""A service: one transaction behind the fence, run once, followed to the shop's pod when it moved."""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.utils import OperationalError

from pods.db.current import current_shop, shop_selected
from pods.db.errors import CrossShop, FenceRefused
from pods.directory.models import Shop
from pods.isolation.models import residencies
from pods.routing import service as service_module
from pods.routing.actor import Actor, ActorKind, acting_as
from pods.routing.errors import (
    NetworkInService,
    NotAllowed,
    ServiceNeeded,
    ShopElsewhere,
    ShopUnavailable,
    UnknownOutcome,
)
from pods.routing.service import after_commit, inside_service, refuse_inside_service, service
from tests.conftest import MakeShop
from tests.probe.shops.models import LIBRARY

Tag = LIBRARY.Tag


@service
def add_tag(word: str) -> str:
    Tag.objects.create(word=word)
    return str(current_shop().database)


@service
def add_two_and_fail(word: str) -> None:
    add_tag(word)
    add_tag(word + "2")
    raise ValueError("changed my mind")


def words(shop: Shop) -> list[str]:
    with shop_selected(shop):
        return sorted(Tag.objects.values_list("word", flat=True))


def send_on(shop: Shop, *, to: int, epoch: int) -> Shop:
    """Write both residency rows as a finished move leaves them; returns the shop where it is now."""
    residencies("pod_1").filter(shop_id=shop.pk).update(state="standby", moved_to=to, epoch=epoch)
    residencies(f"pod_{to}").update_or_create(shop_id=shop.pk, defaults={"state": "serving", "epoch": epoch})
    return shop.placed_at(to, epoch)


@pytest.fixture
def clean(make_shop: MakeShop) -> Iterator[Callable[[Shop], None]]:
    """Takes away what a shop left in the pod it was sent to."""
    sent: list[Shop] = []
    yield sent.append
    for shop in sent:
        with shop_selected(shop), connections[str(shop.database)].cursor() as cursor:
            for model in (LIBRARY.Tag,):
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE shop_id = %s", [shop.pk])
        residencies("pod_1").filter(shop_id=shop.pk).update(state="serving", moved_to=None, epoch=shop.epoch + 1)


def test_a_service_commits_as_a_whole(shop: Shop) -> None:
    assert add_tag("one") == "pod_1"
    with pytest.raises(ValueError, match="changed"):
        add_two_and_fail("two")
    assert words(shop) == ["one"]


def test_a_service_takes_the_fence_before_its_body(shop: Shop) -> None:
    stale = shop.placed_at(1, shop.epoch + 7)
    ran = []

    @service
    def body() -> None:
        ran.append(current_shop().epoch)

    with shop_selected(stale):
        body()
    assert ran == [shop.epoch]  # refused once, followed by the row, then run once


def test_a_stale_route_writes_once_on_the_right_pod(make_shop: MakeShop, clean: Any) -> None:
    stale = make_shop()
    here_now = send_on(stale, to=2, epoch=2)
    clean(here_now)

    with shop_selected(stale):
        assert add_tag("moved") == "pod_2"
        assert current_shop().database == "pod_2"

    assert words(here_now) == ["moved"]
    assert words(stale) == []


def test_a_shop_that_is_nowhere_is_unavailable(make_shop: MakeShop) -> None:
    made = make_shop()
    residencies("pod_1").filter(shop_id=made.pk).update(state="gone", moved_to=None, epoch=2)
    with shop_selected(made), pytest.raises(ShopUnavailable) as refusal:
        add_tag("nowhere")
    assert refusal.value.retry_after_s > 0
    assert words(made) == []
    residencies("pod_1").filter(shop_id=made.pk).update(state="serving", epoch=3)


def test_a_shop_that_moves_again_meanwhile_is_unavailable(
    make_shop: MakeShop, clean: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = make_shop()
    here_now = send_on(stale, to=2, epoch=2)
    clean(here_now)
    monkeypatch.setattr(service_module, "locate", lambda shop, **_: shop)

    with shop_selected(stale), pytest.raises(ShopUnavailable):
        add_tag("late")

    assert words(here_now) == words(stale) == []


def test_a_pinned_process_does_not_follow(make_shop: MakeShop, clean: Any, settings: Any) -> None:
    stale = make_shop()
    here_now = send_on(stale, to=2, epoch=2)
    clean(here_now)
    settings.PROCESS_POD = 1

    with shop_selected(stale), pytest.raises(ShopElsewhere):
        add_tag("followed")

    assert words(here_now) == words(stale) == []


def test_a_write_outside_a_service_is_fenced_and_not_followed(make_shop: MakeShop, clean: Any) -> None:
    stale = make_shop()
    with shop_selected(stale):
        Tag.objects.create(word="bare")
    here_now = send_on(stale, to=2, epoch=2)
    clean(here_now)

    with shop_selected(stale):
        for write in (
            lambda: Tag.objects.create(word="stale"),
            lambda: Tag.objects.update(word="stale"),
            lambda: Tag.objects.all().delete(),
        ):
            with pytest.raises(FenceRefused):
                write()

    assert words(stale) == ["bare"]
    assert words(here_now) == []


def test_a_locking_read_is_fenced(make_shop: MakeShop, clean: Any) -> None:
    stale = make_shop()
    clean(send_on(stale, to=2, epoch=2))
    with shop_selected(stale), transaction.atomic(using="pod_1"), pytest.raises(FenceRefused):
        list(Tag.objects.select_for_update())


def test_the_fence_is_taken_again_after_a_savepoint_that_took_it_was_rolled_back(make_shop: MakeShop) -> None:
    """MariaDB drops a row lock with the savepoint after which it was taken: a move could pass unseen."""
    made = make_shop()
    connection: Any = connections["pod_1"]

    with shop_selected(made), transaction.atomic(using="pod_1"):
        with pytest.raises(ValueError, match="back"), transaction.atomic(using="pod_1"):
            Tag.objects.create(word="rolled back")
            assert connection.fence.shop_id == made.pk
            raise ValueError("back")
        assert connection.fence is None
        with in_thread(lambda: residencies("pod_1").filter(shop_id=made.pk).update(epoch=5)) as moved:
            assert moved == [1]
        with pytest.raises(FenceRefused), transaction.atomic(using="pod_1"):
            Tag.objects.create(word="after the move")

    assert words(made.placed_at(1, 5)) == []


def test_the_fence_outlives_a_savepoint_younger_than_it(make_shop: MakeShop) -> None:
    made = make_shop()
    connection: Any = connections["pod_1"]
    with shop_selected(made), transaction.atomic(using="pod_1"):
        Tag.objects.create(word="kept")
        with pytest.raises(ValueError, match="back"), transaction.atomic(using="pod_1"):
            Tag.objects.create(word="rolled back")
            raise ValueError("back")
        assert connection.fence is not None
    assert connection.fence is None
    assert words(made) == ["kept"]


class in_thread:  # noqa: N801 - reads as a preposition
    """Run a function on connections of its own, to its end, and return what it returned in a list."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work, self.results = work, []  # type: ignore[var-annotated]

    def __enter__(self) -> list[Any]:
        def run() -> None:
            try:
                self.results.append(self._work())
            finally:
                connections.close_all()

        thread = Thread(target=run)
        thread.start()
        thread.join(10)
        return self.results

    def __exit__(self, *_: object) -> None:
        pass


def test_a_move_waits_for_the_writers_and_the_next_writer_for_the_move(make_shop: MakeShop, clean: Any) -> None:
    """While the row is locked for the cut-over a service waits, then follows; it does not fail."""
    made = make_shop()
    locked, finish = Event(), Event()

    def cut_over() -> None:
        with transaction.atomic(using="pod_1"), connections["pod_1"].cursor() as cursor:
            cursor.execute("SELECT state FROM residency WHERE shop_id = %s FOR UPDATE", [made.pk])
            locked.set()
            assert finish.wait(10)
            residencies("pod_2").update_or_create(shop_id=made.pk, defaults={"state": "serving", "epoch": 2})
            cursor.execute(
                "UPDATE residency SET state = 'standby', moved_to = 2, epoch = 2 WHERE shop_id = %s", [made.pk]
            )
        connections.close_all()

    mover = Thread(target=cut_over)
    mover.start()
    assert locked.wait(10)
    clean(made.placed_at(2, 2))

    written: list[str] = []

    def sell() -> None:
        with shop_selected(made):
            finish.set()
            written.append(add_tag("sold"))
        connections.close_all()

    seller = Thread(target=sell)
    seller.start()
    seller.join(10)
    mover.join(10)
    assert written == ["pod_2"]
    assert words(made) == []


def test_a_row_that_stays_locked_is_an_honest_refusal(make_shop: MakeShop) -> None:
    made = make_shop()
    ran: list[int] = []

    @service
    def body() -> None:
        ran.append(1)

    def try_to_sell() -> Any:
        with shop_selected(made):
            try:
                body()
            except ShopUnavailable as refusal:
                return refusal
        return None

    with transaction.atomic(using="pod_1"), connections["pod_1"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM residency WHERE shop_id = %s FOR UPDATE", [made.pk])
        with in_thread(try_to_sell) as refused:
            assert isinstance(refused[0], ShopUnavailable)
    assert ran == []


@pytest.mark.parametrize(("fails", "runs"), [(1, 2), (2, 3), (3, 3)])
@pytest.mark.parametrize("code", [1213, 1205])
def test_a_deadlock_runs_the_body_again_three_times_at_most(
    make_shop: MakeShop, fails: int, runs: int, code: int
) -> None:
    made = make_shop()
    ran: list[int] = []

    @service
    def body() -> None:
        ran.append(1)
        Tag.objects.create(word="once")
        if len(ran) <= fails:
            raise OperationalError(code, "Deadlock found when trying to get lock")

    with shop_selected(made):
        if fails < 3:
            body()
        else:
            with pytest.raises(OperationalError):
                body()

    assert len(ran) == runs
    assert words(made) == (["once"] if fails < 3 else [])


def test_a_real_deadlock_is_survived_by_both(make_shop: MakeShop) -> None:
    made = make_shop()
    with shop_selected(made):
        Tag.objects.create(id=1, word="one")
        Tag.objects.create(id=2, word="two")
    first_locked, second_locked = Event(), Event()

    @service
    def lock_both(first: int, second: int, mine: Event, other: Event) -> None:
        Tag.objects.select_for_update().get(pk=first)
        mine.set()
        other.wait(10)
        Tag.objects.filter(pk=second).update(word=f"by-{first}-{second}")

    def work(*arguments: Any) -> None:
        with shop_selected(made):
            lock_both(*arguments)
        connections.close_all()

    threads = [
        Thread(target=work, args=(1, 2, first_locked, second_locked)),
        Thread(target=work, args=(2, 1, second_locked, first_locked)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert words(made) == ["by-1-2", "by-2-1"]


def test_a_commit_without_an_answer_is_not_run_again(make_shop: MakeShop, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_shop()
    ran: list[int] = []
    connection: Any = connections["pod_1"]
    commit = connection._commit

    @service
    def body() -> None:
        ran.append(1)
        Tag.objects.create(word="maybe")

    def lose_the_answer() -> None:
        commit()
        raise OperationalError(2013, "Lost connection to server during query")

    with shop_selected(made):
        monkeypatch.setattr(connection, "_commit", lose_the_answer)
        with pytest.raises(UnknownOutcome):
            body()
        monkeypatch.undo()

    assert ran == [1]
    assert words(made) == ["maybe"]


def test_a_connection_lost_before_the_commit_changes_nothing(make_shop: MakeShop) -> None:
    made = make_shop()

    @service
    def body() -> None:
        Tag.objects.create(word="lost")
        raise OperationalError(2013, "Lost connection to server during query")

    with shop_selected(made), pytest.raises(OperationalError):
        body()
    assert words(made) == []


def test_a_service_inside_a_service_joins_it(shop: Shop) -> None:
    @service
    def outer() -> None:
        add_tag("outer")
        with pytest.raises(IntegrityError):
            add_tag("outer")  # rolled back to its own savepoint
        add_tag("after")

    outer()
    assert words(shop) == ["after", "outer"]


def test_a_service_inside_a_service_is_of_the_same_shop(shop: Shop, other_shop: Shop) -> None:
    @service
    def outer() -> None:
        add_tag("outer")
        with shop_selected(other_shop):
            add_tag("other")

    with pytest.raises(CrossShop):
        outer()
    assert words(shop) == []


def test_one_transaction_writes_one_shop(make_shop: MakeShop) -> None:
    one, two = make_shop(), make_shop()
    with pytest.raises(CrossShop), transaction.atomic(using="pod_1"):
        with shop_selected(one):
            Tag.objects.create(word="one")
        with shop_selected(two):
            Tag.objects.create(word="two")
    assert words(one) == words(two) == []


def test_after_commit_runs_after_the_outermost_commit(shop: Shop) -> None:
    done: list[str] = []

    @service
    def inner(word: str, *, fail: bool = False) -> None:
        after_commit(lambda: done.append(word))
        if fail:
            raise ValueError(word)

    @service
    def outer() -> None:
        inner("one")
        with pytest.raises(ValueError, match="two"):
            inner("two", fail=True)
        assert done == []

    outer()
    assert done == ["one"]


def test_after_commit_that_fails_changes_nothing(shop: Shop) -> None:
    @service
    def outer() -> str:
        after_commit(lambda: 1 / 0)
        add_tag("kept")
        return "done"

    assert outer() == "done"
    assert words(shop) == ["kept"]


def test_after_commit_is_dropped_with_a_rollback(shop: Shop) -> None:
    done: list[str] = []

    @service
    def outer() -> None:
        after_commit(lambda: done.append("x"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        outer()
    assert done == []
    with pytest.raises(ServiceNeeded):
        after_commit(lambda: None)


def test_the_network_is_refused_inside_a_service(shop: Shop) -> None:
    refuse_inside_service("the gateway")

    @service
    def body() -> None:
        refuse_inside_service("the gateway")

    with pytest.raises(NetworkInService, match="gateway"):
        body()


def test_inside_a_service_is_not_the_same_as_inside_a_transaction(shop: Shop) -> None:
    assert connections["pod_1"].in_atomic_block
    assert not inside_service()


def test_a_permission_is_the_actors_not_the_functions(shop: Shop) -> None:
    ran: list[int] = []

    @service(permission="tags.edit")
    def body() -> None:
        ran.append(1)

    with pytest.raises(NotAllowed) as refusal:
        body()
    assert refusal.value.permission == "tags.edit"
    assert ran == []
    with acting_as(Actor(ActorKind.STAFF, "1", permissions=frozenset({"tags.edit"}))):
        body()
    assert ran == [1]


def test_the_public_tenants_services_open_on_the_directory(public: Shop) -> None:
    @service
    def body() -> str:
        return str(current_shop().database)

    with shop_selected(public):
        assert body() == "default"


def test_a_bare_transaction_is_the_directorys(make_shop: MakeShop) -> None:
    """Why the house rules refuse atomic() outside of pods: it does not hold a pod's write back."""
    made = make_shop()
    with shop_selected(made), pytest.raises(ValueError, match="no"), transaction.atomic():
        Tag.objects.create(word="stands")
        raise ValueError("no")
    assert words(made) == ["stands"]
