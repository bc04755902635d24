"""What fraud announces."""

ASSESSED = "fraud.assessed"
"""Version 1: {order_id, level, codes, rules_version}; the subject is the order."""

ASSESS = "fraud.assess"
"""Handler of orders.placed that checks the order; also the actor of the check."""
