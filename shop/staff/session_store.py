"""SESSION_ENGINE: sessions as rows of the current shop, read through the pod's Redis.

A cookie means something in one shop only, because a row is found by (shop_id, session_key). A write is a service,
and happens only when something changed; a page view neither makes a session nor renews one. The data is signed
JSON, never a pickle.
"""

import re
from typing import Any

import structlog
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import Error as DatabaseError
from django.utils import timezone
from django.utils.crypto import get_random_string

from pods.routing.errors import RoutingError
from shop.staff import selectors, services, session_cache
from shop.staff.errors import SessionGone
from shop.staff.types import SessionWrite, StoredSession

log = structlog.get_logger(__name__)

KEY = re.compile(r"[a-z0-9]{32}\Z")
KEY_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def _new_key() -> str:
    """Return a fresh key. 165 random bits: nobody has it already, so the database is not asked."""
    return get_random_string(32, KEY_CHARACTERS)


class SessionStore(SessionBase):
    """One browser's session in the current shop."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._is_stored = False
        self._replaces: str | None = None
        self._stored_form = b""

    def _validate_session_key(self, key: str | None) -> bool:
        """Take only what this store could have handed out: a forged cookie costs no query."""
        return bool(key and KEY.match(key))

    # Reading.

    def load(self) -> dict[str, Any]:
        """Return the data, from the cache or else by one query; forget a key that is unknown or has expired."""
        found = self._find(str(self.session_key))
        if found is None:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(found.data)
        self._is_stored = True
        self._stored_form = self._form(data)
        return data

    @staticmethod
    def _find(session_key: str) -> StoredSession | None:
        cached = session_cache.find_cached(session_key)
        if cached is not None and cached.expires_at > timezone.now():
            return cached
        found = selectors.find_session(session_key)
        if found is not None:
            session_cache.keep(session_key, found)
        return found

    def exists(self, session_key: str) -> bool:
        """Say whether this shop has such a session. One query."""
        return selectors.find_session(session_key) is not None

    def _form(self, data: dict[str, Any]) -> bytes:
        return bytes(self.serializer().dumps(data))

    # Writing.

    def plan(self) -> SessionWrite | None:
        """Return what has to be written, None when nothing changed; a session without data is not born.

        Gives a new session its key. The caller writes it in a service and then says so with `written`.
        """
        data = self._get_session()
        if self._is_stored:
            if self._replaces is None and self._form(data) == self._stored_form:
                return None
        elif not data and self._replaces is None:
            return None
        return self._write(data)

    def plan_new(self) -> SessionWrite:
        """Return what has to be written to go on under a new key, with or without data: for a sign-in."""
        self.cycle_key()
        return self._write(self._get_session())

    def _write(self, data: dict[str, Any]) -> SessionWrite:
        if self.session_key is None:
            self._session_key = _new_key()
        return SessionWrite(
            session_key=str(self.session_key),
            data=self.encode(data),
            expires_at=self.get_expiry_date(),
            is_new=not self._is_stored,
            replaces=self._replaces,
        )

    def written(self) -> None:
        """Note that what was planned is now the stored form. The cookie is still to be set: `modified` stays."""
        self._is_stored = True
        self._replaces = None
        self._stored_form = self._form(self._get_session())
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write what changed. A failure is logged and the answer stands: what the request did is committed.

        The middleware calls this when the answer is ready. A sign-in does not rely on it: see `plan_new`.
        """
        try:
            self.save_or_raise(must_create=must_create)
        except (DatabaseError, RoutingError, UpdateError) as error:
            log.warning("session_not_saved", error=type(error).__name__, exc_info=True)

    def save_or_raise(self, *, must_create: bool = False) -> None:
        """Write what changed. Raises UpdateError when the session was deleted meanwhile."""
        if must_create:
            self._is_stored = False
        write = self._write(self._get_session(no_load=True)) if must_create else self.plan()
        if write is None:
            return
        try:
            services.write_session(write)
        except SessionGone as error:
            raise UpdateError from error
        self.written()

    def create(self) -> None:
        """Store a session under a new key, whatever is in it."""
        self._session_key = None
        self.save_or_raise(must_create=True)

    def cycle_key(self) -> None:
        """Go on under a new key; the row of the old one goes when the new one is written."""
        self._get_session()
        if self._is_stored:
            self._replaces = self.session_key
        self._session_key = _new_key()
        self._is_stored = False
        self.modified = True

    def clear(self) -> None:
        """Drop the data and keep the session."""
        self._get_session()
        super().clear()

    def flush(self) -> None:
        """Delete the session now, and go on without one."""
        self._session_cache: dict[str, Any] = {}
        self.accessed = self.modified = True
        self.delete(self._replaces or self.session_key)
        self._session_key = None
        self._is_stored = False
        self._replaces = None

    def delete(self, session_key: str | None = None) -> None:
        """Delete this session, or the one named. Nothing happens when there is none."""
        key = session_key or self.session_key
        if key is not None:
            services.delete_session(key)

    @classmethod
    def clear_expired(cls) -> None:
        """Do nothing: each new session takes some expired ones away (see services.sessions)."""
