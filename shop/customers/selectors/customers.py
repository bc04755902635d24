"""Customers with all that belongs to them, however many: tags, addresses, and what they agreed to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from shop.addresses import LONGEST, Address
from shop.customers.errors import AddressUnknown, CustomerUnknown
from shop.customers.models import ConsentEntry as ConsentRow
from shop.customers.models import Customer as CustomerRow
from shop.customers.models import CustomerAddress, CustomerTag
from shop.customers.types import ConsentChannel, ConsentState, Customer, SavedAddress


def customer_by_id(customer_id: int) -> Customer:
    """Return a customer of the current shop. Four queries. Raises CustomerUnknown."""
    row = CustomerRow.objects.filter(pk=customer_id).first()
    if row is None:
        raise CustomerUnknown
    return complete([row])[0]


def address_by_id(address_id: int) -> SavedAddress:
    """Return an address of any customer of the current shop. One query. Raises AddressUnknown."""
    row = CustomerAddress.objects.filter(pk=address_id).first()
    if row is None:
        raise AddressUnknown
    return saved_address(row)


def complete(rows: Sequence[CustomerRow]) -> tuple[Customer, ...]:
    """Return these customers with what belongs to them. Three queries, however many; none without rows."""
    if not rows:
        return ()
    ids = [row.pk for row in rows]
    tags = _tags(ids)
    addresses = _addresses(ids)
    agreed = _agreed(ids)
    return tuple(
        Customer(
            id=row.pk,
            email=row.email,
            name=row.name,
            phone=row.phone,
            note=row.note,
            language=row.language,
            tags=tuple(tags[row.pk]),
            addresses=tuple(addresses[row.pk]),
            accepts_email=(row.pk, ConsentChannel.EMAIL) in agreed,
            accepts_sms=(row.pk, ConsentChannel.SMS) in agreed,
            created_at=row.created_at,
            version=row.version,
        )
        for row in rows
    )


def saved_address(row: CustomerAddress) -> SavedAddress:
    """Return an address as it passes the door."""
    return SavedAddress(
        id=row.pk,
        customer_id=row.customer_id,
        address=Address(**{name: getattr(row, name) for name in LONGEST}),
        is_default=bool(row.is_default),
        version=row.version,
    )


def _tags(customer_ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = CustomerTag.objects.filter(customer_id__in=customer_ids).order_by("folded")
    for customer_id, tag in rows.values_list("customer_id", "tag"):
        found[customer_id].append(tag)
    return found


def _addresses(customer_ids: Iterable[int]) -> dict[int, list[SavedAddress]]:
    """Return the addresses of each, the default first."""
    found: dict[int, list[SavedAddress]] = defaultdict(list)
    for row in CustomerAddress.objects.filter(customer_id__in=customer_ids).order_by("-is_default", "pk"):
        found[row.customer_id].append(saved_address(row))
    return found


def _agreed(customer_ids: Iterable[int]) -> set[tuple[int, str]]:
    """Return who may be written to by what: the newest entry of each channel decides."""
    rows = ConsentRow.objects.filter(customer_id__in=customer_ids).order_by("pk")
    newest = {(row[0], row[1]): row[2] for row in rows.values_list("customer_id", "channel", "state")}
    return {key for key, state in newest.items() if state == ConsentState.GIVEN}
