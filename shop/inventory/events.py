"""What inventory announces. Version 1 of each. What buyers reserve is told by the ledger alone."""

STOCK_ADJUSTED = "inventory.stock_adjusted"
"""{variant_id, location_id, kind, change, on_hand, incoming}; the subject is the level. Staff changed it by hand."""

TRACKING_CHANGED = "inventory.tracking_changed"
"""{variant_id, is_tracked, may_oversell}; the subject is the stock item."""

LOCATION_CHANGED = "inventory.location_changed"
"""{location_id, version, is_active}; the subject is the location. It was added, edited or taken out of use."""

KEPT_S = 90 * 24 * 3600
"""How long these events stay."""
