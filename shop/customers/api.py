"""The customers' door."""

from shop.customers.selectors import customer_by_id
from shop.customers.services import remember_customer

__all__ = ["customer_by_id", "remember_customer"]
