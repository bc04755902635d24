"""What pricing announces. Version 1 of each. Codes' uses are rows, not events: the order's own events tell of them."""

DISCOUNT_CREATED = "pricing.discount_created"
"""{discount_id}; the subject is the discount."""

DISCOUNT_CHANGED = "pricing.discount_changed"
"""{discount_id, version}"""

DISCOUNT_REMOVED = "pricing.discount_removed"
"""{discount_id}"""

TAXES_CHANGED = "pricing.taxes_changed"
"""{}; the subject is the shop."""

SHIPPING_CHANGED = "pricing.shipping_changed"
"""{zone_id}; the subject is the shop."""

KEPT_S = 90 * 24 * 3600
"""How long these events stay."""
