"""The only place of the customers app that locks rows. A customer comes after the payment, before order and counter."""

from pods.isolation.prepared import Prepared, Slot
from shop.customers.errors import AddressUnknown, CustomerUnknown
from shop.customers.models import Customer, CustomerAddress

_by_id = Prepared(lambda: Customer.objects.select_for_update().filter(pk=Slot("id")))
_by_email = Prepared(lambda: Customer.objects.select_for_update().filter(email=Slot("email")))


def lock_customer_with_email(email: str) -> Customer | None:
    """Lock the customer with this e-mail, normalised, if there is one. One query."""
    return _by_email.first(email=email)


def lock_customer(customer_id: int) -> Customer:
    """Lock a customer, and with it tags, addresses and consents; raises CustomerUnknown. One query."""
    row = _by_id.first(id=customer_id)
    if row is None:
        raise CustomerUnknown
    return row


def lock_customer_of_address(address_id: int) -> CustomerAddress:
    """Lock the customer whose address this is and read the address; raises AddressUnknown. Three queries."""
    customer_id = CustomerAddress.objects.filter(pk=address_id).values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise AddressUnknown
    lock_customer(customer_id)
    row = CustomerAddress.objects.filter(pk=address_id).first()
    if row is None:  # removed while we waited
        raise AddressUnknown
    return row
