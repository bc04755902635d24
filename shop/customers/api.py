"""The customers' door."""

from shop.customers.types import Customer


def customer_by_id(customer_id: int) -> Customer:
    """Return a customer of the current shop. One query. Raises CustomerUnknown."""
    raise NotImplementedError


def remember_customer(*, email: str, name: str) -> int:
    """Return the id of the customer with this e-mail, made on first sight. Joins the caller's service.

    The name of a known customer stays. Raises EmailNotValid.
    """
    raise NotImplementedError
