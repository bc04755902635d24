"""Tries to get past the guard: every statement here reaches, or might reach, another shop's rows."""

from typing import Any

import pytest

from pods.db.errors import CrossShop, IsolationError, NoShop, UnscopedSQL
from tests.pods.db.guarded import OTHER, SHOP, Guarded, shops

ORDERS = "SELECT id FROM orders_order"
MINE = "SELECT id FROM orders_order WHERE shop_id = %s"

UNBOUND_TERMS = [
    "1 = 1",
    "id = %s",
    "shop_id = %s OR 1=1",
    "shop_id = %s || 1",
    "1 OR shop_id = %s AND 1",
    "NOT shop_id = %s",
    "NOT (shop_id = %s AND id = 1)",
    "! shop_id = %s",
    "1 XOR 0 AND shop_id = %s",
    "(shop_id = %s) XOR (id = 1)",
    "(shop_id = %s AND id = 1) OR (id = 2)",
    "CASE WHEN shop_id = %s THEN 1 ELSE 1 END",
    "IF(shop_id = %s, 1, 1)",
    "COALESCE(NULL, shop_id = %s, 1)",
    "(shop_id = %s) IS NOT NULL",
    "shop_id = %s IS NOT NULL",
    "shop_id = %s IS NOT TRUE",
    "shop_id = %s IN (0, 1)",
    "shop_id = %s = 0",
    "shop_id = %s > -1",
    "shop_id = %s <=> 0",
    "shop_id = %s LIKE '%%'",
    "shop_id = %s BETWEEN 0 AND 1",
    "id BETWEEN 0 AND shop_id = %s",
    "id BETWEEN -1 AND id AND 1 OR shop_id = %s",
    "shop_id = %s | 1",
    "shop_id = %s + 1",
    "shop_id = -%s",
    "shop_id = ~%s",
    "shop_id = %s DIV 1",
    "shop_id = '7'",
    "shop_id = 7.0",
    "shop_id = 0x7",
    "shop_id = ٧",
    "shop_id = (%s)",
    "shop_id = shop_id",
    "shop_id = orders_order.shop_id",
    "shop_id = (SELECT %s)",
    "shop_id = @shop",
    "(@x := 1) AND shop_id = %s",
    "shop_id IN (%s)",
    "shop_id IN (%s, %s)",
    "shop_id >= %s",
    "shop_id <> %s",
    "shop_id <=> %s",
    "shop_id LIKE %s",
    "(shop_id, id) = (%s, 1)",
    "xshop_id = %s",
    "`shóp_id` = %s",
    "`shop_id ` = %s",
    "'shop_id' = %s",
    "id = 1 /* AND shop_id = 7 */",
    "id = 1 -- AND shop_id = 7",
    "id = 1 # AND shop_id = 7",
    "id = 'x\\' AND shop_id = 7 AND 1 = \\'x'",
    "id = 'x'' AND shop_id = 7 AND 1 = ''x'",
    "id = \"x' AND shop_id = 7 AND 1 = 'x\"",
    "id = 1 --1 AND shop_id = %s OR 1",
    "id = 1 HAVING shop_id = %s",
    "id = 1 GROUP BY shop_id = %s",
    "id = 1 ORDER BY shop_id = %s",
    "id = 1 LIMIT 1",
    "EXISTS (SELECT 1 FROM orders_line WHERE orders_line.shop_id = %s AND orders_order.shop_id = %s)",
    "id IN (SELECT id FROM orders_line WHERE shop_id = %s)",
]


@pytest.mark.parametrize("term", UNBOUND_TERMS)
def test_a_term_that_does_not_hold_for_every_row_binds_nothing(term: str) -> None:
    guarded = Guarded()
    with pytest.raises(UnscopedSQL):
        guarded.run(f"{ORDERS} WHERE {term}", shops(term))
    with pytest.raises(UnscopedSQL):
        guarded.run(f"DELETE FROM orders_order WHERE {term}", shops(term))
    with pytest.raises(UnscopedSQL):
        guarded.run(f"UPDATE orders_order SET total = 1 WHERE {term}", shops(term))
    assert not guarded.ran


LINES = "SELECT o.id FROM orders_order o"

UNBOUND = [
    ORDERS,
    "UPDATE `orders_order` FORCE INDEX (PRIMARY) SET `total` = 1 WHERE `orders_order`.`id` = 7",
    "UPDATE `orders_order` FORCE INDEX (PRIMARY), catalog_product SET `total` = 1 WHERE `orders_order`.`shop_id` = 7",
    "SELECT id FROM podium.orders_order",
    "SELECT id FROM `podium`.`orders_order`",
    "SELECT id FROM ORDERS_ORDER",
    "SELECT id FROM(orders_order)",
    "SELECT id FROM orders_order/**/WHERE/**/shop_id=7",
    "TABLE orders_order",
    # Joins: the ON of an outer join says nothing of the table that it keeps.
    f"{LINES} LEFT JOIN orders_line l ON o.shop_id = %s AND l.shop_id = %s",
    f"{LINES} LEFT JOIN orders_line l ON l.shop_id = o.shop_id WHERE l.shop_id = %s",
    f"{LINES} LEFT JOIN orders_line l ON l.order_id = o.id WHERE o.shop_id = %s",
    f"{LINES} LEFT JOIN orders_line l ON l.shop_id = o.shop_id OR 1 WHERE o.shop_id = %s",
    f"{LINES} LEFT JOIN orders_line l ON NOT l.shop_id = o.shop_id WHERE o.shop_id = %s",
    f"{LINES} RIGHT JOIN orders_line l ON l.shop_id = %s AND o.shop_id = %s",
    f"{LINES} RIGHT JOIN orders_line l ON l.shop_id = o.shop_id WHERE o.shop_id = %s",
    f"{LINES} NATURAL JOIN orders_line l WHERE o.shop_id = %s",
    f"{LINES} JOIN orders_line l USING (shop_id) WHERE o.shop_id = %s",
    f"{LINES} JOIN orders_line l ON l.shop_id = o.shop_id",
    f"{LINES} JOIN orders_line l ON l.shop_id = o.id WHERE o.shop_id = %s",
    f"{LINES} JOIN orders_line l ON l.id = o.shop_id WHERE o.shop_id = %s",
    f"{LINES} JOIN orders_line l WHERE o.shop_id = %s",
    f"{LINES}, orders_line l WHERE o.shop_id = %s",
    f"{LINES}, orders_line l WHERE shop_id = %s",
    f"{LINES}, orders_line l WHERE o.shop_id = l.shop_id",
    f"{LINES} LEFT JOIN (orders_line l JOIN residency p ON p.shop_id = %s) ON l.shop_id = %s WHERE o.shop_id = %s",
    f"{LINES} LEFT JOIN orders_line l JOIN catalog_product p ON p.shop_id = %s ON l.shop_id = %s WHERE o.shop_id = %s",
    f"{LINES} FULL JOIN orders_line l ON o.shop_id = %s AND l.shop_id = %s",
    f"{LINES} ANTI JOIN orders_line l ON o.shop_id = %s AND l.shop_id = o.id",
    f"{LINES} JOIN residency r ON o.shop_id = r.shop_id",
    f"{LINES}, LATERAL (SELECT 1 FROM orders_line WHERE shop_id = o.shop_id) x WHERE o.shop_id = %s",
    # Aliases.
    f"{LINES} WHERE orders_order.shop_id = %s",
    f"{LINES} WHERE O.shop_id = %s",
    "SELECT 1 FROM orders_order AS orders_line, orders_line AS l WHERE orders_line.shop_id = %s",
    "SELECT 1 FROM orders_order AS residency, residency AS orders_order WHERE orders_order.shop_id = %s",
    "SELECT 1 FROM orders_order AS a WHERE a.shop_id = %s AND EXISTS (SELECT 1 FROM orders_line A "
    "WHERE A.shop_id = a.shop_id)",
    "SELECT 1 FROM orders_order, podium.orders_order WHERE orders_order.shop_id = %s",
    "SELECT 1 FROM orders_order AS o (id, shop_id) WHERE o.shop_id = %s",
    "SELECT 1 FROM orders_order AS ö WHERE ö.shop_id = %s",
    "SELECT 1 FROM orders_order WHERE podium.orders_order.shop_id = %s",
    # Scopes.
    f"{MINE} AND EXISTS (SELECT 1 FROM orders_line)",
    f"{MINE} AND EXISTS (SELECT 1 FROM orders_line l WHERE l.order_id = orders_order.id)",
    f"{MINE} AND id IN (SELECT id FROM orders_line l WHERE l.shop_id = %s OR 1)",
    f"{MINE} UNION SELECT id FROM orders_line",
    f"{MINE} EXCEPT SELECT id FROM orders_line WHERE id = %s",
    f"({MINE}) UNION (SELECT id FROM orders_line)",
    f"{MINE} UNION ({MINE} UNION ALL SELECT id FROM orders_line)",
    f"{MINE} ORDER BY (SELECT COUNT(*) FROM orders_line)",
    f"{MINE} GROUP BY id HAVING COUNT(*) > (SELECT COUNT(*) FROM orders_line)",
    "SELECT (SELECT COUNT(*) FROM orders_line) FROM orders_order WHERE shop_id = %s",
    "SELECT (SELECT COUNT(*) FROM orders_line)",
    "SELECT COUNT(*) OVER (ORDER BY (SELECT MAX(id) FROM orders_line)) FROM orders_order WHERE shop_id = %s",
    "SELECT 1 FROM (SELECT * FROM orders_order) o WHERE o.shop_id = %s",
    "SELECT 1 FROM residency r WHERE r.shop_id = %s AND EXISTS (SELECT 1 FROM (SELECT * FROM orders_order "
    "WHERE shop_id = r.shop_id) x)",
    "SELECT 1 FROM residency r WHERE EXISTS (SELECT 1 FROM orders_order o WHERE o.shop_id = r.shop_id)",
    "SELECT 1 FROM (VALUES ((SELECT MAX(id) FROM orders_order))) v",
    "SELECT 1 FROM JSON_TABLE((SELECT facts FROM orders_order), '$' COLUMNS (a INT PATH '$')) j",
    # Common table expressions.
    "WITH o AS (SELECT * FROM orders_order) SELECT * FROM o WHERE shop_id = %s",
    "WITH orders_order AS (SELECT * FROM residency) SELECT * FROM podium.orders_order",
    "WITH orders_order AS (SELECT * FROM orders_order) SELECT * FROM orders_order WHERE shop_id = %s",
    "WITH ORDERS_ORDER AS (SELECT 1) SELECT * FROM orders_order WHERE shop_id = %s",
    "SELECT 1 FROM residency r WHERE r.shop_id = %s AND 1 IN (WITH x AS (SELECT 1 FROM orders_order o "
    "WHERE o.shop_id = r.shop_id) SELECT * FROM x)",
    "WITH x AS (SELECT id FROM orders_order WHERE shop_id = %s) DELETE FROM orders_order WHERE shop_id = %s",
    # Reads that leave the answer elsewhere, and parts of other dialects.
    f"{MINE} INTO OUTFILE '/tmp/x'",
    f"{MINE} INTO DUMPFILE '/tmp/x'",
    f"{MINE} INTO @x",
    "SELECT id INTO @x FROM orders_order WHERE shop_id = %s",
    f"{MINE} PROCEDURE ANALYSE()",
    f"{MINE} QUALIFY 1",
    "SELECT SQL_CALC_FOUND_ROWS id FROM orders_order WHERE shop_id = %s LIMIT 0",
    "SELECT id FROM orders_order LIMIT 0",
    "SELECT * FROM orders_order LIMIT 1",
    "SELECT id FROM orders_order FOR SYSTEM_TIME ALL WHERE shop_id = %s",
    "SELECT id FROM orders_order PARTITION (p0) WHERE shop_id = %s",
    "EXPLAIN SELECT id FROM orders_order",
    "EXPLAIN EXTENDED (SELECT id FROM orders_order)",
    "ANALYZE FORMAT=JSON SELECT id FROM orders_order",
    "ANALYZE UPDATE orders_order SET total = 1 WHERE shop_id = %s",
    "ANALYZE REPLACE INTO orders_order (shop_id) VALUES (%s)",
    "SHOW TABLES WHERE (SELECT COUNT(*) FROM orders_order) > 0",
    "DO (SELECT SLEEP(COUNT(*)) FROM orders_order)",
]

WRITES = [
    "UPDATE orders_order SET shop_id = %s WHERE shop_id = %s",
    "UPDATE orders_order SET total = 1, `SHOP_ID` = %s WHERE shop_id = %s",
    "UPDATE orders_order SET `shóp_id` = 8 WHERE shop_id = %s",
    "UPDATE orders_order SET `shop_id ` = 8 WHERE shop_id = %s",
    "UPDATE orders_order o JOIN orders_line l ON l.shop_id = o.shop_id SET l.shop_id = %s WHERE o.shop_id = %s",
    "UPDATE orders_order o JOIN orders_line l ON l.order_id = o.id SET l.x = 1 WHERE o.shop_id = %s",
    "UPDATE orders_order o LEFT JOIN orders_line l ON l.shop_id = o.shop_id AND o.shop_id = %s SET o.x = 1",
    "UPDATE orders_order, orders_line SET orders_line.x = 1 WHERE orders_order.shop_id = %s",
    "UPDATE orders_order SET x = (SELECT MAX(x) FROM orders_line) WHERE shop_id = %s",
    "UPDATE orders_order SET x = 1 ORDER BY shop_id = %s LIMIT 1",
    "UPDATE IGNORE orders_order SET x = 1 WHERE shop_id = %s",
    "DELETE FROM orders_order",
    "DELETE o FROM orders_order o JOIN orders_line l ON l.shop_id = %s WHERE o.id = l.order_id",
    "DELETE orders_order FROM orders_order o WHERE o.shop_id = %s",
    "DELETE podium.orders_line FROM orders_order JOIN orders_line ON orders_line.shop_id = orders_order.shop_id "
    "WHERE orders_order.shop_id = %s",
    "DELETE FROM o USING orders_order o, orders_line l WHERE o.shop_id = %s",
    "DELETE FROM orders_order WHERE shop_id = %s RETURNING (SELECT MAX(id) FROM orders_line)",
    "DELETE HISTORY FROM orders_order BEFORE SYSTEM_TIME '2020-01-01'",
    "TRUNCATE orders_order",
    "TRUNCATE TABLE `orders_order`",
    "INSERT INTO orders_order VALUES (7, 1)",
    "INSERT INTO orders_order (total) VALUES (%s)",
    "INSERT INTO orders_order () VALUES ()",
    "INSERT INTO orders_order (shop_id, total) VALUES (DEFAULT, %s)",
    "INSERT INTO orders_order (shop_id, total) VALUES (NULL, 1)",
    "INSERT INTO orders_order (shop_id, total) VALUES (%s + 1, 1)",
    "INSERT INTO orders_order (shop_id, total) VALUES (LAST_INSERT_ID(), 1)",
    "INSERT INTO orders_order (shop_id, total) VALUES ((SELECT 8), 1)",
    "INSERT INTO orders_order (shop_id, total) VALUES (%s, 1), (shop_id, 1)",
    "INSERT INTO orders_order (shop_id, shop_id) VALUES (%s, %s)",
    "INSERT INTO orders_order (`shóp_id`, shop_id) VALUES (8, %s)",
    "INSERT INTO orders_order (shop_id, total) VALUES (%s, (SELECT MAX(total) FROM orders_line))",
    "INSERT INTO orders_order (shop_id, total) VALUES (%s, 1) RETURNING (SELECT MAX(total) FROM orders_line)",
    "INSERT INTO orders_order (shop_id) VALUES (%s) ON DUPLICATE KEY UPDATE shop_id = 8",
    "INSERT INTO orders_order (shop_id) VALUES (%s) ON DUPLICATE KEY UPDATE x = 1, `Shop_Id` = VALUES(shop_id)",
    "INSERT INTO orders_order (shop_id, id) VALUES (%s, 1) ON DUPLICATE KEY UPDATE id = 2",
    "INSERT INTO orders_order (shop_id, id) VALUES (%s, 1) ON DUPLICATE KEY UPDATE x = (SELECT 1 FROM orders_line)",
    "INSERT INTO orders_order SELECT * FROM orders_order WHERE shop_id = %s",
    "INSERT INTO orders_order (shop_id, total) SELECT * FROM orders_line WHERE shop_id = %s",
    "INSERT INTO orders_order (shop_id, total) SELECT l.shop_id, 1 FROM orders_line l",
    "INSERT INTO orders_order (shop_id, total) SELECT l.id, 1 FROM orders_line l WHERE l.shop_id = %s",
    "INSERT INTO orders_order (shop_id) SELECT id AS shop_id FROM orders_line WHERE shop_id = %s",
    "INSERT INTO orders_order (shop_id) SELECT shop_id FROM residency",
    "INSERT IGNORE INTO orders_order (shop_id) SELECT l.shop_id FROM residency r LEFT JOIN orders_line l "
    "ON l.shop_id = %s",
    "INSERT INTO orders_order (shop_id) SELECT %s UNION SELECT 1 + 7",
    "INSERT INTO directory_shop (id) SELECT id FROM orders_order",
    "INSERT INTO orders_order TABLE orders_line",
    "REPLACE INTO orders_order (shop_id, id) VALUES (%s, 1)",
    "(DELETE FROM orders_order WHERE shop_id = %s)",
]

OTHER_KINDS = [
    "LOAD DATA INFILE '/tmp/x' INTO TABLE orders_order",
    "CALL anything()",
    "HANDLER orders_order OPEN",
    "PREPARE x FROM 'SELECT * FROM ord'",
    "EXECUTE x",
    "EXECUTE IMMEDIATE CONCAT('SELECT * FROM ord', 'ers_order')",
    "DEALLOCATE PREPARE x",
    "SET STATEMENT max_statement_time=1 FOR SELECT * FROM orders_order WHERE shop_id = %s",
    "SET GLOBAL max_connections = 1",
    "SET @@global.max_connections = 1",
    "SET SESSION sql_mode = 'ANSI_QUOTES'",
    "SET @@`sql_mode` = 'ANSI_QUOTES'",
    "SET `sql_módé` = 'ANSI_QUOTES'",
    "SET NAMES gbk",
    "SET character_set_client = gbk",
    "SET @x = (SELECT MAX(id) FROM orders_order)",
    "SET PASSWORD = 'x'",
    "SET ROLE admin",
    "USE other",
    "BEGIN NOT ATOMIC SELECT 1",
    "LOCK TABLES orders_order WRITE",
    "CREATE TABLE x AS SELECT * FROM orders_order",
    "CREATE TABLE x SELECT * FROM orders_order WHERE shop_id = %s",
    "CREATE VIEW x AS SELECT * FROM orders_order",
    "CREATE OR REPLACE VIEW x AS SELECT 1",
    "CREATE TRIGGER x AFTER INSERT ON orders_order FOR EACH ROW DELETE FROM orders_line",
    "CREATE PROCEDURE x() SELECT 1",
    "CREATE FUNCTION x() RETURNS INT RETURN 1",
    "CREATE EVENT x ON SCHEDULE EVERY 1 DAY DO DELETE FROM orders_order",
    "ALTER TABLE x EXCHANGE PARTITION p WITH TABLE orders_order",
    "ALTER TABLE orders_order DISCARD TABLESPACE",
    "CREATE TABLE x (id INT) ENGINE=MERGE UNION=(orders_order)",
    "GRANT ALL ON *.* TO app",
    "MERGE INTO orders_order USING x",
    "SELECT 1; DELETE FROM orders_order",
    "SELECT 1;;",
    "SELECT 1 /*! FROM orders_order */",
    "SELECT 1 /*!50000 FROM x */",
    "SELECT 1 /*M!100000 FROM x */",
    "SELECT '/*' /*! FROM x */ '*/'",
    "SELECT 1 /* open",
    "SELECT 1 /*! FROM orders_order",
    "SELECT 1 /*/ FROM orders_order",
    "SELECT 'open",
    "SELECT `open",
    "SELECT * FROM `ord``ers_order`",
    "SELECT 1 FROM réservations",
    "SELECT\x00 1",
    "SELECT\xa01",
    "SELECT {d '2020-01-01'}",
    "SELECT ?",
    "SELECT \\N",
    "",
    ";",
    "()",
]


@pytest.mark.parametrize("sql", UNBOUND + WRITES + OTHER_KINDS)
def test_a_statement_that_might_reach_another_shop_is_refused(sql: str) -> None:
    guarded = Guarded()
    with pytest.raises(UnscopedSQL):
        guarded.run(sql, shops(sql))
    with pytest.raises(UnscopedSQL):  # the remembered verdict
        guarded.run(sql, shops(sql))
    assert not guarded.ran


@pytest.mark.parametrize("sql", [each for each in UNBOUND + WRITES if "%s" not in each])
def test_without_parameters_it_is_refused_as_well(sql: str) -> None:
    guarded = Guarded()
    with pytest.raises(UnscopedSQL):
        guarded.run(sql, None)
    assert not guarded.ran


@pytest.mark.parametrize(
    "sql", [f"{MINE} AND {'(' * 3000}1{')' * 3000}", " UNION ".join([MINE] * 3000), f"{MINE} AND {'NOT ' * 3000} 1"]
)
def test_a_statement_nested_too_deeply_is_refused(sql: str) -> None:
    with pytest.raises(UnscopedSQL, match="deep"):
        Guarded().run(sql, shops(sql))


def test_a_refusal_names_the_table_and_what_to_add() -> None:
    with pytest.raises(
        UnscopedSQL, match=r"orders_line \(as l\) in its SELECT .* add `l.shop_id = %s` .* Refused: SEL"
    ):
        Guarded().run("SELECT 1 FROM orders_order o, orders_line l WHERE o.shop_id = %s", [SHOP])


IN_TWO_PLACES = "SELECT 1 FROM orders_order o, orders_line l WHERE o.id = %s AND o.shop_id = %s AND l.shop_id = %s"


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        (MINE, (OTHER,)),
        (MINE, ("7",)),
        (MINE, (7.0,)),
        (MINE, (None,)),
        (MINE, ([SHOP, OTHER],)),
        (IN_TWO_PLACES, (SHOP, OTHER, SHOP)),
        (IN_TWO_PLACES, (SHOP, SHOP, OTHER)),
        (f"{ORDERS} WHERE shop_id = 8", ()),
        (f"{ORDERS} WHERE shop_id = 8", None),
        (f"{MINE} AND shop_id = 8", (SHOP,)),
        ("INSERT INTO orders_order (shop_id, id) VALUES (%s, 1), (8, 2)", (SHOP,)),
        ("INSERT INTO orders_order (shop_id, id) VALUES (%s, %s), (%s, %s)", (SHOP, 1, OTHER, 2)),
        ("INSERT INTO orders_order (id, shop_id) SELECT id, %s FROM orders_line WHERE shop_id = %s", (OTHER, SHOP)),
        ("SELECT id FROM orders_order WHERE shop_id = %(shop)s", {"shop": OTHER}),
    ],
)
def test_a_value_that_is_not_the_current_shop_is_refused(sql: str, params: Any) -> None:
    guarded = Guarded()
    with pytest.raises(CrossShop):
        guarded.run(sql, params)
    assert not guarded.ran


def test_true_is_not_shop_one() -> None:
    with pytest.raises(CrossShop):
        Guarded(shop_id=1).run(MINE, (True,))


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        (MINE, ()),
        (MINE, {"shop": SHOP}),
        (MINE, None),
        ("SELECT id FROM orders_order WHERE shop_id = %(shop)s", (SHOP,)),
        ("SELECT id FROM orders_order WHERE shop_id = %(shop)s", {}),
        ("SELECT id FROM orders_order WHERE shop_id = %(shop)s AND id = %s", {"shop": SHOP}),
        ("SELECT id FROM orders_order WHERE shop_id = %s%s", (SHOP, SHOP)),
        ("SELECT id FROM orders_order WHERE shop_id = %s1", (SHOP,)),
        ("SELECT id FROM orders_order WHERE shop_id = 1%s", (SHOP,)),
        ("SELECT id FROM orders_order WHERE shop_id = %s.5", (SHOP,)),
        ("SELECT id FROM orders_order WHERE shop_id = %se1", (SHOP,)),
        ("SELECT id FROM orders_order WHERE shop_id = %.1s", (SHOP,)),
        ("SELECT id FROM orders_order WHERE shop_id = %d", (SHOP,)),
        ("SELECT id FROM orders_order WHERE shop_id = %%s", ()),
        ("SELECT id FROM orders_order WHERE shop_id = 7 AND x = '%s'", ("' OR 1 OR '",)),
        ("SELECT id FROM orders_order WHERE shop_id = 7 AND x = `%s`", ("x",)),
        ("SELECT 1 /* %s */ FROM directory_shop", ("*/ FROM orders_order /*",)),
        ("SELECT '% s'", ("x",)),
    ],
)
def test_parameters_that_do_not_fit_the_text_are_refused(sql: str, params: Any) -> None:
    guarded = Guarded()
    with pytest.raises(UnscopedSQL):
        guarded.run(sql, params)
    assert not guarded.ran


def test_one_bad_row_of_executemany_refuses_all() -> None:
    guarded = Guarded()
    insert = "INSERT INTO orders_order (total, shop_id) VALUES (%s, %s)"
    with pytest.raises(CrossShop):
        guarded.run(insert, [(1, SHOP), (2, SHOP), (3, OTHER)], many=True)
    with pytest.raises(UnscopedSQL):
        guarded.run(insert, [(1, SHOP), (2,)], many=True)
    assert not guarded.ran


def test_rows_that_can_be_read_only_once_reach_the_driver_whole() -> None:
    guarded = Guarded()
    rows = [(1, SHOP), (2, SHOP)]
    guarded.run("INSERT INTO orders_order (total, shop_id) VALUES (%s, %s)", (iter(row) for row in rows), many=True)
    guarded.run(MINE, iter([SHOP]))
    assert [params for _sql, params in guarded.ran] == [rows, (SHOP,)]


def test_without_a_shop_nothing_of_a_shop_runs() -> None:
    guarded = Guarded(shop_id=None)
    with pytest.raises(NoShop):
        guarded.run(MINE, (SHOP,))
    assert not guarded.ran


@pytest.mark.parametrize("sql", [ORDERS, f"{LINES} RIGHT JOIN orders_line USING (id)", f"({ORDERS}) UNION {ORDERS}"])
def test_a_lifted_scope_reads_all_shops(sql: str) -> None:
    guarded = Guarded(lifted=True, shop_id=None)
    guarded.run(sql)
    assert guarded.ran


@pytest.mark.parametrize(
    "sql",
    [
        f"{ORDERS} FOR UPDATE",
        f"{ORDERS} LOCK IN SHARE MODE WAIT 2",
        f"SELECT 1 FROM ({ORDERS} FOR UPDATE) x",
        f"{MINE} FOR UPDATE",
        f"{ORDERS} INTO OUTFILE '/tmp/x'",
        "SELECT id FROM orders_order, LATERAL (SELECT 1) x",
        "UPDATE orders_order SET x = 1",
        "UPDATE orders_order SET x = 1 WHERE shop_id = %s",
        "DELETE FROM orders_order WHERE shop_id = %s",
        "INSERT INTO orders_order (shop_id) VALUES (%s)",
        "REPLACE INTO orders_order (shop_id) VALUES (%s)",
        "TRUNCATE orders_order",
    ],
)
def test_a_lifted_scope_neither_writes_nor_locks(sql: str) -> None:
    guarded = Guarded(lifted=True)
    with pytest.raises(IsolationError):
        guarded.run(sql, shops(sql))
    assert not guarded.ran
