"""django-tenants' own ways to select a tenant, on pods instead of schemas."""

import asyncio
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import connection, connections
from django_tenants.utils import (
    get_current_tenant,
    get_tenant_model,
    schema_context,
    schema_exists,
    schema_rename,
    tenant_context,
    tenant_migration,
)

from pods.db.current import NamedTenant, PublicByName, current_database, find_current_shop, shop_selected
from pods.db.errors import NoShop
from pods.directory.errors import DirectoryError
from pods.directory.models import Domain, Shop
from pods.isolation.keys import cache_key
from shop.staff.models import User
from tests.conftest import Inside
from tests.probe.shops.models import LIBRARY

Tag = LIBRARY.Tag

type Select = Callable[[Shop], Any]

WAYS: list[Select] = [tenant_context, lambda shop: schema_context(shop.handle), lambda shop: shop]


@pytest.fixture
def unselected(shop: Shop) -> Any:
    with shop_selected(None):
        yield shop


@pytest.mark.parametrize("select", WAYS, ids=["tenant_context", "schema_context", "with shop"])
def test_a_block_selects_its_shop_and_then_what_was_before(
    unselected: Shop, other_shop: Shop, far_shop: Shop, select: Select
) -> None:
    with select(unselected):
        assert find_current_shop() == unselected == connection.tenant == get_current_tenant()
        assert connections["pod_2"].schema_name == unselected.handle
        with select(far_shop):
            assert current_database() == "pod_2"
            with select(other_shop):
                assert find_current_shop() == other_shop
            assert find_current_shop() == far_shop
        assert find_current_shop() == unselected
    assert find_current_shop() is None
    assert get_current_tenant() is None


@pytest.mark.parametrize("select", WAYS, ids=["tenant_context", "schema_context", "with shop"])
def test_a_block_that_fails_leaves_nothing_selected(unselected: Shop, select: Select) -> None:
    with pytest.raises(ZeroDivisionError), select(unselected):
        raise ZeroDivisionError
    assert find_current_shop() is None
    with pytest.raises(NoShop):
        Tag.objects.count()


def test_a_function_runs_in_its_shop_in_every_thread(unselected: Shop, other_shop: Shop) -> None:
    """One decorated function, called from shops of their own at the same time."""
    together = Barrier(2, timeout=10)
    seen: dict[str, list[Any]] = {}

    @tenant_context(unselected)
    def work() -> Any:
        together.wait()
        found = find_current_shop()
        together.wait()
        return found

    def call(name: str, before: Shop | None) -> None:
        with shop_selected(before):
            seen[name] = [work(), find_current_shop()]

    threads = [Thread(target=call, args=("a", None)), Thread(target=call, args=("b", other_shop))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert seen == {"a": [unselected, None], "b": [unselected, other_shop]}


def test_a_shops_block_is_its_threads_own(unselected: Shop, other_shop: Shop, far_shop: Shop) -> None:
    """django-tenants keeps what was selected before on the class: two threads would swap theirs."""
    together = Barrier(2, timeout=10)
    seen: dict[str, Any] = {}

    def call(name: str, before: Shop) -> None:
        with shop_selected(before):
            with unselected:
                together.wait()
            together.wait()
            seen[name] = find_current_shop()

    threads = [Thread(target=call, args=("a", other_shop)), Thread(target=call, args=("b", far_shop))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert seen == {"a": other_shop, "b": far_shop}


def test_coroutines_that_interleave_leave_each_others_shops_alone(unselected: Shop, other_shop: Shop) -> None:
    async def visit(shop: Shop, turn: asyncio.Event, other: asyncio.Event) -> Any:
        with shop:
            other.set()
            await turn.wait()
            return find_current_shop()

    async def both() -> Any:
        one, two = asyncio.Event(), asyncio.Event()
        return await asyncio.gather(visit(unselected, one, two), visit(other_shop, two, one))

    assert asyncio.run(both()) == [unselected, other_shop]
    assert find_current_shop() is None


def test_activate_and_deactivate_select_a_shop_and_then_the_platform(unselected: Shop) -> None:
    unselected.activate()
    assert find_current_shop() == unselected
    Shop.deactivate()
    assert isinstance(find_current_shop(), PublicByName)
    assert connection.schema_name == "public"


def test_the_platform_is_selected_by_its_name_as_by_its_row(unselected: Shop, public: Shop) -> None:
    with shop_selected(public):
        operator = User.objects.create(email="op@podium.example", name="Op", role=_role())
        key = cache_key("thing")
    with schema_context("public"):
        assert User.objects.get(pk=operator.pk) == operator
        assert cache_key("thing") == key
        assert current_database() == "default"
        with pytest.raises(NoShop, match="lives in pods only"):
            Tag.objects.count()
    with unselected:
        assert not User.objects.filter(pk=operator.pk).exists()


def _role() -> Any:
    from shop.staff.models import Role

    return Role.objects.create(name="Everything")


def test_a_handle_is_read_without_case_and_an_unknown_one_is_refused(unselected: Shop) -> None:
    with schema_context(unselected.handle.upper()):
        assert find_current_shop() == unselected
    with pytest.raises(get_tenant_model().DoesNotExist, match="no shop with the handle 'nobody'"):
        schema_context("nobody").__enter__()
    assert find_current_shop() is None


def test_a_pods_name_selects_no_shop(unselected: Shop) -> None:
    """What a migration selects: it sees no shop's rows, and of the two homes it is not the platform."""
    with shop_selected(None):
        connection.set_schema("pod_1")
        assert connection.schema_name == "pod_1"
        assert not isinstance(find_current_shop(), PublicByName)
        for model in (Tag, User):
            with pytest.raises(NoShop, match="pod_1 is only a name here"):
                model.objects.count()


def test_a_migrations_function_runs_for_pods_or_for_the_directory(unselected: Shop) -> None:
    ran: list[tuple[str, str]] = []

    @tenant_migration
    def in_pods(apps: Any, editor: Any) -> None:
        ran.append(("pods", editor.connection.schema_name))

    @tenant_migration(tenant_schema=False, public_schema=True)
    def in_the_directory(apps: Any, editor: Any) -> None:
        ran.append(("directory", editor.connection.schema_name))

    class Editor:
        connection = connection

    for tenant in (NamedTenant("pod_1"), PublicByName()):
        with shop_selected(tenant):
            in_pods(None, Editor)
            in_the_directory(None, Editor)
    assert ran == [("pods", "pod_1"), ("directory", "public")]


def test_a_schema_exists_when_there_is_a_shop(unselected: Shop) -> None:
    assert schema_exists(unselected.handle)
    assert schema_exists(unselected.handle.upper(), case_sensitive=False)
    assert not schema_exists("nobody")


def test_a_schema_is_never_renamed_or_cloned(unselected: Shop) -> None:
    from django_tenants.clone import CloneSchema

    with pytest.raises(CommandError, match="for ever"):
        schema_rename(unselected, "fern")
    with pytest.raises(CommandError, match="cannot be cloned"):
        CloneSchema().clone_schema(unselected.handle, "fern")
    assert Shop.objects.get(pk=unselected.pk).handle == unselected.handle


def test_a_shop_is_neither_made_nor_deleted_as_a_bare_row(unselected: Shop, public: Shop, inside: Inside) -> None:
    count = Shop.objects.count()
    with pytest.raises(DirectoryError, match="delete_shop acme"):
        unselected.delete()
    with inside(unselected), pytest.raises(Exception, match="outside the public schema"):
        Shop(schema_name="fern", name="Fern").save()
    assert Shop.objects.count() == count


def test_the_first_domain_is_primary_and_a_new_primary_one_takes_over(unselected: Shop) -> None:
    first = unselected.get_primary_domain()
    assert first.domain == unselected.first_host
    Domain.objects.create(tenant=unselected, domain="acme.example", is_primary=True, verified=True)
    assert unselected.get_primary_domain().domain == "acme.example"
    assert Domain.objects.filter(tenant=unselected, is_primary=True).count() == 1


def test_test_cases_that_make_schemas_cannot_be_derived_from() -> None:
    from django_tenants.test.cases import FastTenantTestCase, TenantTestCase

    for case in (TenantTestCase, FastTenantTestCase):
        with pytest.raises(ImproperlyConfigured, match="make_shop"):
            type("Case", (case,), {})
