"""The door of orders. Selectors name their query count; services say what they refuse."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shop.money import Money
from shop.orders.types import (
    Address,
    Card,
    CardToken,
    Cart,
    CheckoutDetails,
    CheckoutResult,
    Order,
    OrderFacts,
    OrdersPage,
    TimelineEntry,
)

# The cart. Its token is a secret of the buyer's session.


def new_cart_token() -> str:
    """Return a fresh token: 43 characters that nobody guesses. Keep it in the buyer's session."""
    raise NotImplementedError


def cart_of(token: str | None) -> Cart:
    """Return the buyer's cart, an empty one when there is none. Three queries; one without a token."""
    raise NotImplementedError


def add_to_cart(token: str, *, variant_id: int, quantity: int = 1) -> None:
    """Put a variant into the cart; a first one makes the cart. Raises VariantUnknown, OutOfStock (catalog)."""
    raise NotImplementedError


def set_quantity(token: str, *, variant_id: int, quantity: int) -> None:
    """Set how many of a variant the cart holds; 0 takes it out. Raises OutOfStock (catalog)."""
    raise NotImplementedError


# The checkout.


def new_idempotency_key() -> str:
    """Return a key for one checkout form."""
    raise NotImplementedError


def check_details(*, email: str, shipping: Address, billing: Address) -> None:
    """Look at what the buyer typed, without any query; raises DetailsWrong with a sentence for each field."""
    raise NotImplementedError


def tokenise_card(card: Card) -> CardToken:
    """Hand a card to the gateway and return what stands for it. A network call: never inside a service.

    Raises CardRefused, GatewayNotReached, AnswerLost.
    """
    raise NotImplementedError


def submit_checkout(details: CheckoutDetails) -> CheckoutResult:
    """Buy the cart: reserve, ask the gateway, place the order. Three steps; never inside a service.

    The same idempotency key returns the first result. Before anything is charged it raises CartEmpty,
    OutOfStock (catalog), TotalChanged, DetailsWrong, CheckoutOpen, KeyReused; these change nothing.
    """
    raise NotImplementedError


def checkout_result(cart_token: str, idempotency_key: str) -> CheckoutResult:
    """Return what became of a checkout, for a page that waits. Two queries at most. Raises CheckoutUnknown."""
    raise NotImplementedError


# Orders.


def order_by_number(number: int) -> Order:
    """Return an order by its number in this shop. Three queries. Raises OrderUnknown."""
    raise NotImplementedError


def order_by_checkout(cart_token: str, idempotency_key: str) -> Order:
    """Return the buyer's own order, for the page that thanks. Four queries. Raises OrderUnknown."""
    raise NotImplementedError


def orders_page(*, before: int | None = None, after: int | None = None, size: int = 50) -> OrdersPage:
    """Return a page of orders by number, newest first. Two queries."""
    raise NotImplementedError


def timeline_of(order_id: int) -> list[TimelineEntry]:
    """Return what happened to an order, newest first. One query."""
    raise NotImplementedError


def capture_payment(order_id: int) -> None:
    """Take an authorised payment that was held back; needs orders.capture. The gateway is called by a worker.

    Raises OrderUnknown, NothingToCapture.
    """
    raise NotImplementedError


# For fraud.


def facts_of_order(order_id: int) -> OrderFacts:
    """Return what fraud may know of an order. One query. Raises OrderUnknown."""
    raise NotImplementedError


def totals_before(order_id: int, *, currency: str, limit: int = 500) -> list[Money]:
    """Return the totals of the shop's orders before this one, newest first. One query."""
    raise NotImplementedError


def lock_order(order_id: int) -> None:
    """Lock an order's row for the rest of the caller's service: before writing an event about it."""
    raise NotImplementedError


def describe_event(name: str, sentence: Callable[[Mapping[str, Any]], str]) -> None:
    """Say how the timeline tells an event of another app: its payload in, a translated sentence out."""
    raise NotImplementedError


def all_orders(*, limit: int = 1000) -> Sequence[Order]:
    """Return the newest orders with lines and payment, for commands. Two queries."""
    raise NotImplementedError
