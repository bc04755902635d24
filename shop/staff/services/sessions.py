"""Writes of sessions. Each marks the cached copies doubtful once it is committed."""

from functools import partial

from django.utils import timezone

from pods.outbox.api import Subject, audit
from pods.routing.actor import ActorKind, current_actor, require
from pods.routing.service import after_commit, service
from shop.staff import session_cache
from shop.staff.errors import MemberUnknown, SessionGone
from shop.staff.models import Session, User
from shop.staff.types import Permission, Rehash, SessionWrite

EXPIRED_PER_BIRTH = 2
"""Each new session takes so many expired ones away: the table stays in proportion, without a timer per shop."""


@service
def write_session(write: SessionWrite) -> None:
    """Insert or update a session's row; raises SessionGone when the row to update is not there.

    Queries: 1 for a change; 2 for a birth, 1 or 2 more when it replaces a row or finds expired ones.
    """
    _write(write, member_id=None)


@service
def open_session(member_id: int, write: SessionWrite, *, rehash: Rehash | None = None) -> None:
    """Sign a member in: write a session that is theirs and note the time. Raises MemberUnknown, changing nothing.

    `rehash` is the stored form of the password just proved, when the hasher's cost has risen since.
    """
    changes: dict[str, object] = {"signed_in_at": timezone.now()}
    if not User.objects.filter(pk=member_id, is_active=True).update(**changes):
        raise MemberUnknown
    if rehash is not None:
        User.objects.filter(pk=member_id, password=rehash.old).update(password=rehash.new)
    _write(write, member_id=member_id)
    audit("staff.signed_in", Subject("member", member_id), {}, {})


@service
def delete_session(session_key: str) -> None:
    """Delete a session; a no-op when there is none. 1 query."""
    Session.objects.filter(session_key=session_key).delete()
    after_commit(partial(session_cache.doubt, session_key))


@service
def end_sessions_of(member_id: int, *, keep: str = "") -> int:
    """Sign a member out everywhere, but for the session with the key `keep`; return how many sessions ended.

    Members may do it to themselves; to others it takes the permission to manage staff. 2 queries and the audit's.
    """
    actor = current_actor()
    is_own = actor.kind in {ActorKind.STAFF, ActorKind.OPERATOR} and actor.id == str(member_id)
    if not is_own:
        require(Permission.STAFF_MANAGE)
    ended = end_all(member_id, keep=keep)
    audit("staff.signed_out_everywhere", Subject("member", member_id), {"sessions": ended}, {"sessions": 0})
    return ended


def end_all(member_id: int, *, keep: str) -> int:
    """Delete a member's sessions inside the caller's service. 1 query when there are none, else 2."""
    keys = list(
        Session.objects.filter(member_id=member_id).exclude(session_key=keep).values_list("session_key", flat=True)
    )
    if keys:
        Session.objects.filter(session_key__in=keys).delete()
        after_commit(partial(session_cache.doubt, *keys))
    return len(keys)


def _write(write: SessionWrite, *, member_id: int | None) -> None:
    if write.is_new:
        _bear(write, member_id=member_id)
    else:
        row = Session.objects.filter(session_key=write.session_key)
        if not row.update(data=write.data, expires_at=write.expires_at):
            raise SessionGone
    changed = [write.session_key] if write.replaces is None else [write.session_key, write.replaces]
    after_commit(partial(session_cache.doubt, *changed))


def _bear(write: SessionWrite, *, member_id: int | None) -> None:
    if write.replaces is not None:
        Session.objects.filter(session_key=write.replaces).delete()
    Session.objects.create(
        session_key=write.session_key, data=write.data, expires_at=write.expires_at, member_id=member_id
    )
    expired = Session.objects.filter(expires_at__lt=timezone.now()).order_by("expires_at")
    if old := list(expired.values_list("pk", flat=True)[:EXPIRED_PER_BIRTH]):
        Session.objects.filter(pk__in=old).delete()
