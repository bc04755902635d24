"""How long a checkout waits for the payment gateway, when an attempt without an answer is overdue, what is believed."""

from config.settings.environment import whole

CARD_GATEWAY = "shop.payments.gateways.registry.http_test_gateway"
"""What takes cards: a function that returns a PaymentGateway."""

GATEWAY_TIMEOUT_S = whole("PODIUM_GATEWAY_TIMEOUT_MS", 10_000) / 1000
"""For all of one call that a buyer waits for."""

SETTLE_MARGIN_S = whole("PODIUM_SETTLE_MARGIN_MS", 5_000) / 1000
"""How long after that a payment attempt is overdue: then a worker asks the gateway by its key."""

PROCESSING_ASKED_EVERY_S = whole("PODIUM_PROCESSING_ASKED_EVERY_S", 60)
"""How often a worker asks after a payment that the gateway is still processing. A webhook is quicker."""

PROCESSING_ASKED_AT_MOST = whole("PODIUM_PROCESSING_ASKED_AT_MOST", 60)
"""After so many questions it is given up and voided, and what it was to pay for is free again."""

HOOK_WINDOW_S = whole("PODIUM_HOOK_WINDOW_S", 300)
"""How far the time that a webhook is signed with may be from ours: an older one may be a recording."""
