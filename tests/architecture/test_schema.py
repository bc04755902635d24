"""What the pods' databases really hold: the keys that isolation and moves rely on, read back from the server."""

import pytest
from django.db import connections

from pods.db.statements import shop_tables
from pods.directory.models import Shop

NEVER = {"float", "double"}


def _rows(alias: str, sql: str) -> list[tuple[object, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _keys(alias: str) -> dict[tuple[str, str], tuple[bool, bool, list[str]]]:
    """Return (table, key) → (is unique, is ignored, columns) of all shop-owned tables."""
    found: dict[tuple[str, str], tuple[bool, bool, list[str]]] = {}
    for table, key, non_unique, ignored, column in _rows(
        alias,
        "SELECT table_name, index_name, non_unique, ignored, column_name FROM information_schema.statistics "
        "WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index",
    ):
        if str(table).lower() in shop_tables():
            found.setdefault((str(table), str(key)), (not non_unique, ignored == "YES", []))[2].append(str(column))
    return found


def _here(alias: str) -> set[str]:
    return {table for table, _key in _keys(alias)}


@pytest.mark.parametrize("alias", ["pod_1", "pod_2"])
def test_the_primary_key_is_shop_and_id(shop: Shop, alias: str) -> None:
    keys = _keys(alias)
    assert _here(alias)
    wrong = [table for table in _here(alias) if keys[table, "PRIMARY"] != (True, False, ["shop_id", "id"])]
    assert not wrong


@pytest.mark.parametrize("alias", ["pod_1", "pod_2"])
def test_every_unique_key_begins_with_the_shop(shop: Shop, alias: str) -> None:
    wrong = [where for where, (unique, _, columns) in _keys(alias).items() if unique and columns[0] != "shop_id"]
    assert not wrong


@pytest.mark.parametrize("alias", ["pod_1", "pod_2"])
def test_the_key_that_counts_ids_is_ignored_by_the_optimizer(shop: Shop, alias: str) -> None:
    """Were it visible, UPDATE would choose it where SELECT … FOR UPDATE chooses PRIMARY, and the two deadlock."""
    ignored = {table: columns for (table, _), (_, hidden, columns) in _keys(alias).items() if hidden}
    assert ignored == {table: ["id"] for table in _here(alias)}


@pytest.mark.parametrize("alias", ["pod_1", "pod_2"])
def test_every_other_key_begins_with_the_shop_too(shop: Shop, alias: str) -> None:
    wrong = [where for where, (_, ignored, columns) in _keys(alias).items() if not ignored and columns[0] != "shop_id"]
    assert not wrong


@pytest.mark.parametrize("alias", ["pod_1", "pod_2"])
def test_foreign_keys_between_shop_owned_tables_carry_the_shop_and_do_nothing_by_themselves(
    shop: Shop, alias: str
) -> None:
    columns: dict[tuple[str, str], list[str]] = {}
    for table, name, column in _rows(
        alias,
        "SELECT table_name, constraint_name, column_name FROM information_schema.key_column_usage "
        "WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL "
        "ORDER BY table_name, constraint_name, ordinal_position",
    ):
        if str(table).lower() in shop_tables():
            columns.setdefault((str(table), str(name)), []).append(str(column))
    assert columns
    assert not [where for where, named in columns.items() if named[0] != "shop_id" or len(named) != 2]
    actions = _rows(
        alias,
        "SELECT DISTINCT update_rule, delete_rule FROM information_schema.referential_constraints "
        "WHERE constraint_schema = DATABASE()",
    )
    assert set(actions) <= {("RESTRICT", "RESTRICT"), ("NO ACTION", "NO ACTION")}


@pytest.mark.parametrize("alias", ["pod_1", "pod_2"])
def test_no_column_reads_back_other_digits_than_were_written(shop: Shop, alias: str) -> None:
    columns = _rows(
        alias,
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = DATABASE()",
    )
    assert not [each for each in columns if str(each[0]).lower() in shop_tables() and each[2] in NEVER]


@pytest.mark.parametrize("alias", ["pod_1", "pod_2"])
def test_no_trigger_stands_in_a_pod(shop: Shop, alias: str) -> None:
    assert _rows(alias, "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()") == []


def test_both_pods_have_the_same_tables(shop: Shop) -> None:
    columns = (
        "SELECT table_name, ordinal_position, column_name, column_type, is_nullable, collation_name "
        "FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position"
    )
    assert _rows("pod_1", columns) == _rows("pod_2", columns)
