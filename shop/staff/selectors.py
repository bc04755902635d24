"""Reads of members and sessions. Each says how many queries it makes; all of them see the current shop only."""

from datetime import datetime

from django.utils import timezone

from pods.db.current import PUBLIC_NAME, current_shop
from shop.staff.models import Session, User
from shop.staff.rules import role_permissions
from shop.staff.types import NOBODY, Credentials, Member, StoredSession


def is_platform() -> bool:
    """Say whether the public tenant is current: its members are the operators. No query."""
    return current_shop().schema_name == PUBLIC_NAME


def _as_member(user: User) -> Member:
    is_public = is_platform()
    return Member(
        id=user.pk,
        email=user.email,
        name=user.name,
        role=user.role.name,
        permissions=role_permissions(user.role.permissions, is_public=is_public),
        is_operator=is_public,
    )


def member_of_session(session_key: str | None, *, now: datetime | None = None) -> Member:
    """Return who is signed in under a session key, NOBODY when nobody is.

    One query, always of the database: a signed-out session or a closed account ends at once, whatever a cache
    still holds.
    """
    if not session_key:
        return NOBODY
    session = (
        Session.objects.select_related("member__role")
        .filter(session_key=session_key, expires_at__gt=now or timezone.now(), member__is_active=True)
        .first()
    )
    if session is None or session.member is None:
        return NOBODY
    return _as_member(session.member)


def find_session(session_key: str, *, now: datetime | None = None) -> StoredSession | None:
    """Return a session that has not expired. One query."""
    row = (
        Session.objects.filter(session_key=session_key, expires_at__gt=now or timezone.now())
        .values_list("data", "expires_at")
        .first()
    )
    return StoredSession(data=row[0], expires_at=row[1]) if row is not None else None


def find_credentials(email: str) -> Credentials | None:
    """Return what a sign-in under this (normal) e-mail is compared with. One query."""
    user = User.objects.select_related("role").filter(email=email).first()
    if user is None:
        return None
    return Credentials(member=_as_member(user), password_hash=user.password, may_sign_in=user.is_active)


def find_member(member_id: int) -> Member | None:
    """Return a member who may sign in. One query."""
    user = User.objects.select_related("role").filter(pk=member_id, is_active=True).first()
    return _as_member(user) if user is not None else None


def password_hash_of(member_id: int) -> str | None:
    """Return the stored password of a member who may sign in. One query."""
    return User.objects.filter(pk=member_id, is_active=True).values_list("password", flat=True).first()
