"""Migrations of shop-owned tables: whatever an operation does, every key begins with the shop."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, models
from django.db.migrations import operations as op
from django.db.migrations.operations.base import Operation
from django.db.models import Q

from pods.db.current import shop_selected
from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
from tests.conftest import MakeShop
from tests.pods.db.workbench import Bench, bench_in, connection_as
from tests.probe.shops.models import LIBRARY

CRATE, ITEM = "BenchCrate", "BenchItem"
TO_CRATE = "REFERENCES `probe_shops_benchcrate` (`shop_id`, `id`)"
ALWAYS = {"PRIMARY KEY (`shop_id`,`id`)", "KEY (`id`) IGNORED"}


def to_crate(*, once: bool = False, name: str = "+", **options: Any) -> Any:
    kind = ShopOneToOneField if once else ShopForeignKey
    return kind("probe_shops.BenchCrate", models.CASCADE, related_name=name, **options)


@pytest.fixture
def bench(committed: None) -> Iterator[Bench]:
    with bench_in("pod_1") as made:
        made.make(CRATE, ("word", models.CharField(max_length=20)), ("size", models.IntegerField(null=True)))
        yield made


def items(bench: Bench, *fields: tuple[str, Any], **options: Any) -> None:
    bench.make(ITEM, *fields, **options)


def extra(bench: Bench, name: str) -> set[str]:
    """Return the keys that a table has besides those of every shop-owned table."""
    keys = bench.keys(name)
    assert keys >= ALWAYS
    assert not [key for key in keys - ALWAYS if "(`shop_id`" not in key and not key.startswith("CHECK")]
    return keys - ALWAYS


def test_a_table_is_clustered_by_shop_and_counts_ids_by_an_ignored_key(bench: Bench) -> None:
    assert bench.table("benchcrate") == [
        "`shop_id` bigint(20) NOT NULL",
        "`id` bigint(20) NOT NULL AUTO_INCREMENT",
        "`word` varchar(20) NOT NULL",
        "`size` int(11) DEFAULT NULL",
        "PRIMARY KEY (`shop_id`,`id`)",
        "KEY `ignored_id` (`id`) IGNORED",
    ]


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        (models.CharField(max_length=9, unique=True), {"UNIQUE KEY (`shop_id`,`f`)"}),
        (models.SlugField(), {"KEY (`shop_id`,`f`)"}),
        (models.IntegerField(db_index=True), {"KEY (`shop_id`,`f`)"}),
        (to_crate(), {"KEY (`shop_id`,`f_id`)", f"FOREIGN KEY (`shop_id`, `f_id`) {TO_CRATE}"}),
        (to_crate(null=True), {"KEY (`shop_id`,`f_id`)", f"FOREIGN KEY (`shop_id`, `f_id`) {TO_CRATE}"}),
        (to_crate(once=True), {"UNIQUE KEY (`shop_id`,`f_id`)", f"FOREIGN KEY (`shop_id`, `f_id`) {TO_CRATE}"}),
        (to_crate(db_constraint=False), {"KEY (`shop_id`,`f_id`)"}),
    ],
    ids=["unique", "slug", "indexed", "foreign key", "optional foreign key", "one to one", "without constraint"],
)
def test_a_field_brings_the_same_keys_with_its_table_and_later_and_takes_them_away(
    bench: Bench, field: Any, keys: set[str]
) -> None:
    items(bench, ("f", field), ("note", models.TextField()))
    assert extra(bench, "benchitem") == keys

    bench.apply(op.RemoveField(ITEM, "f"))
    assert extra(bench, "benchitem") == set()

    bench.apply(op.AddField(ITEM, "f", field))
    assert extra(bench, "benchitem") == keys


def test_a_foreign_key_to_itself_and_a_many_to_many_table_carry_the_shop(bench: Bench) -> None:
    items(bench, ("parent", ShopForeignKey("self", models.SET_NULL, null=True)))
    own = "FOREIGN KEY (`shop_id`, `parent_id`) REFERENCES `probe_shops_benchitem` (`shop_id`, `id`)"
    assert extra(bench, "benchitem") == {"KEY (`shop_id`,`parent_id`)", own}

    bench.make(
        "BenchPair",
        ("crate", to_crate()),
        ("item", ShopForeignKey("probe_shops.BenchItem", models.CASCADE)),
        constraints=[models.UniqueConstraint(fields=["shop_id", "crate", "item"], name="bench_pair_once")],
    )
    bench.apply(
        op.AddField(CRATE, "items", models.ManyToManyField("probe_shops.BenchItem", through="probe_shops.BenchPair"))
    )
    assert extra(bench, "benchpair") == {
        "UNIQUE KEY (`shop_id`,`crate_id`,`item_id`)",
        f"FOREIGN KEY (`shop_id`, `crate_id`) {TO_CRATE}",
        "KEY (`shop_id`,`item_id`)",
        "FOREIGN KEY (`shop_id`, `item_id`) REFERENCES `probe_shops_benchitem` (`shop_id`, `id`)",
    }


def test_unique_comes_and_goes(bench: Bench) -> None:
    bench.apply(op.AlterField(CRATE, "word", models.CharField(max_length=20, unique=True)))
    assert extra(bench, "benchcrate") == {"UNIQUE KEY (`shop_id`,`word`)"}
    bench.apply(op.AlterField(CRATE, "word", models.CharField(max_length=40, unique=True)))
    assert extra(bench, "benchcrate") == {"UNIQUE KEY (`shop_id`,`word`)"}
    bench.apply(op.AlterField(CRATE, "word", models.CharField(max_length=40, db_index=True)))
    assert extra(bench, "benchcrate") == {"KEY (`shop_id`,`word`)"}
    bench.apply(op.AlterField(CRATE, "word", models.CharField(max_length=40)))
    assert extra(bench, "benchcrate") == set()


def test_a_constraint_of_the_same_columns_outlives_the_fields_own(bench: Bench) -> None:
    bench.apply(
        op.AddConstraint(CRATE, models.UniqueConstraint(fields=["shop_id", "word"], name="bench_word")),
        op.AlterField(CRATE, "word", models.CharField(max_length=20, unique=True)),
        op.AlterField(CRATE, "word", models.CharField(max_length=20)),
    )
    assert "UNIQUE KEY `bench_word` (`shop_id`,`word`)" in bench.table("benchcrate")


def test_one_to_one_becomes_many_to_one_and_back(bench: Bench) -> None:
    items(bench, ("f", to_crate(once=True)))
    bench.apply(op.AlterField(ITEM, "f", to_crate()))
    assert extra(bench, "benchitem") == {"KEY (`shop_id`,`f_id`)", f"FOREIGN KEY (`shop_id`, `f_id`) {TO_CRATE}"}
    bench.apply(op.AlterField(ITEM, "f", to_crate(once=True)))
    assert extra(bench, "benchitem") == {"UNIQUE KEY (`shop_id`,`f_id`)", f"FOREIGN KEY (`shop_id`, `f_id`) {TO_CRATE}"}


def test_a_foreign_key_becomes_a_must_and_loses_and_finds_its_constraint(bench: Bench) -> None:
    items(bench, ("f", to_crate(null=True)))
    bench.apply(op.AlterField(ITEM, "f", to_crate()))
    assert bench.column("benchitem", "f_id") == "`f_id` bigint(20) NOT NULL"
    bench.apply(op.AlterField(ITEM, "f", to_crate(db_constraint=False)))
    assert extra(bench, "benchitem") == {"KEY (`shop_id`,`f_id`)"}
    bench.apply(op.AlterField(ITEM, "f", to_crate()))
    assert extra(bench, "benchitem") == {"KEY (`shop_id`,`f_id`)", f"FOREIGN KEY (`shop_id`, `f_id`) {TO_CRATE}"}


@pytest.mark.parametrize(
    ("field", "column"),
    [
        (models.BigIntegerField(null=True), "`size` bigint(20) DEFAULT NULL"),
        (models.IntegerField(), "`size` int(11) NOT NULL"),
        (models.IntegerField(default=3), "`size` int(11) NOT NULL"),
        (models.IntegerField(db_default=3), "`size` int(11) NOT NULL DEFAULT 3"),
        (models.CharField(max_length=5, default=""), "`size` varchar(5) NOT NULL"),
        (models.TextField(default=""), "`size` longtext NOT NULL"),
    ],
)
def test_a_column_changes_type_null_and_default(bench: Bench, field: Any, column: str) -> None:
    bench.apply(op.AlterField(CRATE, "size", field))
    assert bench.column("benchcrate", "size") == column
    bench.apply(op.AlterField(CRATE, "size", models.IntegerField(null=True)))
    assert bench.column("benchcrate", "size") == "`size` int(11) DEFAULT NULL"
    assert extra(bench, "benchcrate") == set()


def test_names_change_and_keys_stay(bench: Bench) -> None:
    items(bench, ("f", to_crate()), ("code", models.CharField(max_length=9, unique=True)))
    bench.apply(op.RenameField(ITEM, "f", "crate"), op.RenameField(ITEM, "code", "mark"))
    assert extra(bench, "benchitem") == {
        "UNIQUE KEY (`shop_id`,`mark`)",
        "KEY (`shop_id`,`crate_id`)",
        f"FOREIGN KEY (`shop_id`, `crate_id`) {TO_CRATE}",
    }
    bench.apply(op.RenameModel(CRATE, "BenchBin"), op.RenameModel(ITEM, "BenchThing"))
    assert extra(bench, "benchthing") == {
        "UNIQUE KEY (`shop_id`,`mark`)",
        "KEY (`shop_id`,`crate_id`)",
        "FOREIGN KEY (`shop_id`, `crate_id`) REFERENCES `probe_shops_benchbin` (`shop_id`, `id`)",
    }
    bench.apply(op.RemoveField("BenchThing", "mark"), op.RemoveField("BenchThing", "crate"))
    assert extra(bench, "benchthing") == set()
    bench.apply(op.AlterModelTable("BenchThing", "probe_shops_bench_moved"))
    assert bench.keys("bench_moved") == ALWAYS
    bench.apply(op.DeleteModel("BenchThing"))
    assert bench.rows("SHOW TABLES LIKE 'probe\\_shops\\_bench\\_moved'") == []


COVERING: list[tuple[Operation, Operation]] = [
    (
        op.AddConstraint(ITEM, models.UniqueConstraint(fields=["shop_id", "f", "n"], name="bench_key")),
        op.RemoveConstraint(ITEM, "bench_key"),
    ),
    (
        op.AddIndex(ITEM, models.Index(fields=["shop_id", "f", "-n"], name="bench_key")),
        op.RemoveIndex(ITEM, "bench_key"),
    ),
]


@pytest.mark.parametrize(("add", "remove"), COVERING, ids=["unique", "index"])
def test_a_key_that_serves_a_foreign_key_can_go(bench: Bench, add: Operation, remove: Operation) -> None:
    """MariaDB drops a foreign key's own index when another one serves it, and then will not let that one go."""
    items(bench, ("f", to_crate()), ("n", models.IntegerField()))
    bench.apply(add)
    assert len(extra(bench, "benchitem")) == 2

    bench.apply(remove)

    assert extra(bench, "benchitem") == {"KEY (`shop_id`,`f_id`)", f"FOREIGN KEY (`shop_id`, `f_id`) {TO_CRATE}"}


def test_indexes_and_checks_come_change_their_name_and_go(bench: Bench) -> None:
    bench.apply(
        op.AddIndex(CRATE, models.Index(fields=["shop_id", "-size", "word"], name="bench_by_size")),
        op.RenameIndex(CRATE, "bench_sizes", old_name="bench_by_size"),
        op.AddConstraint(CRATE, models.CheckConstraint(condition=Q(size__gte=0), name="bench_size")),
    )
    assert "KEY `bench_sizes` (`shop_id`,`size` DESC,`word`)" in bench.table("benchcrate")
    assert "CONSTRAINT `bench_size` CHECK (`size` >= 0)" in bench.table("benchcrate")
    bench.apply(op.RemoveIndex(CRATE, "bench_sizes"), op.RemoveConstraint(CRATE, "bench_size"))
    assert extra(bench, "benchcrate") == set()


def test_columns_are_added_to_a_table_with_rows(bench: Bench) -> None:
    with bench.connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe_shops_benchcrate (shop_id, word) VALUES (1, 'a'), (2, 'b')")
    sent = bench.apply(
        op.AddField(CRATE, "colour", models.CharField(max_length=9, default="red")),
        op.AddField(CRATE, "note", models.TextField(default="")),
        op.AddField(CRATE, "facts", models.JSONField(default=dict)),
        op.AddField(CRATE, "mark", models.CharField(max_length=9, unique=True, null=True)),
    )
    assert bench.rows("SELECT colour, note, facts, mark FROM probe_shops_benchcrate") == [("red", "", "{}", None)] * 2
    assert not [text for text in sent if text.startswith("UPDATE")], "an UPDATE of every shop's rows at once"


def test_an_optional_column_becomes_a_must_whatever_shops_have_rows_without_it(make_shop: MakeShop) -> None:
    """On a table that the guard knows: the UPDATE that Django sends first is of no one shop."""
    author = LIBRARY.Author
    optional, must = author._meta.get_field("born"), models.IntegerField(default=1900)
    must.set_attributes_from_name("born")
    must.model = author
    shops = [make_shop(), make_shop()]
    for each in shops:
        with shop_selected(each):
            author.objects.create(name="nobody knows")
    migrator = connection_as("migrator")
    try:
        with migrator.schema_editor() as editor:
            editor.alter_field(author, optional, must)
        for each in shops:
            with shop_selected(each):
                assert list(author.objects.values_list("born", flat=True)) == [1900]
    finally:
        with migrator.schema_editor() as editor:
            editor.alter_field(author, must, optional)
        migrator.close()
        connections["pod_1"].close()


def test_the_application_may_not_change_a_schema(committed: None) -> None:
    from django.db.utils import OperationalError

    with pytest.raises(OperationalError, match="denied"), connections["pod_1"].schema_editor() as editor:
        editor.execute("CREATE TABLE probe_shops_bench (id bigint PRIMARY KEY)")
