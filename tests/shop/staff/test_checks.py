import pytest
from django.conf import settings as current

from shop.staff.checks import check_deployed_accounts, check_session_settings


def test_our_settings_have_no_fault() -> None:
    assert check_session_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SESSION_ENGINE", "django.contrib.sessions.backends.db", "staff.E001"),
        ("SESSION_COOKIE_DOMAIN", ".podium.example", "staff.E002"),
        ("CSRF_COOKIE_DOMAIN", ".podium.example", "staff.E002"),
        ("SESSION_SAVE_EVERY_REQUEST", True, "staff.E003"),
    ],
)
def test_a_setting_that_lets_sessions_leave_their_shop_is_refused(
    settings: object, name: str, value: object, fault: str
) -> None:
    setattr(settings, name, value)
    assert [found.id for found in check_session_settings()] == [fault]


def test_a_deployment_hashes_with_argon2(settings: object) -> None:
    assert "staff.E005" in [found.id for found in check_deployed_accounts()], "the tests' own hasher is a fast one"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # type: ignore[attr-defined]
    assert check_deployed_accounts() == []


def test_a_deployments_cookies_cannot_be_planted_by_a_sibling_host(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # type: ignore[attr-defined]
    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
    assert current.SESSION_COOKIE_NAME == "session"
    assert [found.id for found in check_deployed_accounts()] == ["staff.E006", "staff.E006"]
    settings.SESSION_COOKIE_NAME = "__Host-session"  # type: ignore[attr-defined]
    settings.CSRF_COOKIE_NAME = "__Host-csrf"  # type: ignore[attr-defined]
    assert check_deployed_accounts() == []
