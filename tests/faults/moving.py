"""Moves a shop by hand, as a finished move leaves it: rows in the new pod, residency rows changed, nobody told.

Neither the directory nor the version counter of the routes knows: every web process and worker has a stale route.
"""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.faults.town import Row, Town, until

WAITERS_WITHIN_S = 1.5
"""A writer waits for its fence for 2 s."""

_TABLES = "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE()"
_WAITING = "SELECT COUNT(*) AS waiting FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"

type Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Move:
    """One shop from one pod to another."""

    town: Town
    shop_id: int
    source: str
    target: str

    def cut_over(self, *, among_writers: bool) -> Rows:
        """Lock the shop, copy it, let it serve in the target and no more in the source; return the copied rows.

        `among_writers` waits until some writers stand before the fence: they have read their route before the cut.
        """
        town = self.town
        with closing(town.connected(self.source, user="MOVER")) as old, closing(town.connected(self.target)) as new:
            epoch = self._locked(old)
            if among_writers:
                until(lambda: self._waiting() >= 1, "a writer waits", within_s=WAITERS_WITHIN_S)
            copied = rows_of(town, self.source, self.shop_id)
            _replace(new, copied, self.shop_id)
            self._state(new, epoch + 1, "serving", None)
            new.commit()
            self._state(old, epoch + 1, "gone", int(self.target.removeprefix("pod_")))
            old.commit()
        return copied

    def _locked(self, connection: Any) -> int:
        with closing(connection.cursor()) as cursor:
            cursor.execute("SELECT epoch FROM residency WHERE shop_id = %s FOR UPDATE", [self.shop_id])
            return int(cursor.fetchone()["epoch"])

    def _waiting(self) -> int:
        with closing(self.town.connected(self.source, user="MOVER")) as look, closing(look.cursor()) as cursor:
            cursor.execute(_WAITING)
            return int(cursor.fetchone()["waiting"])

    def _state(self, connection: Any, epoch: int, state: str, moved_to: int | None) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute(
                "INSERT INTO residency (shop_id, epoch, state, moved_to) VALUES (%s, %s, %s, %s) "
                "ON DUPLICATE KEY UPDATE epoch = VALUES(epoch), state = VALUES(state), moved_to = VALUES(moved_to)",
                [self.shop_id, epoch, state, moved_to],
            )


def _tables(town: Town, pod: str) -> list[str]:
    found = town.rows(pod, f"{_TABLES} AND column_name = 'shop_id' AND table_name <> 'residency' ORDER BY 1")
    return [row["name"] for row in found]


def rows_of(town: Town, pod: str, shop_id: int) -> Rows:
    """Return every row that a pod holds of a shop, as committed now."""
    return {
        table: town.rows(pod, f"SELECT * FROM `{table}` WHERE shop_id = %s ORDER BY id", shop_id)
        for table in _tables(town, pod)
    }


def _replace(connection: Any, rows: Rows, shop_id: int) -> None:
    """Put these rows in the place of whatever is left of the shop. Tables come in no order, so keys are not checked."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("SET SESSION foreign_key_checks = 0")
        for table, copied in rows.items():
            cursor.execute(f"DELETE FROM `{table}` WHERE shop_id = %s", [shop_id])
            for row in copied:
                columns = ", ".join(f"`{name}`" for name in row)
                places = ", ".join(["%s"] * len(row))
                cursor.execute(f"INSERT INTO `{table}` ({columns}) VALUES ({places})", list(row.values()))
