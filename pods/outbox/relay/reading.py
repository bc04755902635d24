"""What a relay reads of its database. It writes nothing, so any number of relays may run at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connections

from pods.db.current import DIRECTORY
from pods.isolation.scope import across_shops

# A parked row's due_at is NULL and MIN leaves it out: the index (shop_id, due_at) answers with one probe a shop,
# however long a shop's backlog is. STRAIGHT_JOIN: left to itself MariaDB begins with the residencies, and then reads
# every row of every shop. The indexes are named because a backlog grows faster than its statistics: going by those
# MariaDB takes the primary key (75 ms instead of 4 for the heads of 21,000 rows).
_DUE = """
SELECT waiting.shop_id
FROM (
    SELECT shop_id, MIN(due_at) AS due_at FROM outbox_delivery FORCE INDEX (delivery_due) GROUP BY shop_id
) AS waiting
{here}
WHERE waiting.due_at <= NOW(6)
"""
_HERE = """
STRAIGHT_JOIN residency ON residency.shop_id = waiting.shop_id AND residency.state = 'serving'
"""

# The head of a chain is its lowest id that is not parked, due or not: a claimed or waiting head holds its chain.
_HEADS = """
SELECT d.id, d.tries, d.work, TIMESTAMPDIFF(MICROSECOND, d.due_at, NOW(6))
FROM outbox_delivery AS d FORCE INDEX (delivery_due)
WHERE d.shop_id = %s AND d.due_at <= NOW(6) AND (
    NOT d.ordered OR NOT EXISTS (
        SELECT 1 FROM outbox_delivery AS earlier FORCE INDEX (delivery_chain)
        WHERE earlier.shop_id = d.shop_id AND earlier.handler = d.handler
            AND earlier.subject_kind = d.subject_kind AND earlier.subject_id = d.subject_id
            AND earlier.id < d.id AND earlier.due_at IS NOT NULL AND earlier.ordered
    )
)
ORDER BY d.due_at, d.id
LIMIT %s
"""

_UNCLAIMED = "SELECT shop_id, id, tries FROM outbox_delivery WHERE due_at IS NOT NULL AND (shop_id, id) IN ({keys})"


@dataclass(frozen=True, slots=True)
class Due:
    """The head of a chain that is due: what a message says, and what metrics want to know."""

    shop_id: int
    delivery_id: int
    tries: int
    work: str
    late_s: float


class Reader:
    """Reads one database: a pod's, where only shops that it serves count, or the directory's."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self._due = _DUE.format(here="" if alias == DIRECTORY else _HERE)

    def shops_due(self) -> list[int]:
        """Return the shops served here with work that is due. One query."""
        return [shop_id for (shop_id,) in self._rows(self._due, [])]

    def heads(self, shop_id: int, *, most: int) -> list[Due]:
        """Return up to `most` due heads of a shop's chains, the longest due first. One query."""
        return [
            Due(shop_id, delivery_id, tries, work, late_us / 1e6)
            for delivery_id, tries, work, late_us in self._rows(_HEADS, [shop_id, most])
        ]

    def unclaimed(self, sent: Collection[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
        """Return which of these messages (shop, delivery, tries) nobody has claimed yet. One query, none for none."""
        if not sent:
            return set()
        keys = ", ".join(["(%s, %s)"] * len(sent))
        params = [number for shop_id, delivery_id, _tries in sent for number in (shop_id, delivery_id)]
        return set(sent) & {(shop, row, tries) for shop, row, tries in self._rows(_UNCLAIMED.format(keys=keys), params)}

    def refresh(self) -> None:
        """Drop the connection if it is old or broken; the next read makes a new one."""
        connections[self.alias].close_if_unusable_or_obsolete()

    def close(self) -> None:
        """Drop the connection."""
        connections[self.alias].close()

    def _rows(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        with (
            across_shops(reason="a relay looks for due work of all shops of its pod"),
            connections[self.alias].cursor() as cursor,
        ):
            cursor.execute(sql, params)
            return list(cursor.fetchall())
