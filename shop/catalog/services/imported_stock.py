"""The stock of an import's variants."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from shop.catalog.models import Variant
from shop.catalog.products_csv.types import CsvVariant
from shop.catalog.services.imported_columns import is_tracked, may_oversell
from shop.inventory.api import available_of, import_stock, import_tracking, open_stock

type Placed = Sequence[tuple[CsvVariant, Variant]]
type Flags = tuple[bool, bool]
"""Whether the variants are counted, and whether they may be oversold."""


def write_stock(*, new: Placed, kept: Placed) -> set[int]:
    """Open the stock of new variants, and set that of others where the file says how many there are.

    Returns the products of which something changed, new ones not. Joins the caller's service.
    """
    quantities = {row.pk: variant.quantity or 0 for variant, row in new}
    for flags, variant_ids in _by_flags(new, lambda variant_id, flags: True).items():
        on_hand = {each: quantities[each] for each in variant_ids}
        open_stock(on_hand, is_tracked=flags[0], may_oversell=flags[1])
    products = {row.pk: row.product_id for _, row in kept}
    present = available_of(products)
    stale = _by_flags(kept, lambda each, flags: flags != (present[each].is_tracked, present[each].may_oversell))
    changed: set[int] = set()
    for flags, variant_ids in stale.items():
        import_tracking(variant_ids, is_tracked=flags[0], may_oversell=flags[1])
        changed.update(variant_ids)
    counted = {row.pk: each.quantity for each, row in kept if each.quantity is not None and is_tracked(each)}
    changed |= import_stock(counted)
    return {products[each] for each in changed}


def _by_flags(placed: Placed, wanted: Callable[[int, Flags], bool]) -> dict[Flags, list[int]]:
    """Return the wanted variants by how the file has them counted: at most four lists."""
    found: dict[Flags, list[int]] = defaultdict(list)
    for variant, row in placed:
        flags = (is_tracked(variant), may_oversell(variant))
        if wanted(row.pk, flags):
            found[flags].append(row.pk)
    return found
