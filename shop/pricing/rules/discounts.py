"""What codes take off the lines of a cart."""

from collections.abc import Sequence

from shop.pricing.rules.codes import applies_to, fold_code
from shop.pricing.rules.shares import half_even, split
from shop.pricing.types import BASIS_POINTS, Discount, DiscountClass, DiscountKind, Line

_CLASSES = list(DiscountClass)
_KINDS = list(DiscountKind)


def in_order(discounts: Sequence[Discount]) -> list[Discount]:
    """Return codes in the order in which they are taken off, whatever the order of typing.

    Codes for products come first, then codes for the order, then shipping; in each class percents before amounts, and
    of one kind by code.
    """
    return sorted(
        discounts,
        key=lambda each: (_CLASSES.index(each.discount_class), _KINDS.index(each.kind), fold_code(each.code)),
    )


def shares_of(lines: Sequence[Line], discounts: Sequence[Discount]) -> list[list[int]]:
    """Return what each code, `in_order`, takes off each line.

    Each code works on what those before it left of a line, so a line never falls below nothing. A percentage is
    rounded for each line, half to even. An amount is taken once, up to what is left of the lines that the code is for,
    and divided among them in proportion to what is left (`split`), so its shares add up to it. Shipping has no lines.
    """
    left = [line.gross_minor for line in lines]
    taken: list[list[int]] = []
    for discount in in_order(discounts):
        base = [rest if applies_to(discount, line) else 0 for rest, line in zip(left, lines, strict=True)]
        shares = _taken_off(discount, base)
        left = [rest - share for rest, share in zip(left, shares, strict=True)]
        taken.append(shares)
    return taken


def _taken_off(discount: Discount, base: list[int]) -> list[int]:
    match discount.kind:
        case DiscountKind.PERCENT:
            return [half_even(rest * discount.basis_points, BASIS_POINTS) for rest in base]
        case DiscountKind.AMOUNT:
            return split(min(discount.amount_minor, sum(base)), base)
        case DiscountKind.FREE_SHIPPING:
            return [0] * len(base)
