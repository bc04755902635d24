"""What orders announce, and the delayed work they leave. Payloads carry ids and figures only."""

ORDER_PLACED = "orders.placed"
"""Version 1: {order_id, number, total_minor, currency, quantity, attempt_id}; the subject is the order."""

PAYMENT_CAPTURED = "orders.payment_captured"
"""Version 1: {order_id, total_minor, currency}; the subject is the order."""

PAYMENT_HELD = "orders.payment_held"
"""Version 1: {order_id}; the subject is the order. The risk is high: a person decides."""

CAPTURE_ASKED = "orders.capture_asked"
"""Version 1: {order_id}; the subject is the order. A person decided to take a held payment."""

CAPTURE_FAILED = "orders.capture_failed"
"""Version 1: {order_id}; the subject is the order. The gateway had nothing to take."""

PAYMENT_FAILED = "orders.payment_failed"
"""Version 1: {checkout_id, attempt_id, reason}; the subject is the checkout. Kept for FAILED_KEPT_S."""

FAILED_KEPT_S = 90 * 24 * 3600

SETTLE = "orders.settle"
"""Handler of the timer that settles an overdue attempt. Payload: {attempt_id}."""

VOID = "orders.void"
"""Handler of the timer that voids an authorisation that nobody wants any more. Payload: {attempt_id}."""

CAPTURE = "orders.capture"
"""Handler of orders.placed that takes the money."""

CAPTURE_HELD = "orders.capture_held"
"""Handler of the timer that takes a held payment once a person decided so. Payload: {order_id}."""
