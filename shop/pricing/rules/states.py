"""What a code is at a moment, as staff read it."""

from datetime import datetime

from shop.pricing.types import DiscountFields, DiscountState


def state_of(fields: DiscountFields, *, used: int, now: datetime) -> DiscountState:
    """Return a code's state: what keeps it from being used, and ACTIVE when nothing does."""
    if not fields.is_active:
        return DiscountState.OFF
    if fields.ends_at is not None and now >= fields.ends_at:
        return DiscountState.ENDED
    if fields.usage_limit is not None and used >= fields.usage_limit:
        return DiscountState.USED_UP
    if fields.starts_at is not None and now < fields.starts_at:
        return DiscountState.SCHEDULED
    return DiscountState.ACTIVE
