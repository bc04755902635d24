"""Reads of discounts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from shop.pricing.errors import DiscountUnknown
from shop.pricing.models import DiscountCode, DiscountTarget
from shop.pricing.rules.codes import fold_code
from shop.pricing.rules.states import state_of
from shop.pricing.types import (
    AppliesTo,
    Discount,
    DiscountClass,
    DiscountFields,
    DiscountKind,
    DiscountsPage,
    DiscountState,
    StoredDiscount,
)

type Targets = dict[int, tuple[frozenset[int], frozenset[int]]]


def discount_by_id(discount_id: int) -> StoredDiscount:
    """Return a discount. Two queries: the code, and what it is for. Raises DiscountUnknown."""
    row = DiscountCode.objects.filter(pk=discount_id).first()
    if row is None:
        raise DiscountUnknown
    return _stored([row])[0]


def discounts_page(
    *,
    search: str = "",
    state: DiscountState | None = None,
    before: int | None = None,
    after: int | None = None,
    size: int = 50,
) -> DiscountsPage:
    """Return a page of discounts, newest first. Three queries: codes, what they are for, how many in all.

    `search` is the beginning of a code. `before` and `after` are ids: older ones than this, or newer.
    """
    rows = _in_state(DiscountCode.objects.filter(folded__startswith=fold_code(search)), state, timezone.now())
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        shown, newer, older = found[:size][::-1], len(found) > size, True
    else:
        found = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: size + 1])
        shown, newer, older = found[:size], before is not None, len(found) > size
    return DiscountsPage(
        discounts=tuple(_stored(shown)),
        total=rows.count(),
        older=shown[-1].pk if shown and older else None,
        newer=shown[0].pk if shown and newer else None,
    )


def targets_of(discount_ids: Iterable[int]) -> Targets:
    """Return the products and the collections that each code is for. One query."""
    found: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    rows = DiscountTarget.objects.filter(discount_id__in=list(discount_ids))
    for discount_id, product_id, collection_id in rows.values_list("discount_id", "product_id", "collection_id"):
        products, collections = found[discount_id]
        if product_id is not None:
            products.add(product_id)
        if collection_id is not None:
            collections.add(collection_id)
    return {key: (frozenset(products), frozenset(collections)) for key, (products, collections) in found.items()}


def fields_of(row: DiscountCode, targets: Targets) -> DiscountFields:
    """Return a code as staff filled it in."""
    products, collections = targets.get(row.pk, (frozenset(), frozenset()))
    return DiscountFields(
        code=row.code,
        kind=DiscountKind(row.kind),
        basis_points=row.basis_points,
        amount_minor=row.amount_minor,
        applies_to=AppliesTo(row.applies_to),
        product_ids=products,
        collection_ids=collections,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        minimum_minor=row.minimum_minor,
        usage_limit=row.usage_limit,
        is_once_per_customer=row.is_once_per_customer,
        combines_with=frozenset(DiscountClass(each) for each in row.combines_with),
        is_active=row.is_active,
    )


def discount_of(row: DiscountCode, targets: Targets, *, used_by_customer: int) -> Discount:
    """Return a code as a quote reads it."""
    fields = fields_of(row, targets)
    return Discount(
        code=fields.code,
        kind=fields.kind,
        basis_points=fields.basis_points,
        amount_minor=fields.amount_minor,
        applies_to=fields.applies_to,
        ids=fields.product_ids | fields.collection_ids,
        starts_at=fields.starts_at,
        ends_at=fields.ends_at,
        minimum_minor=fields.minimum_minor,
        usage_limit=fields.usage_limit,
        used=row.used,
        is_once_per_customer=fields.is_once_per_customer,
        used_by_customer=used_by_customer,
        combines_with=fields.combines_with,
    )


def _stored(rows: Sequence[DiscountCode]) -> list[StoredDiscount]:
    targets, now = targets_of(row.pk for row in rows), timezone.now()
    found = []
    for row in rows:
        fields = fields_of(row, targets)
        state = state_of(fields, used=row.used, now=now)
        found.append(StoredDiscount(row.pk, row.version, fields, row.used, row.created_at, state))
    return found


def _in_state(rows: QuerySet[DiscountCode], state: DiscountState | None, now: datetime) -> QuerySet[DiscountCode]:
    """Keep the codes of one state, as `state_of` tells it."""
    if state is None:
        return rows
    is_off = Q(is_active=False)
    has_ended = Q(ends_at__isnull=False, ends_at__lte=now)
    is_used_up = Q(usage_limit__isnull=False, used__gte=F("usage_limit"))
    is_early = Q(starts_at__isnull=False, starts_at__gt=now)
    return rows.filter(
        {
            DiscountState.OFF: is_off,
            DiscountState.ENDED: ~is_off & has_ended,
            DiscountState.USED_UP: ~is_off & ~has_ended & is_used_up,
            DiscountState.SCHEDULED: ~is_off & ~has_ended & ~is_used_up & is_early,
            DiscountState.ACTIVE: ~is_off & ~has_ended & ~is_used_up & ~is_early,
        }[state]
    )
