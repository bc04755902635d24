"""What an order leaves of its buyer: who it was, where the goods went, and what the buyer agreed to."""

from django.db import IntegrityError
from django.db.models import F

from pods.isolation.prepared import Prepared, Slot
from pods.outbox.api import Subject, publish
from pods.routing.service import service
from shop.addresses import Address, is_email, normal_email, stripped_address, wrong_address
from shop.customers.errors import EmailNotValid
from shop.customers.events import CUSTOMER_CREATED
from shop.customers.locks import lock_customer_with_email
from shop.customers.models import Customer, CustomerAddress
from shop.customers.rules import LONGEST_NAME, MOST_ADDRESSES, Fault, address_digest
from shop.customers.sentences import fault_sentence, marketing_wording
from shop.customers.services.addresses import new_address
from shop.customers.services.consents import note_consent
from shop.customers.types import ConsentChannel, ConsentSource, ConsentState

_digests = Prepared(lambda: CustomerAddress.objects.filter(customer_id=Slot("customer")).values_list("digest"))


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
    row, is_new = _locked_or_new(normal_email(email), name.strip()[:LONGEST_NAME])
    if is_new:
        publish(CUSTOMER_CREATED, Subject("customer", row.pk), {"customer_id": row.pk})
    elif not row.name:
        _fill_in(row, name=name.strip()[:LONGEST_NAME])
    if address is not None:
        _remember_address(row, stripped_address(address), is_new=is_new)
    if accepts_marketing:
        note_consent(
            row.pk,
            ConsentChannel.EMAIL,
            ConsentState.GIVEN,
            source=ConsentSource.CHECKOUT,
            wording=marketing_wording(),
        )
    return row.pk


def _locked_or_new(email: str, name: str) -> tuple[Customer, bool]:
    """Return the customer's row, locked, and whether it was made just now."""
    row = lock_customer_with_email(email)
    if row is not None:
        return row, False
    # Two first orders at once: the unique key lets one of them in, and the other waits here for its row.
    try:
        return _new_customer(email, name), True
    except IntegrityError:
        row = lock_customer_with_email(email)
        if row is None:
            raise
        return row, False


@service
def _new_customer(email: str, name: str) -> Customer:
    return Customer.objects.create(email=email, name=name)


def _fill_in(row: Customer, **known: str) -> None:
    """Write down what was not known. A form that is open over the old row must not write that back."""
    known = {name: value for name, value in known.items() if value}
    if known:
        Customer.objects.filter(pk=row.pk).update(**known, version=F("version") + 1)


def _remember_address(row: Customer, address: Address, *, is_new: bool) -> None:
    """Add an address unless it is there already, or there are too many: an order is never refused for that."""
    if wrong_address(address):
        return
    if not row.phone:
        _fill_in(row, phone=address.phone)
    known = set() if is_new else {digest for (digest,) in _digests.rows(customer=row.pk)}
    if len(known) < MOST_ADDRESSES and address_digest(address) not in known:
        new_address(row.pk, address, is_default=not known)
