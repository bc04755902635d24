"""What Django and its migrations send, as they send it, passes the guard; with another shop's id none of it does."""

import pytest

from pods.db.errors import CrossShop
from tests.pods.db.guarded import OTHER, Guarded, shops

BOUND = "`orders_order`.`shop_id` = %s"
JOINED = "`orders_order`.`id` = `orders_line`.`order_id` AND (`orders_order`.`shop_id` = `orders_line`.`shop_id`)"

QUERIES = [
    f"SELECT `orders_order`.`id`, `orders_order`.`total` FROM `orders_order` WHERE {BOUND}",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE ({BOUND} AND `orders_order`.`number` = %s) LIMIT 21",
    f"SELECT COUNT(*) AS `__count` FROM `orders_order` WHERE ({BOUND} AND (`orders_order`.`x` = %s OR NOT (1 = 1)))",
    f"SELECT 1 AS `a` FROM `orders_order` WHERE ({BOUND} AND `orders_order`.`id` IN (%s, %s, %s)) LIMIT 1",
    f"SELECT `orders_line`.`id` FROM `orders_order` INNER JOIN `orders_line` ON ({JOINED}) WHERE {BOUND}",
    f"SELECT `orders_line`.`id` FROM `orders_order` LEFT OUTER JOIN `orders_line` ON ({JOINED}) WHERE {BOUND}",
    "SELECT T3.`id` FROM `orders_order` INNER JOIN `orders_order` T3 ON (`orders_order`.`parent_id` = T3.`id` "
    f"AND (T3.`shop_id` = `orders_order`.`shop_id`)) WHERE {BOUND} ORDER BY T3.`id` DESC",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE ({BOUND} AND EXISTS(SELECT 1 AS `a` FROM `orders_line` U0 "
    "WHERE (U0.`shop_id` = %s AND U0.`order_id` = (`orders_order`.`id`)) LIMIT 1))",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE ({BOUND} AND `orders_order`.`id` IN (SELECT U0.`order_id` "
    "FROM `orders_line` U0 INNER JOIN `catalog_product` U1 ON (U0.`product_id` = U1.`id` AND (U0.`shop_id` = "
    "U1.`shop_id`)) WHERE (U0.`shop_id` = %s AND U1.`title` LIKE BINARY %s)))",
    "SELECT (SELECT SUM(U0.`quantity`) AS `s` FROM `orders_line` U0 WHERE U0.`shop_id` = `orders_order`.`shop_id`) "
    f"AS `q` FROM `orders_order` WHERE {BOUND}",
    f"SELECT COUNT(*) FROM (SELECT DISTINCT `orders_order`.`id` AS `col1` FROM `orders_order` WHERE {BOUND}) subquery",
    f"(SELECT `orders_order`.`id` AS `id` FROM `orders_order` WHERE {BOUND}) UNION (SELECT `orders_line`.`id` AS `id` "
    "FROM `orders_line` WHERE `orders_line`.`shop_id` = %s) ORDER BY `id` ASC LIMIT 3 OFFSET 1",
    f"SELECT `col1` FROM (SELECT * FROM (SELECT `orders_order`.`id` AS `col1`, ROW_NUMBER() OVER (PARTITION BY "
    f"`orders_order`.`state` ORDER BY `orders_order`.`total` DESC) AS `qual0` FROM `orders_order` WHERE {BOUND}) "
    "`qualify` WHERE `qual0` < %s) `qualify_mask`",
    "SELECT SUM(`orders_order`.`total`) OVER (ORDER BY `orders_order`.`id` ROWS BETWEEN UNBOUNDED PRECEDING AND "
    f"CURRENT ROW) AS `r`, NTILE(4) OVER (ORDER BY `orders_order`.`id`) AS `z` FROM `orders_order` WHERE {BOUND}",
    "SELECT CAST(DATE_FORMAT(CONVERT_TZ(`orders_order`.`at`, 'UTC', 'Europe/Bern'), '%%Y-%%m-01') AS DATE) AS `m`, "
    f"COUNT(`orders_order`.`id`) AS `n` FROM `orders_order` WHERE {BOUND} GROUP BY 1 HAVING COUNT(*) > %s",
    f"SELECT CAST(`orders_order`.`at` AS datetime(6)) FROM `orders_order` WHERE ({BOUND} AND `orders_order`.`at` > "
    "(CURRENT_TIMESTAMP(6) - INTERVAL 172800000000 MICROSECOND) AND `orders_order`.`at` BETWEEN %s AND %s)",
    f"SELECT TIMESTAMPDIFF(MICROSECOND, `orders_order`.`at`, `orders_order`.`done`) FROM `orders_order` WHERE {BOUND}",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE ({BOUND} AND JSON_UNQUOTE(JSON_EXTRACT(`orders_order`."
    "`facts`, %s)) = JSON_UNQUOTE(%s) AND JSON_CONTAINS(`orders_order`.`facts`, %s) AND "
    "JSON_CONTAINS_PATH(`orders_order`.`facts`, 'one', %s))",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE ({BOUND} AND `orders_order`.`name` REGEXP BINARY %s AND "
    "`orders_order`.`name` COLLATE `utf8mb4_bin` = %s AND (`orders_order`.`a` = %s XOR `orders_order`.`b` = %s))",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE (MATCH (`orders_order`.`name`) AGAINST (%s IN BOOLEAN MODE) "
    f"AND {BOUND})",
    f"SELECT GROUP_CONCAT(DISTINCT `orders_order`.`name` ORDER BY `orders_order`.`name` ASC SEPARATOR ',') AS `s`, "
    f"COALESCE(SUM(CASE WHEN `orders_order`.`paid` THEN %s ELSE NULL END), %s) FROM `orders_order` WHERE {BOUND}",
    f"SELECT `orders_order`.`price` AS `größe` FROM `orders_order` WHERE {BOUND} ORDER BY `größe` IS NULL, `größe` ASC",
    f"SELECT `orders_order`.`id` FROM `orders_order` USE INDEX (`by_x`) WHERE ({BOUND} AND (`a`, `b`) IN ((%s, %s)))",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE {BOUND} FOR UPDATE",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE {BOUND} ORDER BY `orders_order`.`id` ASC FOR UPDATE NOWAIT",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE {BOUND} LIMIT 3 FOR UPDATE SKIP LOCKED",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE {BOUND} FOR UPDATE WAIT %s",
    f"SELECT `orders_order`.`id` FROM `orders_order` WHERE {BOUND} LOCK IN SHARE MODE WAIT 2",
    "SELECT o.id FROM residency r INNER JOIN orders_order o ON o.shop_id = r.shop_id WHERE r.shop_id = %s",
    "SELECT id FROM orders_order o, orders_line l WHERE %s = o.shop_id AND o.shop_id = l.shop_id;",
    "SELECT id FROM podium.orders_order WHERE orders_order.shop_id = %s",
    "SELECT id FROM orders_order WHERE SHOP_ID = %s AND (SHOP_ID = %s)",
    "SELECT `ORDERS_ORDER`.id FROM `ORDERS_ORDER` WHERE `ORDERS_ORDER`.shop_id = %s",
    "WITH RECURSIVE tree AS (SELECT id, parent_id FROM orders_order WHERE shop_id = %s UNION ALL SELECT o.id, "
    "o.parent_id FROM orders_order o JOIN tree ON o.parent_id = tree.id AND o.shop_id = %s) SELECT id FROM tree",
    f"EXPLAIN FORMAT=JSON SELECT `orders_order`.`id` FROM `orders_order` WHERE {BOUND}",
    f"ANALYZE SELECT `orders_order`.`id` FROM `orders_order` WHERE {BOUND}",
    f"UPDATE `orders_order` SET `total` = %s, `at` = CURRENT_TIMESTAMP(6) WHERE ({BOUND} AND `orders_order`.`id` = %s)",
    f"UPDATE `orders_order` FORCE INDEX (PRIMARY) SET `total` = %s WHERE ({BOUND} AND `orders_order`.`id` = %s)",
    "UPDATE `orders_order` SET `total` = CASE WHEN (`orders_order`.`id` = %s) THEN %s WHEN (`orders_order`.`id` = %s) "
    f"THEN %s ELSE NULL END WHERE ({BOUND} AND `orders_order`.`id` IN (%s, %s)) ORDER BY `orders_order`.`id` ASC",
    f"UPDATE `orders_order` INNER JOIN `orders_line` ON ({JOINED}) SET `orders_line`.`x` = 1 WHERE {BOUND} AND %s = 1",
    f"DELETE FROM `orders_order` WHERE ({BOUND} AND `orders_order`.`id` IN (%s, %s))",
    f"DELETE `orders_line` FROM `orders_order` INNER JOIN `orders_line` ON ({JOINED}) WHERE {BOUND}",
    f"DELETE FROM `orders_line` USING `orders_order` INNER JOIN `orders_line` ON ({JOINED}) WHERE {BOUND}",
    "DELETE FROM `orders_order` WHERE `orders_order`.`shop_id` = %s RETURNING `orders_order`.`id`",
    "INSERT INTO `orders_order` (`shop_id`, `total`) VALUES (%s, %s) RETURNING `orders_order`.`id`",
    "INSERT INTO `orders_order` (`total`, `shop_id`, `at`) VALUES (%s, %s, NOW()), (LOWER(%s), %s, DEFAULT)",
    "INSERT IGNORE INTO `orders_order` (`shop_id`, `total`) VALUES (%s, %s), (%s, %s), (%s, %s)",
    "INSERT INTO `orders_order` (`shop_id`, `total`) VALUES (%s, %s), (%s, %s) ON DUPLICATE KEY UPDATE "
    "`total` = VALUE(`total`), `n` = `n` + VALUES(`n`) RETURNING `orders_order`.`id`",
    "INSERT INTO orders_line (shop_id, order_id) SELECT o.shop_id, o.id FROM orders_order o WHERE o.shop_id = %s",
    "INSERT INTO orders_line (order_id, shop_id) SELECT id, %s AS shop_id FROM orders_order WHERE shop_id = %s",
    "INSERT INTO orders_line SET shop_id = %s, order_id = 3",
]


@pytest.mark.parametrize("sql", QUERIES)
def test_a_bound_statement_passes(sql: str) -> None:
    guarded = Guarded()
    guarded.run(sql, shops(sql))
    assert guarded.ran == [(sql, shops(sql))]


@pytest.mark.parametrize("sql", QUERIES)
def test_the_same_statement_for_another_shop_is_refused(sql: str) -> None:
    guarded = Guarded()
    guarded.run(sql, shops(sql))
    with pytest.raises(CrossShop):
        guarded.run(sql, shops(sql, OTHER))
    assert len(guarded.ran) == 1


OTHERS = [
    "SAVEPOINT `s1_x1`",
    "RELEASE SAVEPOINT `s1_x1`",
    "ROLLBACK TO SAVEPOINT `s1_x1`",
    "COMMIT",
    "ROLLBACK",
    "BEGIN",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET SQL_AUTO_IS_NULL = 0",
    "SET foreign_key_checks=0",
    "SET @@session.lock_wait_timeout = 3, max_statement_time = %s",
    "SHOW FULL TABLES",
    "SHOW INDEX FROM `orders_order`",
    "SHOW CREATE TABLE `orders_order`",
    "DESCRIBE `orders_order`",
    "ANALYZE TABLE `orders_order`",
    "OPTIMIZE TABLE orders_order",
    "SELECT * FROM `orders_order` LIMIT 0",
    "SELECT VERSION(), @@sql_mode, @@tx_isolation",
    "SELECT epoch, state FROM residency WHERE shop_id = %s LOCK IN SHARE MODE WAIT %s",
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'orders_order'",
    "SELECT 'orders_order; DROP TABLE x', \"it''s\" /* plain */ FROM directory_shop -- orders_order",
    "SELECT `django_migrations`.`app` FROM `django_migrations`",
    "INSERT INTO `django_migrations` (`app`, `applied`) VALUES (%s, %s)",
    "REPLACE INTO directory_shop (id) VALUES (1)",
    "TRUNCATE `directory_shop`",
    "KILL 17",
    "DO RELEASE_LOCK('x')",
    "CREATE TABLE `orders_order` (`shop_id` bigint NOT NULL, `id` bigint AUTO_INCREMENT NOT NULL, `facts` json "
    "NOT NULL CHECK (JSON_VALID(`facts`)), PRIMARY KEY (`shop_id`, `id`), KEY `ignored_id` (`id`) IGNORED)",
    "CREATE INDEX `by_state` ON `orders_order` (`shop_id`, `state`)",
    "ALTER TABLE `orders_order` ADD COLUMN `state` varchar(9) DEFAULT %s NOT NULL, ADD CHECK (`n` >= 0)",
    "ALTER TABLE `orders_order` ADD CONSTRAINT `fk` FOREIGN KEY (`shop_id`, `x`) REFERENCES `orders_line` (`shop_id`)",
    "RENAME TABLE `orders_order` TO `orders_purchase`",
    "DROP INDEX `by_state` ON `orders_order`",
    "DROP TABLE IF EXISTS `orders_order` CASCADE",
    "CREATE DATABASE `test_podium`",
]


@pytest.mark.parametrize("sql", OTHERS)
def test_a_statement_without_a_shops_rows_passes_without_a_shop(sql: str) -> None:
    guarded = Guarded(shop_id=None)
    guarded.run(sql, shops(sql))
    assert guarded.ran == [(sql, shops(sql))]
