"""The addresses of a customer. Whoever has some has exactly one that is the default."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.addresses import Address, fault_sentence, stripped_address, wrong_address
from shop.customers.errors import AddressKnown, FieldsWrong, TooManyAddresses
from shop.customers.events import ADDRESSES_CHANGED
from shop.customers.locks import lock_customer, lock_customer_of_address
from shop.customers.models import CustomerAddress
from shop.customers.rules import MOST_ADDRESSES, address_digest
from shop.customers.selectors.customers import saved_address
from shop.staff.api import Permission


@service(permission=Permission.CUSTOMERS_EDIT)
def add_address(customer_id: int, address: Address, *, is_default: bool = False) -> int:
    """Add an address; needs customers.edit. Returns its id. The first one is the default in any case.

    Raises CustomerUnknown, FieldsWrong, AddressKnown, TooManyAddresses.
    """
    lock_customer(customer_id)
    address = _checked(address)
    known = set(CustomerAddress.objects.filter(customer_id=customer_id).values_list("digest", flat=True))
    if address_digest(address) in known:
        raise AddressKnown
    if len(known) >= MOST_ADDRESSES:
        raise TooManyAddresses
    if is_default:
        _without_default(customer_id)
    row = new_address(customer_id, address, is_default=is_default or not known)
    _tell("customers.address_added", row, {}, _audited(row))
    return row.pk


@service(permission=Permission.CUSTOMERS_EDIT)
def edit_address(address_id: int, address: Address, *, version: int) -> int:
    """Change an address; needs customers.edit. Returns the new version. Orders keep the address they went to.

    Raises StaleVersion (pods.isolation), AddressUnknown, FieldsWrong, AddressKnown.
    """
    row = lock_customer_of_address(address_id)
    address = _checked(address)
    before = _audited(row)
    try:
        save_version(row, version=version, digest=address_digest(address), **asdict(address))
    except IntegrityError as error:  # the digest is the only key that can be taken
        raise AddressKnown from error
    _tell("customers.address_edited", row, before, _audited(row))
    return row.version


@service(permission=Permission.CUSTOMERS_EDIT)
def remove_address(address_id: int) -> None:
    """Remove an address; needs customers.edit. The oldest one left takes the default's place. Raises AddressUnknown."""
    row = lock_customer_of_address(address_id)
    CustomerAddress.objects.filter(pk=address_id).delete()
    if row.is_default:
        oldest = CustomerAddress.objects.filter(customer_id=row.customer_id).order_by("pk").first()
        if oldest is not None:
            CustomerAddress.objects.filter(pk=oldest.pk).update(is_default=True)
    _tell("customers.address_removed", row, _audited(row), {})


@service(permission=Permission.CUSTOMERS_EDIT)
def choose_default_address(address_id: int) -> None:
    """Make an address its customer's default; needs customers.edit. Raises AddressUnknown. Again changes nothing."""
    row = lock_customer_of_address(address_id)
    if row.is_default:
        return
    before = _audited(row)
    _without_default(row.customer_id)
    CustomerAddress.objects.filter(pk=address_id).update(is_default=True)
    _tell("customers.address_edited", row, before, {**before, "is_default": True})


def new_address(customer_id: int, address: Address, *, is_default: bool) -> CustomerAddress:
    """Write an address that was checked. The caller holds the customer's row."""
    return CustomerAddress.objects.create(
        customer_id=customer_id,
        is_default=True if is_default else None,
        digest=address_digest(address),
        **asdict(address),
    )


def _without_default(customer_id: int) -> None:
    CustomerAddress.objects.filter(customer_id=customer_id, is_default=True).update(is_default=None)


def _checked(address: Address) -> Address:
    address = stripped_address(address)
    wrong = wrong_address(address)
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault, country=address.country) for name, fault in wrong.items()})
    return address


def _audited(row: CustomerAddress) -> dict[str, Any]:
    saved = saved_address(row)
    return {**asdict(saved.address), "is_default": saved.is_default}


def _tell(action: str, row: CustomerAddress, before: dict[str, Any], after: dict[str, Any]) -> None:
    subject = Subject("customer", row.customer_id)
    publish(ADDRESSES_CHANGED, subject, {"customer_id": row.customer_id, "address_id": row.pk})
    audit(action, subject, before, after)
