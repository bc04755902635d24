"""Signing in: constant answers, a new session key, and a session that belongs to one shop."""

import pytest
from django.contrib.auth.hashers import get_hasher, make_password

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of
from shop.staff import selectors
from shop.staff.errors import CredentialsWrong, SignInRefused
from shop.staff.models import Session, User
from shop.staff.session_store import SessionStore
from shop.staff.sign_in import actor_of, member_of, sign_in, sign_out
from tests.conftest import Inside
from tests.shop.staff.conftest import EMAIL, PASSWORD, Ask, Watch


def _key_of(ask: Ask) -> str:
    """Sign in from nowhere and return the session's key."""
    request = ask()
    sign_in(request, EMAIL, PASSWORD)
    assert request.session.session_key is not None
    return request.session.session_key


def test_who_signs_in_is_that_member_from_then_on(owner: int, ask: Ask) -> None:
    request = ask()
    member = sign_in(request, "  Olga@Example.COM", PASSWORD)
    assert member.id == owner
    assert request.member == member
    assert member_of(ask(request.session.session_key)) == member
    assert User.objects.get().signed_in_at is not None


def test_the_session_gets_a_new_key_and_keeps_what_is_in_it(owner: int, ask: Ask) -> None:
    before = SessionStore()
    before["cart"] = 1025
    before.save()
    request = ask(before.session_key)
    sign_in(request, EMAIL, PASSWORD)
    after = request.session.session_key
    assert after != before.session_key
    assert SessionStore(after)["cart"] == 1025
    assert SessionStore(before.session_key).get("cart") is None
    assert not member_of(ask(before.session_key))


def test_a_key_planted_before_the_sign_in_is_worth_nothing_after_it(owner: int, ask: Ask) -> None:
    request = ask("a" * 32)
    sign_in(request, EMAIL, PASSWORD)
    assert not member_of(ask("a" * 32))


def test_another_members_session_is_not_taken_over(owner: int, ask: Ask) -> None:
    other = User.objects.create(
        email="pia@example.com", name="Pia", password=make_password(PASSWORD), role=User.objects.get().role
    )
    first = ask()
    sign_in(first, "pia@example.com", PASSWORD)
    first.session["draft"] = "private"
    first.session.save()
    second = ask(first.session.session_key)
    sign_in(second, EMAIL, PASSWORD)
    assert second.session.get("draft") is None
    assert member_of(ask(second.session.session_key)).id == owner != other.pk


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), (EMAIL, ""), ("nobody@example.com", PASSWORD), ("", ""), ("' OR 1=1 --", PASSWORD)],
)
def test_a_refused_sign_in_says_the_same_whatever_was_wrong(owner: int, ask: Ask, email: str, password: str) -> None:
    request = ask()
    with pytest.raises(CredentialsWrong) as refusal:
        sign_in(request, email, password)
    assert str(refusal.value) == str(CredentialsWrong())
    assert not request.member
    assert not Session.objects.exists()
    assert User.objects.get().signed_in_at is None


def test_a_closed_account_gets_the_same_answer(owner: int, ask: Ask) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(CredentialsWrong):
        sign_in(ask(), EMAIL, PASSWORD)
    assert not Session.objects.exists()


@pytest.mark.parametrize("case", ["wrong", "unknown", "closed", "without a password"])
def test_every_refusal_costs_one_query_and_one_hash(
    owner: int, ask: Ask, statements: Watch, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    if case == "closed":
        User.objects.update(is_active=False)
    if case == "without a password":
        User.objects.update(password=make_password(None))
    with pytest.raises(SignInRefused):
        sign_in(ask(), "warm@example.com", "up")
    hasher = type(get_hasher())
    hashed: list[str] = []
    encode = hasher.encode

    def counted(self: object, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hasher, "encode", counted)
    email = "nobody@example.com" if case == "unknown" else EMAIL
    with statements() as seen, pytest.raises(CredentialsWrong):
        sign_in(ask(), email, "wrong" if case == "wrong" else PASSWORD)
    assert (len(seen), len(hashed)) == (1, 1)


def test_a_sign_in_costs_six_queries(shop: Shop, owner: int, ask: Ask, statements: Watch, inside: Inside) -> None:
    with inside(shop), statements() as seen:
        sign_in(ask(), EMAIL, PASSWORD)
    starts = [sql.split()[0] for sql in seen]
    # the account; the fence; when; the session; expired sessions to take away; the audit's entry
    assert starts == ["SELECT", "SELECT", "UPDATE", "INSERT", "SELECT", "INSERT"]


def test_who_is_signed_in_costs_one_query_and_a_stranger_none(owner: int, ask: Ask, statements: Watch) -> None:
    key = _key_of(ask)
    with statements() as seen:
        assert member_of(ask(key)).id == owner
    assert len(seen) == 1
    with statements() as seen:
        assert not member_of(ask())
    assert seen == []


@pytest.mark.parametrize("stranger", ["other_shop", "far_shop", "public"])
def test_a_cookie_replayed_in_another_shop_signs_nobody_in(
    owner: int, ask: Ask, stranger: str, request: pytest.FixtureRequest, inside: Inside
) -> None:
    key = _key_of(ask)
    with inside(request.getfixturevalue(stranger)):
        assert not member_of(ask(key))
        sign_out(ask(key))
    assert member_of(ask(key)).id == owner


def test_a_sign_out_ends_the_session_at_once(owner: int, ask: Ask) -> None:
    key = _key_of(ask)
    request = ask(key)
    sign_out(request)
    assert not request.member
    assert request.session.is_empty()
    assert not member_of(ask(key))
    assert not Session.objects.exists()


def test_an_old_hash_is_brought_up_to_date_by_the_sign_in_that_proves_it(
    owner: int, ask: Ask, settings: object
) -> None:
    old = User.objects.get().password
    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        *settings.PASSWORD_HASHERS,  # type: ignore[attr-defined]
    ]
    with pytest.raises(CredentialsWrong):
        sign_in(ask(), EMAIL, "wrong")
    assert User.objects.get().password == old
    sign_in(ask(), EMAIL, PASSWORD)
    assert User.objects.get().password.startswith("argon2$")
    sign_in(ask(), EMAIL, PASSWORD)


def test_a_sign_in_is_audited_as_the_member_who_did_it(owner: int, ask: Ask) -> None:
    sign_in(ask(), EMAIL, PASSWORD)
    entries = audit_of(Subject("member", owner))
    assert [(entry.action, entry.actor_id) for entry in entries] == [("staff.signed_in", str(owner))]


def test_a_member_acts_with_the_permissions_of_the_role(owner: int) -> None:
    member = selectors.find_member(owner)
    assert member is not None
    actor = actor_of(member)
    assert str(actor) == f"staff:{owner}"
    assert actor.permissions == member.permissions


@pytest.mark.usefixtures("redis_down")
def test_staff_sign_in_and_stay_signed_in_without_redis(owner: int, ask: Ask) -> None:
    key = _key_of(ask)
    assert member_of(ask(key)).id == owner
    sign_out(ask(key))
    assert not member_of(ask(key))
