from datetime import UTC, datetime, timedelta

import pytest

from shop.staff.rules import (
    BUILT_IN_ROLES,
    CACHED_SESSION_S,
    OPERATOR_PERMISSIONS,
    SHOP_PERMISSIONS,
    address_bucket,
    cached_for_s,
    normal_email,
    role_permissions,
    roles_at_home,
)
from shop.staff.types import NOBODY, BuiltInRole, Member, Permission

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("anna@example.com", "anna@example.com"),
        ("  Anna@Example.COM ", "anna@example.com"),
        ("ａnna@example.com", "anna@example.com"),
        ("STRASSE@example.com", "strasse@example.com"),
        ("straße@example.com", "strasse@example.com"),
    ],
)
def test_an_email_is_stored_and_sought_in_one_form(given: str, stored: str) -> None:
    assert normal_email(given) == stored


def test_an_owner_may_do_everything_of_a_shop_and_nothing_of_the_platform() -> None:
    allowed = role_permissions(BUILT_IN_ROLES[BuiltInRole.OWNER], is_public=False)
    assert allowed == {str(code) for code in SHOP_PERMISSIONS}
    assert not allowed & {"shops.create", "shops.delete", "pods.manage"}


def test_an_operator_may_do_everything_of_the_platform_and_nothing_of_a_shop() -> None:
    allowed = role_permissions(BUILT_IN_ROLES[BuiltInRole.OPERATOR], is_public=True)
    assert allowed == {str(code) for code in OPERATOR_PERMISSIONS}
    assert not allowed & {"orders.view", "orders.refund", "products.edit"}


@pytest.mark.parametrize("codes", [["shops.delete"], ["pods.manage", "no.such"], []])
def test_a_shops_role_gives_nothing_that_is_not_the_shops(codes: list[str]) -> None:
    assert role_permissions(codes, is_public=False) == frozenset()


def test_a_read_only_role_sees_and_changes_nothing() -> None:
    allowed = role_permissions(BUILT_IN_ROLES[BuiltInRole.READ_ONLY], is_public=False)
    assert allowed == {"orders.view", "customers.view"}


def test_every_permission_has_a_home_and_words_for_people() -> None:
    assert frozenset(Permission) == SHOP_PERMISSIONS | OPERATOR_PERMISSIONS
    assert all(code.label for code in Permission)


def test_every_built_in_role_has_a_home() -> None:
    assert roles_at_home(is_public=True) == {BuiltInRole.OPERATOR}
    assert roles_at_home(is_public=False) == {BuiltInRole.OWNER, BuiltInRole.READ_ONLY}


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("192.0.2.7, 10.0.0.1", "unknown"),
    ],
)
def test_an_address_counts_as_the_customer_who_holds_it(address: str, bucket: str) -> None:
    assert address_bucket(address) == bucket


@pytest.mark.parametrize(
    ("left_s", "cached_s"), [(86_400, CACHED_SESSION_S), (CACHED_SESSION_S - 1, CACHED_SESSION_S - 1), (0, 0), (-5, 0)]
)
def test_a_session_is_cached_no_longer_than_it_lives(left_s: int, cached_s: int) -> None:
    assert cached_for_s(NOW, NOW + timedelta(seconds=left_s)) == cached_s


def test_nobody_is_false_and_may_do_nothing() -> None:
    assert not NOBODY
    assert not NOBODY.is_signed_in
    assert not any(NOBODY.may(code) for code in Permission)


def test_a_member_is_true_and_may_do_what_the_role_allows() -> None:
    member = Member(id=5, email="a@b.example", name="Anna", role="read-only", permissions=frozenset({"orders.view"}))
    assert member
    assert member.may(Permission.ORDERS_VIEW)
    assert not member.may(Permission.ORDERS_REFUND)
