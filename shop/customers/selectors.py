"""Reads of customers."""

from shop.customers.errors import CustomerUnknown
from shop.customers.models import Customer as CustomerRow
from shop.customers.types import Customer


def customer_by_id(customer_id: int) -> Customer:
    """Return a customer of the current shop. One query. Raises CustomerUnknown."""
    row = CustomerRow.objects.filter(pk=customer_id).first()
    if row is None:
        raise CustomerUnknown
    return Customer(id=row.pk, email=row.email, name=row.name)
