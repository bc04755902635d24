"""Exact division of minor units: rounding half to even, and splitting a sum into shares that add up to it.

Whole numbers only. How many digits the currency has plays no part: a minor unit is never divided.
"""

from collections.abc import Sequence

from shop.pricing.errors import SnapshotWrong


def half_even(numerator: int, denominator: int) -> int:
    """Return the quotient as a whole number; exactly a half goes to the even neighbour."""
    quotient, rest = divmod(numerator, denominator)
    return quotient + (2 * rest > denominator or (2 * rest == denominator and quotient % 2))


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to weights by the largest remainder; of equal remainders the first wins.

    The shares add up to the amount. While the amount is not above the sum of the weights, no share is above its weight.
    Source: Hare quota, https://en.wikipedia.org/wiki/Quota_method.
    """
    whole = sum(weights)
    if amount < 0 or any(weight < 0 for weight in weights) or (amount and not whole):
        raise SnapshotWrong(f"{amount} cannot be split by {list(weights)}.")
    if not amount:
        return [0] * len(weights)
    shares, remainders = [], []
    for weight in weights:
        share, remainder = divmod(amount * weight, whole)
        shares.append(share)
        remainders.append(remainder)
    by_remainder = sorted(range(len(weights)), key=lambda index: -remainders[index])
    for index in by_remainder[: amount - sum(shares)]:
        shares[index] += 1
    return shares
