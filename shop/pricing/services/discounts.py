"""Discounts as staff create, change and remove them."""

from typing import Any

from django.db import IntegrityError

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.pricing.errors import DiscountWasUsed, FieldsWrong, NameTaken
from shop.pricing.events import DISCOUNT_CHANGED, DISCOUNT_CREATED, DISCOUNT_REMOVED, KEPT_S
from shop.pricing.locks import lock_discount
from shop.pricing.models import DiscountCode, DiscountTarget, DiscountUse
from shop.pricing.rules.codes import fold_code
from shop.pricing.rules.wrong_fields import Fault, wrong_discount
from shop.pricing.selectors.discounts import fields_of, targets_of
from shop.pricing.sentences import fault_sentence
from shop.pricing.types import AppliesTo, DiscountFields, DiscountKind
from shop.staff.api import Permission


@service(permission=Permission.DISCOUNTS_EDIT)
def create_discount(fields: DiscountFields) -> int:
    """Create a code; needs discounts.edit. Returns its id. Sent twice, the second is NameTaken.

    Raises FieldsWrong, NameTaken.
    """
    _check(fields)
    try:
        row = DiscountCode.objects.create(**_columns(fields))
    except IntegrityError as error:  # the folded code is the only key that can be taken
        raise NameTaken from error
    _aim(row.pk, fields)
    subject = Subject("discount", row.pk)
    publish(DISCOUNT_CREATED, subject, {"discount_id": row.pk}, keep_s=KEPT_S)
    audit("discounts.created", subject, {}, _audited(fields))
    return row.pk


@service(permission=Permission.DISCOUNTS_EDIT)
def edit_discount(discount_id: int, fields: DiscountFields, *, version: int) -> int:
    """Change a code; needs discounts.edit. Returns the new version. Checkouts under way keep what they were told.

    Raises DiscountUnknown, StaleVersion (pods.isolation), FieldsWrong, NameTaken.
    """
    row = lock_discount(discount_id)
    before = fields_of(row, targets_of([discount_id]))
    _check(fields)
    try:
        save_version(row, version=version, **_columns(fields))
    except IntegrityError as error:
        raise NameTaken from error
    DiscountTarget.objects.filter(discount_id=discount_id).delete()
    _aim(discount_id, fields)
    subject = Subject("discount", discount_id)
    publish(DISCOUNT_CHANGED, subject, {"discount_id": discount_id, "version": row.version}, keep_s=KEPT_S)
    audit("discounts.edited", subject, _audited(before), _audited(fields))
    return row.version


@service(permission=Permission.DISCOUNTS_EDIT)
def switch_discount(discount_id: int, *, is_active: bool, version: int) -> int:
    """Switch a code on or off; needs discounts.edit. Returns the version. As it is already, nothing changes.

    Raises DiscountUnknown, StaleVersion (pods.isolation).
    """
    row = lock_discount(discount_id)
    if row.is_active == is_active:
        return row.version
    save_version(row, version=version, is_active=is_active)
    subject = Subject("discount", discount_id)
    publish(DISCOUNT_CHANGED, subject, {"discount_id": discount_id, "version": row.version}, keep_s=KEPT_S)
    audit("discounts.switched", subject, {"is_active": not is_active}, {"is_active": is_active})
    return row.version


@service(permission=Permission.DISCOUNTS_EDIT)
def remove_discount(discount_id: int) -> None:
    """Remove a code that was never used; needs discounts.edit. Raises DiscountUnknown, DiscountWasUsed."""
    row = lock_discount(discount_id)
    if DiscountUse.objects.filter(discount_id=discount_id).exists():
        raise DiscountWasUsed
    before = fields_of(row, targets_of([discount_id]))
    row.delete()
    subject = Subject("discount", discount_id)
    publish(DISCOUNT_REMOVED, subject, {"discount_id": discount_id}, keep_s=KEPT_S)
    audit("discounts.removed", subject, _audited(before), {})


def _check(fields: DiscountFields) -> None:
    wrong = wrong_discount(fields)
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault) for name, fault in wrong.items()})


def _aim(discount_id: int, fields: DiscountFields) -> None:
    """Write what a code is for. The database itself refuses a product or collection of another shop."""
    if fields.applies_to is AppliesTo.PRODUCTS:
        rows = [DiscountTarget(discount_id=discount_id, product_id=each) for each in sorted(fields.product_ids)]
    elif fields.applies_to is AppliesTo.COLLECTIONS:
        rows = [DiscountTarget(discount_id=discount_id, collection_id=each) for each in sorted(fields.collection_ids)]
    else:
        return
    try:
        DiscountTarget.objects.bulk_create(rows)
    except IntegrityError as error:
        raise FieldsWrong({"targets": fault_sentence(Fault.TARGET_UNKNOWN)}) from error


def _columns(fields: DiscountFields) -> dict[str, Any]:
    return {
        "code": fields.code.strip(),
        "folded": fold_code(fields.code),
        "kind": fields.kind,
        "basis_points": fields.basis_points if fields.kind is DiscountKind.PERCENT else 0,
        "amount_minor": fields.amount_minor if fields.kind is DiscountKind.AMOUNT else 0,
        "applies_to": fields.applies_to,
        "starts_at": fields.starts_at,
        "ends_at": fields.ends_at,
        "minimum_minor": fields.minimum_minor,
        "usage_limit": fields.usage_limit,
        "is_once_per_customer": fields.is_once_per_customer,
        "combines_with": sorted(each.value for each in fields.combines_with),
        "is_active": fields.is_active,
    }


def _audited(fields: DiscountFields) -> dict[str, Any]:
    moments = {
        name: at.isoformat() if at else None
        for name, at in (("starts_at", fields.starts_at), ("ends_at", fields.ends_at))
    }
    columns = {name: value for name, value in _columns(fields).items() if name != "folded"}
    targets = {"product_ids": sorted(fields.product_ids), "collection_ids": sorted(fields.collection_ids)}
    return {**columns, **moments, **targets}
