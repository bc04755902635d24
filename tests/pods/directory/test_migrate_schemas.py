"""migrate_schemas: one pass per database, however many shops there are."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django_tenants.signals import schema_migrated

from pods.db.current import PublicByName, find_current_shop, shop_selected
from pods.directory.models import Shop, ShopState
from tests.conftest import MakeShop
from tests.fleet import Fleet

EVERYTHING = ["public", "pod_1", "pod_2"]
SHOPS = 300


@pytest.fixture
def passes(committed: None, fleet: Fleet) -> Iterator[list[str]]:
    """The databases that were migrated, in order."""
    seen: list[str] = []

    def note(schema_name: str, **facts: Any) -> None:
        seen.append(schema_name)

    schema_migrated.connect(note)
    yield seen
    schema_migrated.disconnect(note)


def migrate(*arguments: str) -> None:
    call_command("migrate_schemas", *arguments, verbosity=0)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], EVERYTHING),
        (["--shared"], ["public"]),
        (["--tenant"], ["pod_1", "pod_2"]),
        (["--shared", "--tenant"], EVERYTHING),
        (["--schema", "acme"], ["pod_1"]),
        (["--schema", "CEDAR", "--tenant"], ["pod_2"]),
        (["--schema", "public"], ["public"]),
        (["--database", "pod_2"], ["pod_2"]),
        (["--database", "default"], ["public"]),
        (["--plan"], EVERYTHING),
        (["--check"], EVERYTHING),
        (["orders"], EVERYTHING),
        (["--executor", "multiprocessing"], EVERYTHING),
    ],
    ids=" ".join,
)
def test_each_database_takes_one_pass(passes: list[str], arguments: list[str], expected: list[str]) -> None:
    migrate(*arguments)
    assert passes == expected


def test_many_shops_take_no_more_passes_and_are_not_even_read(passes: list[str]) -> None:
    shops = [
        Shop(schema_name=f"m-{number}", name="m", pod_id=1 + number % 2, state=ShopState.OPENING)
        for number in range(SHOPS)
    ]
    Shop.objects.bulk_create(shops)
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    try:
        with connections["default"].execute_wrapper(note):
            migrate()
    finally:
        Shop.objects.filter(schema_name__startswith="m-").delete()
    assert passes == EVERYTHING
    assert asked
    assert not [sql for sql in asked if "directory_shop" in sql]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--schema", "nobody"], "no shop with the handle 'nobody'"),
        (["--schema", "acme", "--shared"], "each choose by themselves"),
        (["--database", "pod_7"], "no database 'pod_7'"),
        (["--database", "pod_1", "--schema", "acme"], "each choose by themselves"),
        (["--database", "pod_1", "--shared"], "each choose by themselves"),
        (["no_such_app"], "no_such_app"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_migrated_is_refused_with_a_sentence(
    passes: list[str], arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        migrate(*arguments)
    assert passes == []


def test_the_selected_shop_stays_selected(passes: list[str], make_shop: MakeShop) -> None:
    shop = make_shop()
    for before in (None, shop, PublicByName()):
        with shop_selected(before):
            migrate()
            assert find_current_shop() is before


@pytest.fixture
def behind(committed: None, fleet: Fleet) -> Iterator[str]:
    """pod_1 does not know that it has the tables of residencies."""
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("SELECT applied FROM django_migrations WHERE app = 'isolation' AND name = '0001_initial'")
        (applied,) = cursor.fetchone()
        cursor.execute("DELETE FROM django_migrations WHERE app = 'isolation' AND name = '0001_initial'")
    yield "isolation.0001_initial"
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'isolation' AND name = '0001_initial'")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('isolation', '0001_initial', %s)", [applied]
        )


def test_check_tells_of_every_database_and_fails_at_the_end(behind: str, passes: list[str]) -> None:
    with pytest.raises(CommandError, match=r"^Behind the code: pod_1$"):
        migrate("--check")
    assert passes == ["public", "pod_2"]  # django-tenants tells of a pass that ended well
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_migrations WHERE app = 'isolation'")
        assert cursor.fetchone() == (0,)


def test_a_plan_shows_what_each_database_lacks_and_changes_nothing(
    behind: str, passes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("migrate_schemas", "--plan")
    said = capsys.readouterr().out
    assert "[pod:pod_1]     Create model Residency" in said
    assert "[pod:pod_2]   No planned migration operations." in said
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_migrations WHERE app = 'isolation'")
        assert cursor.fetchone() == (0,)


def test_the_applications_user_is_told_who_may(behind: str, passes: list[str]) -> None:
    with pytest.raises(CommandError, match="PODIUM_DATABASE_USER=migrator"):
        migrate()
    assert passes == ["public"]


@pytest.fixture
def pod_1_down(committed: None, fleet: Fleet) -> Iterator[None]:
    """pod_1's address leads to a port where nobody listens."""
    settings = connections["pod_1"].settings_dict
    port = settings["PORT"]
    connections["pod_1"].close()
    settings["PORT"] = "1"
    yield
    connections["pod_1"].close()
    settings["PORT"] = port


def test_a_pod_that_does_not_answer_is_left_out_and_named_at_the_end(pod_1_down: None, passes: list[str]) -> None:
    with pytest.raises(CommandError, match=r"^Not migrated: pod_1: Can't connect to server"):
        migrate()
    assert passes == ["public", "pod_2"]


def test_a_server_that_is_not_the_pods_is_left_out_and_named(committed: None, fleet: Fleet, passes: list[str]) -> None:
    settings = connections["pod_2"].settings_dict
    right = settings["POD"]
    connections["pod_2"].close()
    settings["POD"] = 9
    try:
        with pytest.raises(CommandError, match=r"^Not migrated: pod_2: pod_2 must hand out ids 9, 1033"):
            migrate()
    finally:
        settings["POD"] = right
        connections["pod_2"].close()
    assert passes == ["public", "pod_1"]


def test_migrate_alone_is_djangos_and_the_directorys(passes: list[str]) -> None:
    call_command("migrate", verbosity=0)
    assert passes == []
