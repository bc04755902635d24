import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of
from pods.routing.actor import Actor, ActorKind, acting_as
from pods.routing.errors import NotAllowed
from pods.routing.opening import NewShop
from pods.routing.service import service
from shop.staff import selectors
from shop.staff.errors import EmailNotValid, EmailTaken, MemberUnknown, PasswordTooWeak, PasswordWrong, WrongHome
from shop.staff.models import Role, Session, User
from shop.staff.services import change_password, create_operator, create_owner, end_sessions_of, open_shop
from shop.staff.session_store import SessionStore
from shop.staff.types import Member
from tests.conftest import Inside
from tests.shop.staff.conftest import EMAIL, PASSWORD


def _sign_in_somewhere(member_id: int) -> str:
    from shop.staff.services import open_session

    store = SessionStore()
    write = store.plan_new()
    open_session(member_id, write)
    return write.session_key


def _as_staff(member_id: int, *permissions: str) -> Actor:
    return Actor(ActorKind.STAFF, str(member_id), "Olga", frozenset(permissions))


def test_an_owner_may_sign_in_and_do_everything_of_the_shop(owner: int) -> None:
    found = selectors.find_credentials(EMAIL)
    assert found is not None
    assert found.may_sign_in
    assert found.member.id == owner
    assert found.member.role == "owner"
    assert found.member.may("orders.refund")
    assert not found.member.is_operator


def test_making_the_same_owner_again_changes_nothing(owner: int) -> None:
    before = User.objects.get().password
    assert create_owner("  OLGA@example.com", "Another name", "some other long words") == owner
    member = User.objects.get()
    assert (member.name, member.password) == ("Olga", before)
    assert Role.objects.count() == 1


def test_one_email_is_two_accounts_in_two_shops(owner: int, other_shop: Shop, inside: Inside) -> None:
    with inside(other_shop):
        assert selectors.find_credentials(EMAIL) is None
        assert create_owner(EMAIL, "Olga", PASSWORD) != owner
    assert User.objects.count() == 1


@pytest.mark.parametrize("email", ["", "olga", "olga@", "a b@example.com", "x" * 250 + "@example.com"])
def test_an_account_needs_an_email(shop: Shop, email: str) -> None:
    with pytest.raises(EmailNotValid):
        create_owner(email, "Olga", PASSWORD)
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "password123", "olga@example.com"])
def test_a_weak_password_is_refused_with_the_reasons(shop: Shop, password: str) -> None:
    with pytest.raises(PasswordTooWeak) as refusal:
        create_owner(EMAIL, "Olga", password)
    assert refusal.value.reasons
    assert not User.objects.exists()


def test_an_operator_is_a_member_of_the_platform(public: Shop, inside: Inside) -> None:
    with inside(public):
        operator = create_operator("op@example.com", "Otto", PASSWORD)
        found = selectors.find_member(operator)
        assert found is not None
        assert found.is_operator
        assert found.may("pods.manage")
        assert not found.may("orders.view")
        assert User.objects.get(pk=operator)._state.db == "default"


def test_a_shop_has_no_operators_and_the_platform_no_owner(shop: Shop, public: Shop, inside: Inside) -> None:
    with pytest.raises(WrongHome):
        create_operator(EMAIL, "Olga", PASSWORD)
    assert not User.objects.exists()
    with inside(public):
        before = User.objects.count()
        with pytest.raises(WrongHome):
            create_owner(EMAIL, "Olga", PASSWORD)
        assert User.objects.count() == before


def test_an_email_of_another_role_is_taken(owner: int) -> None:
    role = Role.objects.create(name="packers", permissions=["orders.view"])
    User.objects.filter(pk=owner).update(role=role)
    with pytest.raises(EmailTaken):
        create_owner(EMAIL, "Olga", PASSWORD)


def test_a_new_shop_gets_its_owner_once(shop: Shop) -> None:
    new = NewShop("any", "Any", owner_email=EMAIL, owner_name="Olga", owner_password=PASSWORD)
    service(open_shop)(new)
    service(open_shop)(new)
    assert [(member.email, member.role.name) for member in User.objects.select_related("role")] == [(EMAIL, "owner")]


def test_an_owner_without_a_password_cannot_sign_in_with_an_empty_one(shop: Shop) -> None:
    service(open_shop)(NewShop("any", "Any", owner_email=EMAIL))
    member = User.objects.get()
    assert not member.has_usable_password()
    assert not member.check_password("")


def test_a_changed_password_ends_the_other_sessions(owner: int) -> None:
    here, there = _sign_in_somewhere(owner), _sign_in_somewhere(owner)
    with acting_as(_as_staff(owner)):
        change_password(owner, PASSWORD, "quite another harbour", keep_session=here)
    assert selectors.member_of_session(here).id == owner
    assert not selectors.member_of_session(there)
    assert User.objects.get().check_password("quite another harbour")
    assert [entry.action for entry in audit_of(Subject("member", owner))] == ["staff.password_changed"]


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [("wrong", "quite another harbour", PasswordWrong), (PASSWORD, "short", PasswordTooWeak)],
)
def test_a_refused_password_change_changes_nothing(owner: int, old: str, new: str, refusal: type[Exception]) -> None:
    there = _sign_in_somewhere(owner)
    with pytest.raises(refusal):
        change_password(owner, old, new)
    assert User.objects.get().check_password(PASSWORD)
    assert selectors.member_of_session(there).id == owner


def test_a_password_of_nobody_cannot_be_changed(owner: int, other_shop: Shop, inside: Inside) -> None:
    with inside(other_shop), pytest.raises(MemberUnknown):
        change_password(owner, PASSWORD, "quite another harbour")
    assert User.objects.get().check_password(PASSWORD)


def test_members_may_sign_themselves_out_everywhere(owner: int) -> None:
    here, there = _sign_in_somewhere(owner), _sign_in_somewhere(owner)
    with acting_as(_as_staff(owner)):
        assert end_sessions_of(owner, keep=here) == 1
    assert selectors.member_of_session(here).id == owner
    assert not selectors.member_of_session(there)


def test_others_sessions_are_ended_only_by_who_manages_staff(owner: int) -> None:
    there = _sign_in_somewhere(owner)
    with acting_as(_as_staff(owner + 1, "orders.view")), pytest.raises(NotAllowed):
        end_sessions_of(owner)
    assert Session.objects.filter(session_key=there).exists()
    with acting_as(_as_staff(owner + 1, "staff.manage")):
        assert end_sessions_of(owner) == 1
    assert not Session.objects.filter(session_key=there).exists()


def test_a_closed_account_is_signed_out_at_once(owner: int) -> None:
    key = _sign_in_somewhere(owner)
    User.objects.filter(pk=owner).update(is_active=False)
    assert not selectors.member_of_session(key)
    assert selectors.find_member(owner) is None


def test_members_of_another_shop_are_not_seen(owner: int, other_shop: Shop, far_shop: Shop, inside: Inside) -> None:
    for stranger in (other_shop, far_shop):
        with inside(stranger):
            assert selectors.find_member(owner) is None
            assert selectors.password_hash_of(owner) is None
            assert isinstance(selectors.member_of_session("a" * 32), Member)
