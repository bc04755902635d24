"""Writes of members and sessions: one function, one transaction each."""

from shop.staff.services.members import change_password, create_operator, create_owner, open_shop
from shop.staff.services.sessions import delete_session, end_sessions_of, open_session, write_session

__all__ = [
    "change_password",
    "create_operator",
    "create_owner",
    "delete_session",
    "end_sessions_of",
    "open_session",
    "open_shop",
    "write_session",
]
