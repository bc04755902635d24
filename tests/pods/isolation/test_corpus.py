"""The same statements for two shops in one database, and for each shop in a database of its own: equal answers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from tests.conftest import Inside
from tests.examples import examples
from tests.probe import corpus
from tests.probe.data import dump, fill
from tests.probe.databases import plain_database
from tests.probe.plain.models import LIBRARY as PLAIN
from tests.probe.shops.models import LIBRARY as OWNED

type Run = Callable[[corpus.Statement], tuple[Any, Any]]


@pytest.fixture
def shops(shop: Shop, other_shop: Shop, inside: Inside) -> dict[str, tuple[Shop, str]]:
    """Two shops in pod_1 and their twins in plain databases, filled."""
    pairs = {"a": (shop, "plain_a"), "b": (other_shop, "plain_b")}
    for name, (owner, alias) in pairs.items():
        with inside(owner):
            fill(OWNED, name)
        with plain_database(alias):
            fill(PLAIN, name)
    return pairs


def both(shops: Any, inside: Inside, statement: corpus.Statement) -> Iterator[tuple[Any, Any]]:
    """Yield the statement's result for each shop: among other shops' rows, and alone."""
    for owner, alias in shops.values():
        with inside(owner):
            shared = statement(OWNED)
        with plain_database(alias):
            alone = statement(PLAIN)
        yield shared, alone


@pytest.mark.parametrize("name", corpus.READS)
def test_a_read_sees_what_it_would_see_alone(shops: Any, inside: Inside, name: str) -> None:
    for shared, alone in both(shops, inside, corpus.READS[name]):
        assert shared == alone


@pytest.mark.parametrize("name", corpus.WRITES)
def test_a_write_does_what_it_would_do_alone(shops: Any, inside: Inside, name: str) -> None:
    for shared, alone in both(shops, inside, corpus.WRITES[name]):
        assert shared == alone
    for shared, alone in both(shops, inside, dump):
        assert shared == alone


def test_the_corpus_is_large_enough() -> None:
    assert len(corpus.READS) + len(corpus.WRITES) >= 60


def test_the_libraries_differ(shops: Any, inside: Inside) -> None:
    """A leak could not be seen if both shops had the same rows."""
    (a, _), (b, _) = both(shops, inside, corpus.READS["all"])
    assert not set(a) & set(b)


LOOKUPS = [
    "pages__gt", "pages__lte", "author", "author__born__gt", "author__mentor", "author__mentor__born__lt",
    "author__passport__id", "tags", "tags__labels__weight__gt", "labels__weight__lte", "author__pupils__id__gt",
    "author__books__pages__gt", "labels__tag__books__author",
]  # fmt: skip
NULLS = ["author__isnull", "tags__isnull", "author__mentor__isnull", "author__passport__isnull", "labels__isnull"]

terms = st.one_of(
    st.tuples(st.sampled_from(LOOKUPS), st.integers(0, 80)).map(lambda pair: Q(**{pair[0]: pair[1]})),
    st.tuples(st.sampled_from(NULLS), st.booleans()).map(lambda pair: Q(**{pair[0]: pair[1]})),
)
conditions = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1]),
        inner.map(lambda term: ~term),
    ),
    max_leaves=5,
)
FEW = settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FEW
@given(condition=conditions, then=conditions)
def test_any_filter_sees_what_it_would_see_alone(shops: Any, inside: Inside, condition: Q, then: Q) -> None:
    def run(m: Any) -> Any:
        found = m.Book.objects.filter(condition).exclude(then)
        return sorted(found.values_list("id", flat=True)), m.Book.objects.filter(condition | then).distinct().count()

    for shared, alone in both(shops, inside, run):
        assert shared == alone


@FEW
@given(condition=conditions, change=st.sampled_from(["update", "delete"]))
def test_any_filtered_write_does_what_it_would_do_alone(shops: Any, inside: Inside, condition: Q, change: str) -> None:
    def run(m: Any) -> Any:
        database = m.Book.objects.db
        try:
            with transaction.atomic(using=database):
                chosen = m.Book.objects.filter(condition)
                count = chosen.update(pages=1) if change == "update" else chosen.delete()[0]
                raise Undo((count, dump(m)))  # noqa: TRY301 - it takes the result out of the transaction
        except Undo as undo:
            return undo.args[0]
        except DatabaseError as error:
            return type(error)

    for shared, alone in both(shops, inside, run):
        assert shared == alone


class Undo(Exception):
    """Carries a result out of a transaction that is to be rolled back."""
