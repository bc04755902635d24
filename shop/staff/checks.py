"""System checks of the settings that sessions and passwords stand on."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"


@register(Tags.security)
def check_session_settings(**kwargs: Any) -> list[CheckMessage]:
    """Refuse settings under which a session could leave its shop."""
    return [Error(text, hint=hint, id=f"staff.{number}") for number, text, hint in _session_faults()]


def _session_faults() -> Iterator[tuple[str, str, str]]:
    if settings.SESSION_ENGINE != "shop.staff.session_store":
        yield "E001", "Sessions are not stored by shop.", "Set SESSION_ENGINE = 'shop.staff.session_store'."
    if settings.SESSION_COOKIE_DOMAIN or settings.CSRF_COOKIE_DOMAIN:
        yield "E002", "A cookie with a domain reaches other shops' hosts.", "Leave both cookie domains at None."
    if settings.SESSION_SAVE_EVERY_REQUEST:
        yield "E003", "Each page view would write.", "Set SESSION_SAVE_EVERY_REQUEST = False."
    if settings.AUTH_USER_MODEL != "staff.User":
        yield "E004", "Members are not the user model.", "Set AUTH_USER_MODEL = 'staff.User'."


@register(Tags.security, deploy=True)
def check_deployed_accounts(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a weak password hash, and cookies that a sibling host could plant."""
    faults: list[CheckMessage] = []
    if settings.PASSWORD_HASHERS[0] != ARGON2:
        faults.append(Error("New passwords are not hashed with Argon2.", hint=f"Put {ARGON2} first.", id="staff.E005"))
    if settings.SESSION_COOKIE_SECURE:
        faults.extend(
            Error(f"The cookie {name} can be planted.", hint="Begin its name with __Host-.", id="staff.E006")
            for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
            if not name.startswith("__Host-")
        )
    return faults
