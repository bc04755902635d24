"""Pure decisions about members: what an e-mail is, what a role allows, how often a sign-in may be tried."""

import ipaddress
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shop.staff.types import BuiltInRole, Permission

EVERYTHING = "*"
"""In a role's list: every permission of its home, also those that are invented later."""

OPERATOR_PERMISSIONS = frozenset(
    {
        Permission.SHOPS_CREATE,
        Permission.SHOPS_DELETE,
        Permission.PODS_MANAGE,
        Permission.STAFF_MANAGE,
        Permission.EVENTS_MANAGE,
    }
)
SHOP_PERMISSIONS = frozenset(Permission) - {
    Permission.SHOPS_CREATE,
    Permission.SHOPS_DELETE,
    Permission.PODS_MANAGE,
}

BUILT_IN_ROLES: dict[BuiltInRole, tuple[str, ...]] = {
    BuiltInRole.OWNER: (EVERYTHING,),
    BuiltInRole.READ_ONLY: (Permission.ORDERS_VIEW.value, Permission.CUSTOMERS_VIEW.value),
    BuiltInRole.OPERATOR: (EVERYTHING,),
}


def normal_email(email: str) -> str:
    """Return the one form under which an e-mail is stored and sought."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def role_permissions(codes: Iterable[str], *, is_public: bool) -> frozenset[str]:
    """Return what a role's list of codes allows in its home.

    A code of the other home gives nothing: no shop's role reaches the platform, whatever its list says.
    Codes that no longer exist are left out.
    """
    home = OPERATOR_PERMISSIONS if is_public else SHOP_PERMISSIONS
    listed = set(codes)
    allowed = home if EVERYTHING in listed else home & listed
    return frozenset(str(code) for code in allowed)


def roles_at_home(*, is_public: bool) -> frozenset[BuiltInRole]:
    """Return the built-in roles that make sense in a shop, or in the public tenant."""
    operators = frozenset({BuiltInRole.OPERATOR})
    return operators if is_public else frozenset(BuiltInRole) - operators


@dataclass(frozen=True, slots=True)
class SignInLimits:
    """How many sign-ins may be tried in one window, for one e-mail and from one address."""

    per_email: int = 10
    per_address: int = 50
    window_s: int = 900


SIGN_IN_LIMITS = SignInLimits()


def address_bucket(address: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 that one IPv6 customer is handed."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(ip), 64), strict=False).network_address)


CACHED_SESSION_S = 300
"""A cached session is believed no longer than this: the bound when a pod's Redis missed a change."""


def cached_for_s(now: datetime, expires_at: datetime) -> int:
    """Return how many whole seconds a session may stay in the cache; 0 when it has expired."""
    left_s = int((expires_at - now).total_seconds())
    return max(0, min(CACHED_SESSION_S, left_s))
