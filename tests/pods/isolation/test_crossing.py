"""Tries to cross the boundary between shops by every way that Django and SQL offer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache, caches
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.db.models import Count, Prefetch
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from pods.db.current import find_current_shop, shop_selected
from pods.db.errors import CrossShop, IsolationError, NoShop, UnscopedSQL
from pods.directory.models import Shop
from pods.isolation.keys import cache_key
from pods.isolation.scope import across_shops
from tests.conftest import Inside
from tests.probe.data import dump, fill
from tests.probe.shops.models import LIBRARY

Author, Book, Label, Tag = LIBRARY.Author, LIBRARY.Book, LIBRARY.Label, LIBRARY.Tag
BOOK_TABLE = Book._meta.db_table


@pytest.fixture
def theirs(shop: Shop, other_shop: Shop, inside: Inside) -> Iterator[Any]:
    """A book, with author and tag, of the other shop in the same pod; ids that this shop does not have.

    Whatever a test does in this shop, the other's rows are as before.
    """
    fill(LIBRARY, "a")
    with inside(other_shop):
        author = Author.objects.create(id=7001, name="theirs", born=1)
        book = Book.objects.create(id=7002, title="theirs", author=author)
        tag = Tag.objects.create(id=7003, word="theirs")
        Label.objects.create(id=7004, book=book, tag=tag)
        before = dump(LIBRARY)
    with inside(shop):
        yield book
    with inside(other_shop):
        assert dump(LIBRARY) == before


@contextmanager
def refused(*errors: type[Exception]) -> Iterator[None]:
    """Expect a refusal, in a savepoint: Django marks the transaction as broken when a save is refused."""
    with pytest.raises(errors), transaction.atomic(using="pod_1"):
        yield


def run(sql: str, params: Any = ()) -> Any:
    with connections["pod_1"].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def test_another_shops_row_is_not_found_by_its_id(theirs: Any) -> None:
    assert not Book.objects.filter(pk=theirs.pk).exists()
    with pytest.raises(Book.DoesNotExist):
        Book.objects.get(pk=theirs.pk)
    assert Book._base_manager.filter(pk=theirs.pk).first() is None


def test_another_shops_row_cannot_be_saved(theirs: Any) -> None:
    theirs.title = "taken"
    with refused(CrossShop):
        theirs.save()


def test_another_shops_row_cannot_be_deleted_or_updated(theirs: Any) -> None:
    Book.objects.filter(pk=theirs.pk).delete()
    assert Book.objects.filter(pk=theirs.pk).update(title="taken") == 0
    theirs.delete()


def test_a_row_cannot_be_made_for_another_shop(theirs: Any, other_shop: Shop) -> None:
    for make in (
        lambda: Book.objects.create(shop_id=other_shop.pk, title="taken"),
        lambda: Book.objects.bulk_create([Book(title="own"), Book(shop_id=other_shop.pk, title="taken")]),
    ):
        count = Book.objects.count()
        with refused(CrossShop):
            make()
        assert Book.objects.count() == count


def test_a_row_cannot_change_its_shop(theirs: Any, other_shop: Shop) -> None:
    with refused(CrossShop):
        Book.objects.update(shop_id=other_shop.pk)
    with refused(CrossShop):
        Book.objects.bulk_create(
            [Book(id=1, title="x")], update_conflicts=True, update_fields=["shop_id"], unique_fields=None
        )


def test_bulk_update_of_another_shops_row_changes_nothing(theirs: Any) -> None:
    theirs.title = "taken"
    assert Book.objects.bulk_update([theirs], ["title"]) == 0


def test_an_upsert_does_not_reach_another_shops_row(theirs: Any) -> None:
    Book.objects.bulk_create([Book(id=theirs.pk, title="own, same id")], update_conflicts=True, update_fields=["title"])
    assert Book.objects.get(pk=theirs.pk).title == "own, same id"
    Book.objects.filter(pk=theirs.pk).delete()


RAW = [
    "SELECT * FROM {t}",
    "SELECT * FROM {t} WHERE shop_id = %s OR 1 = 1",
    "SELECT * FROM {t} WHERE (shop_id = %s) OR title = 'x'",
    "SELECT a.* FROM {t} a LEFT JOIN {t} b ON a.shop_id = %s AND b.id = a.id",
    "SELECT * FROM {t} a WHERE a.shop_id = %s AND EXISTS (SELECT 1 FROM {t} b WHERE b.id = 7002)",
    "SELECT title FROM {t} WHERE shop_id = %s UNION SELECT title FROM {t}",
    "UPDATE {t} SET title = 'taken' WHERE id = 7002 OR shop_id = %s",
    "UPDATE {t} SET shop_id = shop_id + 1 WHERE shop_id = %s",
    "DELETE FROM {t} WHERE shop_id <> %s",
    "REPLACE INTO {t} (shop_id, id, title, pages) VALUES (%s, 7002, 'taken', 1)",
]


@pytest.mark.parametrize("sql", RAW)
def test_raw_sql_that_is_not_bound_to_the_shop_is_refused(theirs: Any, shop: Shop, sql: str) -> None:
    text = sql.format(t=BOOK_TABLE)
    with refused(IsolationError):
        run(text, [shop.pk] * text.count("%s"))


def test_raw_sql_bound_to_another_shop_is_refused(theirs: Any, other_shop: Shop) -> None:
    with refused(CrossShop):
        run(f"SELECT * FROM {BOOK_TABLE} WHERE shop_id = %s", [other_shop.pk])


def test_raw_sql_bound_to_the_shop_works(theirs: Any, shop: Shop) -> None:
    assert run(f"SELECT COUNT(*) FROM {BOOK_TABLE} WHERE shop_id = %s", [shop.pk]) == ((10,),)
    assert len(list(Book.objects.raw(f"SELECT * FROM {BOOK_TABLE} WHERE shop_id = %s", [shop.pk]))) == 10


def test_model_raw_is_guarded(theirs: Any) -> None:
    with refused(UnscopedSQL):
        list(Book.objects.raw(f"SELECT * FROM {BOOK_TABLE}"))


@isolate_apps("tests.probe.shops")
def test_a_proxy_is_bound_like_its_model(theirs: Any, other_shop: Shop) -> None:
    class Word(Tag):  # type: ignore[misc, valid-type]
        class Meta:
            app_label = "probe_shops"
            proxy = True

    assert {word.pk for word in Word.objects.all()} == {tag.pk for tag in Tag.objects.all()}
    Word.objects.create(word="own")
    with refused(CrossShop):
        Word.objects.create(word="taken", shop_id=other_shop.pk)
    assert Word.objects.filter(pk=7003).update(word="taken") == 0
    Word.objects.all().delete()
    assert Tag.objects.count() == 0


def test_extra_is_guarded(theirs: Any) -> None:
    with refused(IsolationError):
        list(Book.objects.extra(tables=[Tag._meta.db_table]))
    assert len(Book.objects.extra(where=["1 = 1 OR 1 = 1"])) == 10


def test_joins_never_reach_another_shops_rows(theirs: Any) -> None:
    """A row that refers to another shop's row cannot exist; were it there, no join would follow it."""
    run("SET SESSION foreign_key_checks = 0")
    try:
        Book.objects.filter(pk=1).update(author_id=7001)
    finally:
        run("SET SESSION foreign_key_checks = 1")

    book = Book.objects.select_related("author").get(pk=1)
    assert book.author is None
    assert Book.objects.filter(pk=1, author__name="theirs").count() == 0
    assert Book.objects.filter(pk=1, author__name=None).count() == 1
    assert list(Book.objects.filter(pk=1).values_list("author__name", flat=True)) == [None]
    with pytest.raises(Author.DoesNotExist):
        _ = Book.objects.get(pk=1).author.name
    prefetched = Book.objects.prefetch_related("author").get(pk=1)
    assert prefetched.author is None


def test_a_reference_into_another_shop_is_refused_by_the_database(theirs: Any) -> None:
    with refused(IntegrityError):
        Book.objects.filter(pk=1).update(author_id=7001)
    with refused(IntegrityError):
        Label.objects.create(book_id=1, tag_id=7003)


def test_a_many_to_many_relation_cannot_take_another_shops_row(theirs: Any) -> None:
    tag = Tag(id=7003, shop_id=theirs.shop_id, word="theirs")
    with refused(IntegrityError, IsolationError, ValueError):
        Book.objects.get(pk=1).tags.add(tag)


def test_a_cascade_stays_in_the_shop(theirs: Any) -> None:
    Author(id=7001).delete()
    Author.objects.all().delete()
    assert Author.objects.count() == 0


def test_prefetch_with_an_own_queryset_stays_in_the_shop(theirs: Any) -> None:
    authors = Author.objects.prefetch_related(Prefetch("books", Book._base_manager.all()))
    assert {book.title[:2] for author in authors for book in author.books.all()} == {"a-"}


def test_aggregates_count_the_shops_rows_only(theirs: Any) -> None:
    assert Book.objects.aggregate(n=Count("id"), authors=Count("author", distinct=True)) == {"n": 10, "authors": 4}


def test_a_queryset_built_in_one_shop_does_not_run_in_another(theirs: Any, other_shop: Shop, inside: Inside) -> None:
    built = Book.objects.filter(pages__gt=1)
    for use in (
        list,
        len,
        lambda q: q.count(),
        lambda q: q.update(pages=1),
        lambda q: q.delete(),
        lambda q: q.exists(),
    ):
        with inside(other_shop), refused(CrossShop):
            use(built.all())


def test_a_subquery_built_in_one_shop_does_not_run_in_another(theirs: Any, other_shop: Shop, inside: Inside) -> None:
    ids = Author.objects.values("pk")
    with inside(other_shop), refused(CrossShop):
        list(Book.objects.filter(author__in=ids))


def test_a_pod_that_the_shop_does_not_live_in_is_refused(theirs: Any) -> None:
    for use in (
        lambda: list(Book.objects.using("pod_2")),
        lambda: Book.objects.using("pod_2").update(pages=1),
        lambda: Book(title="x").save(using="pod_2"),
        lambda: Book.objects.using("default").count(),
    ):
        with refused(CrossShop):
            use()


def test_without_a_shop_nothing_is_reached(theirs: Any) -> None:
    with shop_selected(None):
        for use in (
            lambda: list(Book.objects.all()),
            lambda: Book.objects.create(title="x"),
            lambda: Book.objects.update(pages=1),
            lambda: Book.objects.all().delete(),
            theirs.refresh_from_db,
        ):
            with refused(NoShop):
                use()
        with refused(NoShop, UnscopedSQL):
            run(f"SELECT * FROM {BOOK_TABLE} WHERE shop_id = %s", [1])


def test_the_public_tenant_has_no_catalog(theirs: Any, public: Shop) -> None:
    with shop_selected(public), refused(NoShop):
        list(Book.objects.all())


def test_a_new_thread_has_no_shop(theirs: Any) -> None:
    seen: list[Any] = []

    def work() -> None:
        seen.append(find_current_shop())
        try:
            Book.objects.count()
        except NoShop as refusal:
            seen.append(type(refusal))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [None, NoShop]


def test_async_code_keeps_the_shop_it_was_started_in(theirs: Any, shop: Shop, other_shop: Shop) -> None:
    """Two coroutines interleave, each in its own shop."""

    async def visit(owner: Shop, turn: asyncio.Event, other: asyncio.Event) -> list[Any]:
        with shop_selected(owner):
            seen = [find_current_shop()]
            other.set()
            await turn.wait()
            seen.append(find_current_shop())
            seen.append(await sync_to_async(find_current_shop)())
            return seen

    async def both() -> Any:
        one, two = asyncio.Event(), asyncio.Event()
        return await asyncio.gather(visit(shop, one, two), visit(other_shop, two, one))

    first, second = asyncio.run(both())
    assert first == [shop] * 3
    assert second == [other_shop] * 3


def test_across_shops_reads_and_never_writes(theirs: Any, shop: Shop) -> None:
    with across_shops(reason="a test"):
        assert Book.objects.using("pod_1").filter(pk=theirs.pk).count() == 1
        for use in (
            lambda: Book.objects.using("pod_1").filter(pk=theirs.pk).update(title="taken"),
            lambda: Book.objects.using("pod_1").filter(pk=theirs.pk).delete(),
            lambda: Book.objects.create(title="x"),
            lambda: list(Book.objects.using("pod_1").select_for_update()),
            lambda: run(f"UPDATE {BOOK_TABLE} SET title = 'x'"),
        ):
            with refused(IsolationError):
                use()


def test_across_shops_needs_a_reason(shop: Shop) -> None:
    with pytest.raises(ValueError, match="reason"), across_shops(reason=""):
        pass


def test_a_shops_cache_is_its_own(shop: Shop, other_shop: Shop, far_shop: Shop, inside: Inside) -> None:
    cache.set("basket", "acme's")
    caches["pod_1"].set("direct", "acme's")
    for owner in (other_shop, far_shop, shop.placed_at(1, shop.epoch + 1)):
        with inside(owner):
            assert cache.get("basket") is None
            assert caches["pod_1"].get("direct") is None
    assert cache.get("basket") == "acme's"
    with shop_selected(None), refused(NoShop):
        cache.get("basket")


parts = st.lists(st.one_of(st.text(max_size=8), st.integers(0, 99).map(str)), min_size=1, max_size=4)


@given(one=parts, two=parts, shops=st.tuples(st.integers(1, 30), st.integers(1, 30)))
def test_two_lists_of_parts_never_give_one_key(one: list[str], two: list[str], shops: tuple[int, int]) -> None:
    keys = []
    for words, shop_id in zip((one, two), shops, strict=True):
        with shop_selected(Shop(pk=shop_id, schema_name="x", pod_id=1, epoch=1)):
            keys.append(cache_key(words[0], *words[1:]))
    assert (keys[0] == keys[1]) == ((one, shops[0]) == (two, shops[1]))


def test_replace_would_be_refused_by_the_keys_as_well(theirs: Any, shop: Shop) -> None:
    """With the guard lifted by hand: REPLACE of an own row with another shop's id leaves the other's row alone."""
    with connections["pod_1"].cursor() as cursor:
        raw = cursor.cursor.cursor if hasattr(cursor.cursor, "cursor") else cursor.cursor
        raw.execute(
            f"REPLACE INTO {BOOK_TABLE} (shop_id, id, title, pages) VALUES (%s, %s, 'own', 1)", (shop.pk, theirs.pk)
        )
    assert Book.objects.get(pk=theirs.pk).title == "own"


def test_database_errors_are_not_mistaken_for_refusals(theirs: Any) -> None:
    with refused(DatabaseError):
        run("SELECT * FROM no_such_table")
