"""Customers as staff write them down."""

from dataclasses import replace
from typing import Any

from django.db import IntegrityError

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.addresses import normal_email
from shop.customers.errors import EmailTaken, FieldsWrong
from shop.customers.events import CUSTOMER_CHANGED, CUSTOMER_CREATED
from shop.customers.locks import lock_customer
from shop.customers.models import Customer, CustomerTag
from shop.customers.rules import distinct_tags, folded, wrong_fields
from shop.customers.sentences import fault_sentence
from shop.customers.types import CustomerFields
from shop.staff.api import Permission


@service(permission=Permission.CUSTOMERS_EDIT)
def add_customer(fields: CustomerFields) -> int:
    """Add a customer; needs customers.edit. Returns the id. Raises FieldsWrong, EmailTaken."""
    fields = _checked(fields)
    try:
        row = Customer.objects.create(**_columns(fields))
    except IntegrityError as error:  # the e-mail is the only key that can be taken
        raise EmailTaken from error
    _write_tags(row.pk, fields.tags, held={})
    subject = Subject("customer", row.pk)
    publish(CUSTOMER_CREATED, subject, {"customer_id": row.pk})
    audit("customers.added", subject, {}, _audited(row, fields.tags))
    return row.pk


@service(permission=Permission.CUSTOMERS_EDIT)
def edit_customer(customer_id: int, fields: CustomerFields, *, version: int) -> int:
    """Change a customer; needs customers.edit. Returns the new version. Orders keep what they were placed with.

    `version` is the one the form was made with: raises StaleVersion (pods.isolation) when somebody saved in between,
    CustomerUnknown, FieldsWrong, EmailTaken.
    """
    row = lock_customer(customer_id)
    fields = _checked(fields)
    held = _tags_of(customer_id)
    before = _audited(row, tuple(held.values()))
    try:
        save_version(row, version=version, **_columns(fields))
    except IntegrityError as error:
        raise EmailTaken from error
    _write_tags(customer_id, fields.tags, held=held)
    subject = Subject("customer", customer_id)
    publish(CUSTOMER_CHANGED, subject, {"customer_id": customer_id, "version": row.version})
    audit("customers.edited", subject, before, _audited(row, fields.tags))
    return row.version


def _checked(fields: CustomerFields) -> CustomerFields:
    """Return the fields as they are kept; raises FieldsWrong."""
    kept = replace(
        fields,
        email=normal_email(fields.email),
        name=fields.name.strip(),
        phone=fields.phone.strip(),
        note=fields.note.replace("\r\n", "\n").strip(),
        tags=tuple(sorted(distinct_tags(fields.tags), key=folded)),
    )
    wrong = wrong_fields(kept)
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault) for name, fault in wrong.items()})
    return kept


def _columns(fields: CustomerFields) -> dict[str, str]:
    return {name: getattr(fields, name) for name in ("email", "name", "phone", "note", "language")}


def _tags_of(customer_id: int) -> dict[str, str]:
    """Return the tags that a customer has, by their folded form."""
    rows = CustomerTag.objects.filter(customer_id=customer_id).order_by("folded")
    return dict(rows.values_list("folded", "tag"))


def _write_tags(customer_id: int, tags: tuple[str, ...], *, held: dict[str, str]) -> None:
    """Make these the customer's tags instead of the ones held. The caller holds the customer's row."""
    wanted = {folded(tag): tag for tag in tags}
    gone = [key for key, tag in held.items() if wanted.get(key) != tag]
    if gone:
        CustomerTag.objects.filter(customer_id=customer_id, folded__in=gone).delete()
    CustomerTag.objects.bulk_create(
        CustomerTag(customer_id=customer_id, tag=tag, folded=key) for key, tag in wanted.items() if held.get(key) != tag
    )


def _audited(row: Customer, tags: tuple[str, ...]) -> dict[str, Any]:
    return {
        "email": row.email,
        "name": row.name,
        "phone": row.phone,
        "note": row.note,
        "language": row.language,
        "tags": list(tags),
    }
