"""What passes the staff app's door: permission codes, the names of the built-in roles, and who is signed in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """What an actor may do. Services check these codes, never a role's name."""

    ORDERS_VIEW = "orders.view"
    ORDERS_REFUND = "orders.refund"
    ORDERS_CAPTURE = "orders.capture"
    ORDERS_EDIT = "orders.edit"
    ORDERS_FULFIL = "orders.fulfil"
    ORDERS_CANCEL = "orders.cancel"
    CUSTOMERS_VIEW = "customers.view"
    CUSTOMERS_EDIT = "customers.edit"
    DISCOUNTS_EDIT = "discounts.edit"
    PRODUCTS_EDIT = "products.edit"
    STOCK_ADJUST = "stock.adjust"
    SETTINGS_EDIT = "settings.edit"
    STAFF_MANAGE = "staff.manage"
    EVENTS_MANAGE = "events.manage"
    SHOPS_CREATE = "shops.create"
    SHOPS_DELETE = "shops.delete"
    PODS_MANAGE = "pods.manage"

    @property
    def label(self) -> str | Promise:
        """What the code allows, as the end of the sentence "You may not …"."""
        return _LABELS[self]


_LABELS: dict[Permission, str | Promise] = {
    Permission.ORDERS_VIEW: _("see orders"),
    Permission.ORDERS_REFUND: _("refund orders"),
    Permission.ORDERS_CAPTURE: _("capture payments"),
    Permission.ORDERS_EDIT: _("edit orders"),
    Permission.ORDERS_FULFIL: _("fulfil orders"),
    Permission.ORDERS_CANCEL: _("cancel orders"),
    Permission.CUSTOMERS_VIEW: _("see customers"),
    Permission.CUSTOMERS_EDIT: _("edit customers"),
    Permission.DISCOUNTS_EDIT: _("edit discounts"),
    Permission.PRODUCTS_EDIT: _("edit products"),
    Permission.STOCK_ADJUST: _("adjust stock"),
    Permission.SETTINGS_EDIT: _("change settings"),
    Permission.STAFF_MANAGE: _("manage staff"),
    Permission.EVENTS_MANAGE: _("replay or discard events"),
    Permission.SHOPS_CREATE: _("open shops"),
    Permission.SHOPS_DELETE: _("delete shops"),
    Permission.PODS_MANAGE: _("manage pods"),
}


class BuiltInRole(StrEnum):
    """The roles that exist without anybody making them."""

    OWNER = "owner"
    READ_ONLY = "read-only"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Member:
    """Who is signed in: a shop's staff or, in the public tenant, an operator. False when nobody is."""

    id: int
    email: str
    name: str
    role: str
    permissions: frozenset[str]
    is_operator: bool = False

    def __bool__(self) -> bool:
        return self.id != 0

    @property
    def is_signed_in(self) -> bool:
        """Say whether somebody is signed in: the readable form for templates."""
        return bool(self)

    def may(self, permission: str) -> bool:
        """Say whether the member has this permission code."""
        return permission in self.permissions


NOBODY = Member(id=0, email="", name="", role="", permissions=frozenset())


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is compared with."""

    member: Member
    password_hash: str
    may_sign_in: bool


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as its row, or the cache, holds it: signed data and when it ends."""

    data: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionWrite:
    """One save of a session: its row after it, and the row that it takes the place of, if any."""

    session_key: str
    data: str
    expires_at: datetime
    is_new: bool
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Rehash:
    """A password's stored form, brought up to today's cost at a sign-in that proved the password."""

    old: str
    new: str
