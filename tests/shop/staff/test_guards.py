"""The decorator of views that only members may see."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from pods.routing.actor import Actor, current_actor
from pods.routing.routes import RouteClass, class_of, route
from shop.staff.guards import signed_in
from shop.staff.types import NOBODY, Member, Permission

PACKER = Member(id=7, email="p@example.com", name="Pia", role="packer", permissions=frozenset({"orders.view"}))

seen: list[Actor] = []


@route(RouteClass.ADMIN)
@signed_in()
def anything(request: HttpRequest) -> HttpResponse:
    seen.append(current_actor())
    return HttpResponse("shown")


@signed_in(Permission.ORDERS_VIEW)
def orders(request: HttpRequest) -> HttpResponse:
    return HttpResponse("orders")


@signed_in(Permission.ORDERS_REFUND)
def refund(request: HttpRequest) -> HttpResponse:
    raise AssertionError("must not run")


def _ask(rf: RequestFactory, member: Member, **headers: str) -> HttpRequest:
    request = rf.get("/admin/orders?page=2", headers=headers)
    request.member = member
    return request


def test_a_member_sees_the_page_and_acts_as_who_it_is(rf: RequestFactory) -> None:
    seen.clear()
    assert anything(_ask(rf, PACKER)).content == b"shown"
    assert [str(actor) for actor in seen] == ["staff:7"]
    assert seen[0].permissions == {"orders.view"}
    assert str(current_actor()) == "system:none"


def test_what_members_see_is_never_cached(rf: RequestFactory) -> None:
    assert "no-store" in anything(_ask(rf, PACKER))["Cache-Control"]


def test_nobody_is_sent_to_the_sign_in_page_and_back(rf: RequestFactory) -> None:
    answer = anything(_ask(rf, NOBODY))
    assert (answer.status_code, answer["Location"]) == (302, "/admin/sign-in?next=%2Fadmin%2Forders%3Fpage%3D2")


def test_a_form_that_was_sent_by_nobody_leads_to_the_first_page(rf: RequestFactory) -> None:
    request = rf.post("/admin/orders/1001/refund")
    request.member = NOBODY
    assert anything(request)["Location"] == "/admin/sign-in?next=%2Fadmin%2F"


def test_a_fragments_request_takes_the_whole_page_to_the_sign_in(rf: RequestFactory) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/admin/orders/1001?x=1"}
    answer = anything(_ask(rf, NOBODY, **headers))
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/admin/sign-in?next=%2Fadmin%2Forders%2F1001%3Fx%3D1")


def test_a_permission_lets_its_holder_in(rf: RequestFactory) -> None:
    assert orders(_ask(rf, PACKER)).content == b"orders"


def test_a_lacking_permission_is_a_refusal_that_names_it(rf: RequestFactory) -> None:
    with pytest.raises(PermissionDenied, match="You may not refund orders"):
        refund(_ask(rf, PACKER))


def test_a_request_without_the_middleware_is_nobodys(rf: RequestFactory) -> None:
    assert anything(rf.get("/admin/")).status_code == 302


def test_the_guard_does_not_hide_the_routes_class() -> None:
    assert class_of(anything) is RouteClass.ADMIN


def test_forgotten_parentheses_are_said_at_once() -> None:
    with pytest.raises(TypeError, match="parentheses"):
        signed_in(anything)  # type: ignore[arg-type]
