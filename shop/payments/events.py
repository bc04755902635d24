"""What payments announce by themselves. Version 1. What happens to a payment is told by the order it is for."""

SETTINGS_CHANGED = "payments.settings_changed"
"""{is_manual_on}; the subject is the shop's payment settings."""

KEPT_S = 90 * 24 * 3600
"""How long these events stay."""
