"""What an order leaves of its buyer: who it was, where the goods went, and what the buyer agreed to."""

from django.db.models import F

from pods.outbox.api import Subject, publish
from pods.routing.service import service
from shop.addresses import Address, is_email, normal_email, stripped_address, wrong_address
from shop.customers.errors import EmailNotValid
from shop.customers.events import CUSTOMER_CREATED
from shop.customers.locks import lock_customer
from shop.customers.models import Customer, CustomerAddress
from shop.customers.rules import LONGEST_NAME, MOST_ADDRESSES, Fault, address_digest
from shop.customers.sentences import fault_sentence, marketing_wording
from shop.customers.services.addresses import new_address
from shop.customers.services.consents import note_consent
from shop.customers.types import ConsentChannel, ConsentSource, ConsentState


@service(savepoint=False)
def remember_customer(
    *, email: str, name: str, address: Address | None = None, accepts_marketing: bool | None = None
) -> int:
    """Return the id of the customer with this e-mail, made on first sight. Joins the caller's service.

    What is known stays; a name or a phone number that was not known is filled in. An address that the customer has
    not yet is added, the first one as the default. `accepts_marketing`: the box beside `marketing_wording` was
    ticked; a box that was left empty takes nothing back. Raises EmailNotValid.
    """
    if not is_email(normal_email(email)):
        raise EmailNotValid({"email": fault_sentence(Fault.EMAIL)})
    # Two first orders at once: the unique key lets one of them in, and the other reads its row.
    row, is_new = Customer.objects.get_or_create(email=normal_email(email), defaults={"name": name[:LONGEST_NAME]})
    if is_new:
        publish(CUSTOMER_CREATED, Subject("customer", row.pk), {"customer_id": row.pk})
    if address is not None or accepts_marketing or not row.name:
        row = lock_customer(row.pk)
    if not row.name:
        _fill_in(row, name=name.strip()[:LONGEST_NAME])
    if address is not None:
        _remember_address(row, stripped_address(address))
    if accepts_marketing:
        note_consent(
            row.pk,
            ConsentChannel.EMAIL,
            ConsentState.GIVEN,
            source=ConsentSource.CHECKOUT,
            wording=marketing_wording(),
        )
    return row.pk


def _fill_in(row: Customer, **known: str) -> None:
    """Write down what was not known. A form that is open over the old row must not write that back."""
    known = {name: value for name, value in known.items() if value}
    if known:
        Customer.objects.filter(pk=row.pk).update(**known, version=F("version") + 1)


def _remember_address(row: Customer, address: Address) -> None:
    """Add an address unless it is there already, or there are too many: an order is never refused for that."""
    if wrong_address(address):
        return
    if not row.phone:
        _fill_in(row, phone=address.phone)
    known = set(CustomerAddress.objects.filter(customer_id=row.pk).values_list("digest", flat=True))
    if len(known) < MOST_ADDRESSES and address_digest(address) not in known:
        new_address(row.pk, address, is_default=not known)
