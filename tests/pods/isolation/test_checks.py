"""Each system check finds what it is for, and nothing in the models there are."""

from typing import Any, Self

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.checks import run_checks
from django.db import connections, models
from django.db.backends.mysql import base as mysql
from django.test.utils import isolate_apps

from pods.db.fields import ShopKey
from pods.directory.models import Pod, Shop
from pods.isolation.checks import check_databases, problems_of
from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopManager, ShopOwned
from tests.probe.shops.models import LIBRARY

LABEL = "tests.probe.shops"


def ids(model: Any) -> list[str]:
    return [problem.id.removeprefix("isolation.") for problem in problems_of(model)]  # type: ignore[union-attr]


def test_the_projects_models_have_no_problem(db: None) -> None:
    assert [problem for problem in run_checks() if problem.id and problem.id.startswith("isolation")] == []


class _Label:
    app_label = "probe_shops"


@isolate_apps(LABEL)
def test_a_unique_key_over_all_shops_is_found() -> None:
    class Bad(ShopOwned):
        word = models.CharField(max_length=9)

        class Meta(_Label):
            constraints = [models.UniqueConstraint(fields=["word"], name="word_once")]

    class AlsoBad(ShopOwned):
        word = models.CharField(max_length=9)

        class Meta(_Label):
            unique_together = [("word", "shop_id")]

    assert ids(Bad) == ids(AlsoBad) == ["E001"]


@isolate_apps(LABEL)
def test_a_float_is_found() -> None:
    class Bad(ShopOwned):
        size = models.FloatField()

        class Meta(_Label):
            pass

    assert ids(Bad) == ["E002"]


@isolate_apps(LABEL)
def test_relations_that_leave_the_shop_are_found() -> None:
    class Bad(ShopOwned):
        plain = models.ForeignKey(LIBRARY.Book, on_delete=models.CASCADE, related_name="+")
        pod = ShopForeignKey(Pod, on_delete=models.CASCADE, related_name="+")
        kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")

        class Meta(_Label):
            pass

    assert ids(Bad) == ["E003", "E003", "E008"]


@isolate_apps(LABEL)
def test_a_many_to_many_table_of_djangos_own_is_found() -> None:
    class Bad(ShopOwned):
        tags = models.ManyToManyField(LIBRARY.Tag, related_name="+")

        class Meta(_Label):
            pass

    assert ids(Bad) == ["E004"]


@isolate_apps(LABEL)
def test_columns_in_another_order_are_found() -> None:
    class Bad(models.Model):
        name = models.CharField(max_length=9)
        shop_id = ShopKey()
        objects = ShopManager()

        class Meta(_Label):
            pass

    assert ids(Bad) == ["E005"]


@isolate_apps(LABEL)
def test_a_manager_that_stamps_nothing_is_found() -> None:
    class Bad(ShopOwned):
        objects = models.Manager()  # type: ignore[assignment,misc]

        class Meta(_Label):
            pass

    assert ids(Bad) == ["E006"]


@isolate_apps(LABEL)
def test_an_action_of_the_database_is_found() -> None:
    class Bad(ShopOwned):
        book = ShopForeignKey(LIBRARY.Book, on_delete=models.DB_CASCADE, related_name="+")

        class Meta(_Label):
            pass

    assert ids(Bad) == ["E007"]


@isolate_apps("pods.directory")
def test_a_home_outside_the_pods_is_found() -> None:
    class Bad(ShopOwned):
        class Meta:
            app_label = "directory"

    assert ids(Bad) == ["E009"]


def test_the_pods_have_no_triggers(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_databases(["default", "pod_1", "pod_2"]) == []
    monkeypatch.setitem(connections["pod_1"].settings_dict, "ENGINE", "django.db.backends.mysql")
    assert [problem.id for problem in check_databases(["pod_1"])] == ["isolation.E011"]


class MySQL:
    """A driver's connection to a MySQL server."""

    def query(self, sql: str) -> None:
        pass

    def cursor(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def execute(self, sql: str) -> None:
        pass

    def fetchone(self) -> tuple[Any, ...]:
        return ("8.4.3", "READ-COMMITTED", 1024, 1, "STRICT_TRANS_TABLES")

    def close(self) -> None:
        pass


def test_mysql_is_refused_by_its_name(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    connections["pod_1"].close()
    monkeypatch.setattr(mysql.DatabaseWrapper, "get_new_connection", lambda self, params: MySQL())
    (problem,) = check_databases(["pod_1"])
    assert problem.id == "isolation.E011"
    assert "this server is MySQL 8.4.3" in problem.msg


def test_a_server_that_is_another_pods_is_found(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    connections["pod_2"].close()
    monkeypatch.setitem(connections["pod_2"].settings_dict, "POD", 9)
    (problem,) = check_databases(["pod_2"])
    assert problem.id == "isolation.E011"
    assert "pod_2 must hand out ids 9" in problem.msg
