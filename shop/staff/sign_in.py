"""Signing in and out, by a shop's staff and by operators alike.

An unknown e-mail, a wrong password and a closed account get the same answer after the same work: one query and one
password hash. The session key is a new one from then on.
"""

from functools import cache

import structlog
from django.contrib.auth.hashers import make_password, verify_password
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from pods.routing.actor import Actor, ActorKind, acting_as
from shop.staff import selectors, services, throttle
from shop.staff.errors import CredentialsWrong, MemberUnknown
from shop.staff.rules import normal_email
from shop.staff.session_store import SessionStore
from shop.staff.types import NOBODY, Credentials, Member, Rehash

log = structlog.get_logger(__name__)


@cache
def _nobodys_password() -> str:
    """Return a hash, at today's cost, that no password was ever stored for."""
    return make_password("")


def actor_of(member: Member) -> Actor:
    """Return the actor that a signed-in member is."""
    kind = ActorKind.OPERATOR if member.is_operator else ActorKind.STAFF
    return Actor(kind, str(member.id), member.name or member.email, member.permissions)


def sign_in(request: HttpRequest, email: str, password: str) -> Member:
    """Sign a member of the current shop in, under a new session key, and return who it is.

    Raises TooManySignIns or CredentialsWrong. What was in the session stays, unless it was another member's.
    """
    email = normal_email(email)
    attempt = throttle.new_try(email, request.META.get("REMOTE_ADDR", ""))
    throttle.admit(attempt)
    found = selectors.find_credentials(email)
    member, rehash = _proved(found, password)
    before = member_of(request)
    if before and before.id != member.id:
        _session(request).clear()
    _open_session(request, member, rehash)
    throttle.forgive(attempt)
    rotate_token(request)
    return member


def sign_out(request: HttpRequest) -> None:
    """End the session, in the database and at once, with all that was in it."""
    _session(request).flush()
    request.member = NOBODY  # type: ignore[attr-defined]
    rotate_token(request)


def member_of(request: HttpRequest) -> Member:
    """Return who is signed in, NOBODY when nobody is. One query when the browser has a session, else none."""
    session = _session(request)
    session.accessed = True
    return selectors.member_of_session(session.session_key)


def _proved(found: Credentials | None, password: str) -> tuple[Member, Rehash | None]:
    nobodys = _nobodys_password()  # asked for always, so that the first unknown e-mail does not take longer
    stored = found.password_hash if found is not None else nobodys
    is_right, must_update = verify_password(password, stored)
    if found is None or not is_right or not found.may_sign_in:
        log.info("sign_in_refused")
        raise CredentialsWrong
    return found.member, Rehash(old=stored, new=make_password(password)) if must_update else None


def _open_session(request: HttpRequest, member: Member, rehash: Rehash | None) -> None:
    session = _session(request)
    with acting_as(actor_of(member)):
        try:
            services.open_session(member.id, session.plan_new(), rehash=rehash)
        except MemberUnknown:
            raise CredentialsWrong from None
    session.written()
    request.member = member  # type: ignore[attr-defined]


def _session(request: HttpRequest) -> SessionStore:
    session = request.session
    if not isinstance(session, SessionStore):
        raise TypeError("SESSION_ENGINE must be shop.staff.session_store.")
    return session
