"""How long a checkout waits for the payment gateway, and when an attempt without an answer is overdue."""

from config.settings.environment import whole

GATEWAY_TIMEOUT_S = whole("PODIUM_GATEWAY_TIMEOUT_MS", 10_000) / 1000
"""For all of one call that a buyer waits for."""

SETTLE_MARGIN_S = whole("PODIUM_SETTLE_MARGIN_MS", 5_000) / 1000
"""How long after that a payment attempt is overdue: then a worker asks the gateway by its key."""
