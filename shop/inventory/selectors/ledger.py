"""Reads of the ledger."""

from collections.abc import Collection

from django.db.models import QuerySet

from pods.outbox.api import Subject
from shop.inventory.models import StockEntry, StockItem
from shop.inventory.types import EntriesPage, Entry, EntryKind

LARGEST_PAGE = 250


def entries_of(variant_id: int, *, before: int | None = None, size: int = 50) -> EntriesPage:
    """Return a page of a variant's ledger, newest first, from the entry before `before` on.

    Three queries: item, entries, locations. Joined, the optimizer reads the ledger of the whole shop, or sorts.
    """
    size = max(1, min(size, LARGEST_PAGE))
    item_id = StockItem.objects.filter(variant_id=variant_id).values_list("pk", flat=True).first()
    found = list(rows_of(item_id, before=before).prefetch_related("location")[: size + 1])
    shown = found[:size]
    return EntriesPage(tuple(_entry(row) for row in shown), shown[-1].pk if len(found) > size else None)


def rows_of(item_id: int | None, *, before: int | None) -> QuerySet[StockEntry]:
    """Return an item's entries, newest first: the index on item and id has them in this order."""
    rows = StockEntry.objects.filter(item_id=item_id).order_by("-pk")
    return rows if before is None else rows.filter(pk__lt=before)


def shipped_for(holder: Subject, item_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """Return how many were shipped for a holder and not taken back: item → location → quantity. One query.

    It reads all entries of the items: nothing is found by its subject, for that would cost every sale an index more.
    """
    rows = StockEntry.objects.filter(
        item_id__in=item_ids,
        subject_kind=holder.kind,
        subject_id=holder.id,
        kind__in=[EntryKind.SHIPPED, EntryKind.UNSHIPPED],
    )
    found: dict[int, dict[int, int]] = {}
    for item_id, location_id, change in rows.order_by("location_id").values_list(
        "item_id", "location_id", "change_on_hand"
    ):
        own = found.setdefault(item_id, {})
        own[location_id] = own.get(location_id, 0) - change
    return found


def _entry(row: StockEntry) -> Entry:
    return Entry(
        id=row.pk,
        at=row.created_at,
        kind=EntryKind(row.kind),
        reason=row.reason,
        location_name=row.location.name,
        change_on_hand=row.change_on_hand,
        change_reserved=row.change_reserved,
        change_incoming=row.change_incoming,
        on_hand=row.on_hand,
        reserved=row.reserved,
        incoming=row.incoming,
        actor=f"{row.actor_kind}:{row.actor_id}",
        actor_name=row.actor_name,
        subject=Subject(row.subject_kind, row.subject_id) if row.subject_id is not None else None,
    )
