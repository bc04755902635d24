"""What inventory announces. Version 1 of each. What buyers reserve is told by the ledger alone."""

STOCK_ADJUSTED = "inventory.stock_adjusted"
"""{variant_id, location_id, kind, change, on_hand}; the subject is the level. Staff changed what is on hand."""

INCOMING_CHANGED = "inventory.incoming_changed"
"""{variant_id, location_id, change, incoming}; the subject is the level. Staff expects other goods than before."""

TRACKING_CHANGED = "inventory.tracking_changed"
"""{variant_id, is_tracked, may_oversell}; the subject is the stock item."""

LOCATION_CHANGED = "inventory.location_changed"
"""{location_id, version, is_active}; the subject is the location. It was added, edited or taken out of use."""

KEPT_S = 90 * 24 * 3600
"""How long these events stay."""
