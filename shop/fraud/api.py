"""The door of fraud."""

from collections.abc import Collection

from shop.fraud.types import Risk


def risk_of(order_id: int) -> Risk:
    """Return how an order was judged, with its facts as sentences. Two queries; one while PENDING."""
    raise NotImplementedError


def risks_of(order_ids: Collection[int]) -> dict[int, Risk]:
    """Return the level of each order, without facts, for a list. One query."""
    raise NotImplementedError


def assess(order_id: int) -> None:
    """Check an order and write the facts. A second run changes nothing."""
    raise NotImplementedError
