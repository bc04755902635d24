"""What orders announce, and the delayed work they leave. Payloads carry ids and figures only."""

ORDER_PLACED = "orders.placed"
"""Version 1: {order_id, number, total_minor, currency, quantity, attempt_id}; the subject is the order."""

PAYMENT_CAPTURED = "orders.payment_captured"
"""Version 1: {order_id, amount_minor, currency}; the subject is the order."""

PAYMENT_HELD = "orders.payment_held"
"""Version 1: {order_id}; the subject is the order. The risk is high: a person decides."""

CAPTURE_ASKED = "orders.capture_asked"
"""Version 1: {order_id, amount_minor, currency}; the subject is the order. A person decided to take it."""

CAPTURE_FAILED = "orders.capture_failed"
"""Version 1: {order_id, amount_minor, currency}; the subject is the order. The gateway had nothing to take."""

DISPUTE_OPENED = "orders.dispute_opened"
DISPUTE_WON = "orders.dispute_won"
DISPUTE_LOST = "orders.dispute_lost"
"""Version 1: {order_id, dispute_id, amount_minor, currency}; the subject is the order. The amount is the dispute's."""

PAYMENT_FAILED = "orders.payment_failed"
"""Version 1: {checkout_id, attempt_id, reason}; the subject is the checkout. Kept for FAILED_KEPT_S."""

FAILED_KEPT_S = 90 * 24 * 3600

SETTLE = "orders.settle"
"""Handler of the timer that settles an overdue attempt. Payload: {attempt_id}, and how often it was asked for."""

INQUIRE = "orders.inquire"
"""Handler of the timer that asks what became of a charge that the gateway wrote about. Payload: {attempt_id}."""

VOID = "orders.void"
"""Handler of the timer that voids an authorisation that nobody wants any more. Payload: {attempt_id}."""

CAPTURE = "orders.capture"
"""Handler of orders.placed that takes the money."""

MARKED_AS_PAID = "orders.marked_as_paid"
"""Version 1: {order_id, amount_minor, currency}; the subject is the order. Somebody says that the buyer paid."""

VOID_ASKED = "orders.void_asked"
"""Version 1: {order_id}; the subject is the order."""

PAYMENT_VOIDED = "orders.payment_voided"
"""Version 1: {order_id}; the subject is the order. The buyer's money is not held any more."""

VOID_REFUSED = "orders.void_refused"
"""Version 1: {order_id, reason}; the subject is the order."""

FULFILLED = "orders.fulfilled"
"""Version 1: {order_id, fulfilment_id, number, quantity}; the subject is the order."""

FULFILMENT_CANCELLED = "orders.fulfilment_cancelled"
"""Version 1: {order_id, fulfilment_id, number, quantity}; the subject is the order."""

REFUND_ASKED = "orders.refund_asked"
"""Version 1: {order_id, refund_id, amount_minor, currency}; the subject is the order."""

REFUNDED = "orders.refunded"
"""Version 1: {order_id, refund_id, amount_minor, currency, quantity, restocked}; the subject is the order."""

REFUND_REFUSED = "orders.refund_refused"
"""Version 1: {order_id, refund_id, amount_minor, currency, reason}; the subject is the order. Nothing has changed."""

ORDER_CANCELLED = "orders.cancelled"
"""Version 1: {order_id}; the subject is the order."""

ORDER_HELD = "orders.held"
"""Version 1: {order_id}; the subject is the order. A person holds it back."""

ORDER_RELEASED = "orders.released"
"""Version 1: {order_id}; the subject is the order."""

ASKED_AGAIN = "orders.asked_again"
"""Version 1: {order_id}; the subject is the order. A gateway that gave no answer is to be asked once more."""

ADDRESS_CHANGED = "orders.address_changed"
"""Version 1: {order_id}; the subject is the order."""

NOTED = "orders.noted"
"""Version 1: {order_id, note_id}; the subject is the order."""

TAGGED = "orders.tagged"
"""Version 1: {order_id, tags}: how many it has now; the subject is the order."""

MOVE_MONEY = "orders.move_money"
"""Handler of the timer that asks a gateway for what was decided about an order's money. Payload: {operation_id}."""

FINISH_REFUND = "orders.finish_refund"
"""Handler of the timer that ends a refund which no money belongs to. Payload: {refund_id}."""

WORK_OF_ORDER = (CAPTURE, MOVE_MONEY, FINISH_REFUND)
WORK_OF_ATTEMPT = (SETTLE, INQUIRE, VOID)
"""Handlers that ask the gateway: about an order, and about its attempt."""
