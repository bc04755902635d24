"""What a buyer's session keeps: the cart's token, and how many things are in it for the header of every page."""

from django.http import HttpRequest

from shop.orders.api import cart_quantity
from shop.orders.types import Cart

TOKEN, QUANTITY = "cart", "cart_quantity"


def find_cart_token(request: HttpRequest) -> str | None:
    """Return the token of the buyer's cart; None before the first line."""
    token = request.session.get(TOKEN)
    return token if isinstance(token, str) else None


def keep_cart(request: HttpRequest, token: str) -> None:
    """Bind the session to this cart and note its size, in one write: a buyer's session is born with the first line."""
    if find_cart_token(request) != token:
        request.session[TOKEN] = token
    _note(request, cart_quantity(token))


def quantity_in_cart(request: HttpRequest) -> int:
    """Return the number on the cart in the header. No query beyond the session's."""
    quantity = request.session.get(QUANTITY, 0)
    return quantity if isinstance(quantity, int) else 0


def remember_quantity(request: HttpRequest, cart: Cart) -> None:
    """Note the cart's size, where a page has read it anyhow."""
    _note(request, cart.quantity)


def forget_quantity(request: HttpRequest) -> None:
    """Empty the number in the header: the cart was bought."""
    _note(request, 0)


def _note(request: HttpRequest, quantity: int) -> None:
    if quantity_in_cart(request) != quantity:  # else the session is not written
        request.session[QUANTITY] = quantity
