"""What ends or breaks a service's transaction behind its back: nothing half-done is committed or called done."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext

from pods.db.current import shop_selected
from pods.db.errors import CrossShop, FenceBroken
from pods.directory.models import Shop
from pods.routing.errors import TransactionBroken
from pods.routing.service import after_commit, service
from tests.conftest import MakeShop
from tests.probe.shops.models import LIBRARY

Tag = LIBRARY.Tag
TAG_TABLE = Tag._meta.db_table


def words(shop: Shop) -> list[str]:
    with shop_selected(shop):
        return sorted(Tag.objects.values_list("word", flat=True))


@service
def add_twice(word: str) -> str:
    Tag.objects.create(word=word)
    try:
        Tag.objects.create(word=word)
    except IntegrityError:
        return "done"
    return "both"


def test_a_service_that_catches_what_broke_its_transaction_is_not_done(make_shop: MakeShop) -> None:
    made, ran = make_shop(), []

    @service
    def body() -> str:
        after_commit(lambda: ran.append("after"))
        return add_twice("one")

    with shop_selected(made):
        with pytest.raises(TransactionBroken):
            add_twice("one")
        with pytest.raises(TransactionBroken):
            body()

    assert words(made) == []
    assert ran == []


def test_a_broken_service_inside_a_service_may_be_given_up(make_shop: MakeShop) -> None:
    made = make_shop()

    @service
    def body() -> str:
        Tag.objects.create(word="outer")
        with pytest.raises(TransactionBroken):
            add_twice("inner")
        return "done"

    with shop_selected(made):
        assert body() == "done"
    assert words(made) == ["outer"]


@service(savepoint=False)
def add_bare(word: str, *, fail: bool) -> None:
    Tag.objects.create(word=word)
    if fail:
        raise LookupError


def test_a_part_without_a_savepoint_costs_no_statement_of_its_own(make_shop: MakeShop) -> None:
    made = make_shop()

    @service
    def body() -> None:
        with CaptureQueriesContext(connections[made.database]) as sent:
            add_bare("bare", fail=False)
        assert [query["sql"].split()[0] for query in sent] == ["INSERT"]

    with shop_selected(made):
        body()
        add_bare("alone", fail=False)
    assert words(made) == ["alone", "bare"]


def test_a_part_without_a_savepoint_that_fails_ends_the_whole_even_when_caught(make_shop: MakeShop) -> None:
    made, ran = make_shop(), []

    @service
    def body() -> str:
        Tag.objects.create(word="outer")
        after_commit(lambda: ran.append("after"))
        try:
            add_bare("bare", fail=True)
        except LookupError:
            return "done"
        return "both"

    with shop_selected(made), pytest.raises(TransactionBroken):
        body()
    assert (words(made), ran) == ([], [])


def test_a_part_without_a_savepoint_fails_no_further_than_the_next_savepoint(make_shop: MakeShop) -> None:
    made = make_shop()

    @service
    def inner() -> None:
        add_bare("bare", fail=True)

    @service
    def body() -> str:
        Tag.objects.create(word="outer")
        with pytest.raises(LookupError):
            inner()
        return "done"

    with shop_selected(made):
        assert body() == "done"
    assert words(made) == ["outer"]


def _catch(lock: Callable[[], Any]) -> None:
    try:
        lock()
    except OperationalError:
        Tag.objects.create(word="late")


def _rename(lock: Callable[[], Any]) -> None:
    try:
        lock()
    except OperationalError as error:
        raise LookupError from error


@pytest.mark.parametrize("swallow", [_catch, _rename])
def test_a_deadlock_that_the_body_catches_runs_it_again(make_shop: MakeShop, swallow: Callable[..., None]) -> None:
    """The server has rolled all of it back, fence and all: what the body goes on to write would stand alone."""
    made, ran = make_shop(), []
    with shop_selected(made):
        Tag.objects.bulk_create(Tag(id=number, word=f"w{number}") for number in range(1, 40))
    weak_locked, strong_locked = Event(), Event()

    @service
    def weak() -> None:
        ran.append(1)
        Tag.objects.create(word="early")
        Tag.objects.select_for_update().get(pk=1)
        weak_locked.set()
        strong_locked.wait(10)
        swallow(lambda: Tag.objects.select_for_update().get(pk=2))

    @service
    def strong() -> None:
        for number in range(3, 40):  # the server gives up whoever has changed less
            Tag.objects.filter(pk=number).update(word=f"x{number}")
        Tag.objects.select_for_update().get(pk=2)
        strong_locked.set()
        weak_locked.wait(10)
        Tag.objects.select_for_update().get(pk=1)

    def work(run: Callable[[], None]) -> None:
        with shop_selected(made):
            run()
        connections.close_all()

    threads = [Thread(target=work, args=(run,)) for run in (weak, strong)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(ran) == 2
    assert [word for word in words(made) if not word[1:].isdigit()] == ["early"]


ENDINGS = [
    "COMMIT",
    "commit and chain",
    "ROLLBACK",
    "ROLLBACK TO SAVEPOINT `mine`",
    "BEGIN",
    "START TRANSACTION",
    "/* now */ COMMIT",
    "-- now\nCOMMIT",
    "SET autocommit = 1",
    "SET @@session.`autocommit` = 1",
    "ANALYZE TABLE residency",
    "CHECK TABLE residency",
    "CREATE TABLE x (id INT)",
]


@pytest.mark.parametrize("sql", ENDINGS)
def test_nothing_but_the_service_ends_its_transaction(make_shop: MakeShop, sql: str) -> None:
    made = make_shop()

    @service
    def body() -> None:
        Tag.objects.create(word="before")
        with connections["pod_1"].cursor() as cursor:
            cursor.execute("SAVEPOINT `mine`")
            cursor.execute(sql)

    with shop_selected(made), pytest.raises(FenceBroken):
        body()
    assert words(made) == []


def test_outside_a_transaction_such_statements_are_nobodys_harm(shop: Shop) -> None:
    connection: Any = connections["pod_1"]
    assert connection.fence is None
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT `mine`")
        cursor.execute("ROLLBACK TO SAVEPOINT `mine`")


def test_what_would_run_after_its_transaction_is_no_service() -> None:
    async def later() -> None: ...

    def in_pieces() -> Any:
        yield 1

    for function in (later, in_pieces):
        with pytest.raises(TypeError, match="plain function"):
            service(function)


def test_a_shops_rows_are_not_written_into_the_directory(shop: Shop) -> None:
    """Tables that are in the pods and in the directory: there they are the platform's alone, and nothing is fenced."""
    for sql in (
        "INSERT INTO outbox_auditentry (shop_id, action) VALUES (%s, 'x')",
        "DELETE FROM outbox_event WHERE shop_id = %s",
        "SELECT id FROM outbox_event WHERE shop_id = %s FOR UPDATE",
    ):
        with connections["default"].cursor() as cursor, pytest.raises(CrossShop):
            cursor.execute(sql, [shop.pk])
