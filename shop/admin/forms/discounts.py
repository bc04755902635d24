"""A discount code as its editor shows it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import (
    IdsField,
    MinorField,
    MoneyForm,
    PercentField,
    choice,
    hidden_version,
    text,
    tick,
    whole,
)
from shop.pricing.types import AppliesTo, DiscountClass, DiscountFields, DiscountKind, StoredDiscount

LONGEST_CODE = 40
MOST_USES = 10**9
PER_PERCENT = 100
WRITE_A_TIME = _("Choose a day and a time, or leave it empty.")

KINDS = [
    (DiscountKind.PERCENT.value, _("Percentage")),
    (DiscountKind.AMOUNT.value, _("Amount, once for the order")),
    (DiscountKind.FREE_SHIPPING.value, _("Free shipping")),
]
TARGETS = [
    (AppliesTo.ALL.value, _("Everything")),
    (AppliesTo.PRODUCTS.value, _("Chosen products")),
    (AppliesTo.COLLECTIONS.value, _("Chosen collections")),
]
CLASSES = [
    (DiscountClass.PRODUCT.value, _("Codes for products")),
    (DiscountClass.ORDER.value, _("Codes for the whole order")),
    (DiscountClass.SHIPPING.value, _("Free shipping")),
]


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": WRITE_A_TIME},
        widget=forms.DateTimeInput(attrs={"class": "in num", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class DiscountForm(MoneyForm):
    """A code with its terms. Of `percent` and `amount` the one counts that the kind asks for."""

    version = hidden_version()
    code = text(_("Code"), longest=LONGEST_CODE, needed=_("Write the code that buyers type, like AUTUMN25."))
    kind = choice(_("Kind"), KINDS)
    percent = PercentField(label=_("Percentage"), per_percent=PER_PERCENT)
    amount = MinorField(label=_("Amount"))
    applies_to = choice(_("For"), TARGETS)
    products = IdsField(label=_("Products"))
    collections = IdsField(label=_("Collections"))
    minimum = MinorField(label=_("Least that has to be bought"))
    usage_limit = whole(_("How often in all"), most=MOST_USES, least=1)
    is_once_per_customer = tick(_("Once per customer"))
    combines_with = forms.MultipleChoiceField(
        label=_("Combines with"),
        choices=CLASSES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ck"}),
    )
    starts_at = _moment(_("Starts"))
    ends_at = _moment(_("Ends"))
    is_active = tick(_("Switched on"), initial=True)

    def clean(self) -> dict[str, Any]:
        """Ask for the figure that the kind needs."""
        given = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if kind == DiscountKind.PERCENT and not given.get("percent") and "percent" not in self.errors:
            self.add_error("percent", _("Write a percentage like 25 or 7.5, at most 100."))
        if kind == DiscountKind.AMOUNT and not given.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Write the amount like 20 or 7.50."))
        return given

    def discount_fields(self) -> DiscountFields:
        """Return what was filled in; what the kind and the targets do not ask for is left out."""
        given = self.cleaned_data
        kind, applies_to = DiscountKind(given["kind"]), AppliesTo(given["applies_to"])
        return DiscountFields(
            code=given["code"],
            kind=kind,
            basis_points=(given["percent"] or 0) if kind is DiscountKind.PERCENT else 0,
            amount_minor=(given["amount"] or 0) if kind is DiscountKind.AMOUNT else 0,
            applies_to=applies_to,
            product_ids=given["products"] if applies_to is AppliesTo.PRODUCTS else frozenset(),
            collection_ids=given["collections"] if applies_to is AppliesTo.COLLECTIONS else frozenset(),
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            minimum_minor=given["minimum"] or 0,
            usage_limit=given["usage_limit"],
            is_once_per_customer=given["is_once_per_customer"],
            combines_with=frozenset(DiscountClass(each) for each in given["combines_with"]),
            is_active=given["is_active"],
        )


FIELD_OF = {"basis_points": "percent", "amount_minor": "amount", "targets": "applies_to", "minimum_minor": "minimum"}
"""Which field stands for a name that pricing uses."""


def values_of_discount(discount: StoredDiscount) -> dict[str, Any]:
    """Return a code as the form's first values."""
    fields = discount.fields
    return {
        "version": discount.version,
        "code": fields.code,
        "kind": fields.kind.value,
        "percent": fields.basis_points or None,
        "amount": fields.amount_minor or None,
        "applies_to": fields.applies_to.value,
        "products": sorted(fields.product_ids),
        "collections": sorted(fields.collection_ids),
        "minimum": fields.minimum_minor or None,
        "usage_limit": fields.usage_limit,
        "is_once_per_customer": fields.is_once_per_customer,
        "combines_with": sorted(each.value for each in fields.combines_with),
        "starts_at": fields.starts_at,
        "ends_at": fields.ends_at,
        "is_active": fields.is_active,
    }


def begins_now() -> dict[str, Any]:
    """Return the first values of a new code."""
    return {"version": 0, "kind": DiscountKind.PERCENT.value, "starts_at": timezone.localtime().replace(second=0)}
