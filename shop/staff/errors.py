"""What the staff app refuses, as a tree. The docstring of a class is its default message.

StaffError
├── WrongHome
├── EmailNotValid
├── EmailTaken
├── PasswordTooWeak
├── RoleUnknown
├── MemberUnknown
├── PasswordWrong
├── SignInRefused
│   ├── CredentialsWrong
│   └── TooManySignIns
└── SessionGone
"""

import inspect
from collections.abc import Sequence


class StaffError(Exception):
    """A member's account or session does not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class WrongHome(StaffError):
    """Operators belong to the platform, owners to a shop."""


class EmailNotValid(StaffError):
    """This is not an e-mail address."""


class EmailTaken(StaffError):
    """Somebody in this shop has this e-mail already."""


class PasswordTooWeak(StaffError):
    """The password is too easy to guess."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


class RoleUnknown(StaffError):
    """This shop has no such role."""


class MemberUnknown(StaffError):
    """Nobody who may sign in to this shop has this id."""


class PasswordWrong(StaffError):
    """The present password is another one."""


class SignInRefused(StaffError):
    """The sign-in was refused."""


class CredentialsWrong(SignInRefused):
    """E-mail and password do not belong together. Said alike for an unknown, a wrong and a closed account."""


class TooManySignIns(SignInRefused):
    """Too many sign-ins were tried for this e-mail or from this address."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s


class SessionGone(StaffError):
    """The session's row was deleted meanwhile: by a sign-out elsewhere, or because it expired."""
