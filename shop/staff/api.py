"""The door of the staff app: who is signed in, what they may do, and how accounts come to be."""

from shop.staff.guards import SIGN_IN_PATH, signed_in
from shop.staff.services import (
    change_password,
    create_operator,
    create_owner,
    end_sessions_of,
    open_shop,
)
from shop.staff.sign_in import actor_of, sign_in, sign_out
from shop.staff.types import NOBODY, Member, Permission
from shop.staff.views import sign_in_page, sign_out_page

__all__ = [
    "NOBODY",
    "SIGN_IN_PATH",
    "Member",
    "Permission",
    "actor_of",
    "change_password",
    "create_operator",
    "create_owner",
    "end_sessions_of",
    "open_shop",
    "sign_in",
    "sign_in_page",
    "sign_out",
    "sign_out_page",
    "signed_in",
]
