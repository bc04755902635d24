"""What a new shop asks for shipping, so that it can sell at once. The merchant changes it."""

_HOME_MINOR = {0: 500, 2: 500, 3: 2_000}
"""By how many digits the currency has: ¥500, €5.00, KD 2.000."""
_ABROAD_TIMES = 3


def first_rates(exponent: int) -> tuple[int, int]:
    """Return what a parcel costs within the shop's country, and to anywhere else, in minor units."""
    home = _HOME_MINOR[exponent]
    return home, home * _ABROAD_TIMES
