"""Writes of members. Passwords are checked and hashed before a transaction begins: Argon2 takes 50 ms on purpose."""

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from pods.directory.errors import NewShopRefused
from pods.outbox.api import Subject, audit
from pods.routing.opening import NewShop
from pods.routing.service import service
from shop.staff.errors import (
    EmailNotValid,
    EmailTaken,
    MemberUnknown,
    PasswordTooWeak,
    PasswordWrong,
    StaffError,
    WrongHome,
)
from shop.staff.models import Role, User
from shop.staff.rules import BUILT_IN_ROLES, normal_email, roles_at_home
from shop.staff.selectors import is_platform, password_hash_of
from shop.staff.services.sessions import end_all
from shop.staff.types import BuiltInRole


def create_owner(email: str, name: str, password: str) -> int:
    """Make the current shop's owner and return the id. An owner with this e-mail already: return that one's.

    Raises EmailNotValid, EmailTaken, PasswordTooWeak, WrongHome.
    """
    return _create(email, name, password, BuiltInRole.OWNER)


def create_operator(email: str, name: str, password: str) -> int:
    """Make an operator: a member of the public tenant, which must be current. Otherwise like `create_owner`."""
    return _create(email, name, password, BuiltInRole.OPERATOR)


def open_shop(new: NewShop) -> None:
    """Give a new shop its owner, inside the opening's service; safe to run again.

    Without a password nobody can sign in as the owner yet. Raises NewShopRefused. Four statements.
    """
    try:
        email = _valid_email(new.owner_email)
        if new.owner_password:
            _refuse_weak(new.owner_password, User(email=email, name=new.owner_name))
        _insert_member(email, new.owner_name, make_password(new.owner_password or None), BuiltInRole.OWNER)
    except StaffError as refusal:
        raise NewShopRefused(str(refusal)) from refusal


def change_password(member_id: int, old: str, new: str, *, keep_session: str = "") -> None:
    """Give a member a new password and sign them out everywhere else, but for the session `keep_session`.

    Raises MemberUnknown, PasswordWrong, PasswordTooWeak, each before anything changes.
    """
    stored = password_hash_of(member_id)
    if stored is None:
        raise MemberUnknown
    if not check_password(old, stored):
        raise PasswordWrong
    member = User.objects.get(pk=member_id)
    _refuse_weak(new, member)
    _replace_password(member_id, stored, make_password(new), keep_session)


def _create(email: str, name: str, password: str, role: BuiltInRole) -> int:
    if role not in roles_at_home(is_public=is_platform()):
        raise WrongHome
    email = _valid_email(email)
    _refuse_weak(password, User(email=email, name=name))
    return _add_member(email, name, make_password(password), role)


def _valid_email(email: str) -> str:
    """Return the form under which an e-mail is stored; raises EmailNotValid."""
    email = normal_email(email)
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError:
        raise EmailNotValid from None
    return email


def _refuse_weak(password: str, member: User) -> None:
    try:
        validate_password(password, member)
    except ValidationError as refusal:
        raise PasswordTooWeak(refusal.messages) from None


@service
def _add_member(email: str, name: str, password_hash: str, role: BuiltInRole) -> int:
    return _insert_member(email, name, password_hash, role)


def _insert_member(email: str, name: str, password_hash: str, role: BuiltInRole) -> int:
    """Insert a member with a built-in role, which is made when the shop has none of that name."""
    named = Role.objects.filter(name=role.value).values_list("pk", flat=True)
    role_id = named.first()
    if role_id is None:
        # Two at once meet at the name's unique key. Nobody has had a role that was not there.
        Role.objects.bulk_create([Role(name=role.value, permissions=list(BUILT_IN_ROLES[role]))], ignore_conflicts=True)
        role_id = named.get()
    else:
        there = User.objects.filter(email=email).values_list("pk", "role_id").first()
        if there is not None:
            if there[1] != role_id:
                raise EmailTaken
            return int(there[0])
    try:
        member = User.objects.create(email=email, name=name, password=password_hash, role_id=role_id)
    except IntegrityError as error:
        raise EmailTaken from error
    audit("staff.added", Subject("member", member.pk), {}, {"role": role.value})
    return member.pk


@service
def _replace_password(member_id: int, old_hash: str, new_hash: str, keep_session: str) -> None:
    """Store a password's hash if the old one still stands; raises PasswordWrong when another change was first."""
    if not User.objects.filter(pk=member_id, password=old_hash, is_active=True).update(password=new_hash):
        raise PasswordWrong
    ended = end_all(member_id, keep=keep_session)
    audit("staff.password_changed", Subject("member", member_id), {}, {"sessions_ended": ended})
