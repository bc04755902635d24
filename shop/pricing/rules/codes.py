"""Which of the codes that a buyer typed may be used, and which of them together."""

import unicodedata
from datetime import datetime
from itertools import combinations

from shop.pricing.types import AppliesTo, Discount, DiscountKind, Line, Refusal, RefusedCode, Snapshot

MOST_CODES = 5
"""So many codes of one cart are looked at, as typed; the others are refused."""


def fold_code(code: str) -> str:
    """Return the one form under which a code is stored and sought: case and outer spaces do not count."""
    return unicodedata.normalize("NFKC", code).strip().casefold()


def folded_codes(codes: tuple[str, ...]) -> dict[str, str]:
    """Return each typed code once, as folded form → as typed first. Blank ones are left out."""
    typed: dict[str, str] = {}
    for code in codes:
        typed.setdefault(fold_code(code), code)
    typed.pop("", None)
    return typed


def sift(snapshot: Snapshot) -> tuple[list[Discount], list[RefusedCode]]:
    """Divide the typed codes into those whose own terms allow them, and those refused with the reason."""
    found = {fold_code(discount.code): discount for discount in snapshot.discounts}
    usable: list[Discount] = []
    refused: list[RefusedCode] = []
    for number, (folded, code) in enumerate(folded_codes(snapshot.codes).items()):
        discount = found.get(folded)
        if number >= MOST_CODES:
            refused.append(RefusedCode(code, Refusal.TOO_MANY))
        elif discount is None:
            refused.append(RefusedCode(code, Refusal.NOT_FOUND))
        elif (reason := use_refusal(discount, snapshot.now) or _cart_refusal(discount, snapshot.lines)) is not None:
            minimum = discount.minimum_minor if reason is Refusal.BELOW_MINIMUM else 0
            refused.append(RefusedCode(code, reason, minimum_minor=minimum))
        else:
            usable.append(discount)
    return usable, refused


def applies_to(discount: Discount, line: Line) -> bool:
    """Say whether a code is for a line. Free shipping is for lines that have a parcel."""
    if discount.kind is DiscountKind.FREE_SHIPPING and not line.is_shipped:
        return False
    if discount.applies_to is AppliesTo.PRODUCTS:
        return line.product_id in discount.ids
    return discount.applies_to is AppliesTo.ALL or not discount.ids.isdisjoint(line.collection_ids)


def sets_that_combine(usable: list[Discount]) -> list[tuple[Discount, ...]]:
    """Return the largest sets of codes that may be used together: no further code combines with all of a set.

    At most 2**MOST_CODES sets are looked at. In the order of their codes, whatever the order of typing.
    """
    ordered = sorted(usable, key=lambda discount: fold_code(discount.code))
    found: list[tuple[Discount, ...]] = []
    for size in range(len(ordered), 0, -1):
        for chosen in combinations(ordered, size):
            if all(combine(one, other) for one, other in combinations(chosen, 2)) and not any(
                set(chosen) < set(larger) for larger in found
            ):
                found.append(chosen)
    return found or [()]


def combine(one: Discount, other: Discount) -> bool:
    """Say whether two codes may be used together: each names the other's class."""
    return other.discount_class in one.combines_with and one.discount_class in other.combines_with


def use_refusal(discount: Discount, now: datetime) -> Refusal | None:
    """Say why nobody, or not this customer, may use a code at a moment, whatever the cart."""
    standing = (
        (Refusal.NOT_STARTED, discount.starts_at is not None and now < discount.starts_at),
        (Refusal.ENDED, discount.ends_at is not None and now >= discount.ends_at),
        (Refusal.USED_UP, discount.usage_limit is not None and discount.used >= discount.usage_limit),
        (Refusal.ONCE_PER_CUSTOMER, discount.is_once_per_customer and discount.used_by_customer > 0),
    )
    return next((reason for reason, holds in standing if holds), None)


def _cart_refusal(discount: Discount, lines: tuple[Line, ...]) -> Refusal | None:
    """Say why a code is not for a cart. What could only take off nothing is for nothing, and is not used."""
    aimed_at = [line for line in lines if applies_to(discount, line)]
    worth = sum(line.gross_minor for line in aimed_at)
    is_for_shipping = discount.kind is DiscountKind.FREE_SHIPPING
    if not (aimed_at if is_for_shipping else worth):
        return Refusal.NOTHING_APPLIES
    return Refusal.BELOW_MINIMUM if worth < discount.minimum_minor else None
