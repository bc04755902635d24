"""What staff do with an order after the sale, through its pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.events import CAPTURE, FINISH_REFUND, MOVE_MONEY
from shop.orders.types import AfterSale, FulfilmentState, Order, PaymentState
from shop.staff.api import create_owner
from shop.staff.models import Role, User
from shop.staff.rules import BUILT_IN_ROLES
from shop.staff.types import BuiltInRole
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.admin.conftest import PASSWORD
from tests.shop.pages.visiting import said

pytestmark = pytest.mark.usefixtures("gateway", "pinned")

Look = Callable[[], tuple[Order, AfterSale]]


@pytest.fixture
def bought(lamp: Product, shop: Shop, inside: Inside, gateway: object) -> int:
    """An order of two lamps; returns its number."""
    with inside(shop):
        result = selling.buy(lamp, 2)
    assert result.order_number is not None
    return result.order_number


@pytest.fixture
def paid(bought: int, shop: Shop, inside: Inside) -> int:
    """The same, captured."""
    with inside(shop):
        selling.work_off(shop, CAPTURE)
    return bought


@pytest.fixture
def look(bought: int, shop: Shop, inside: Inside) -> Look:
    """Read the order anew."""

    def read() -> tuple[Order, AfterSale]:
        with inside(shop):
            order = orders.order_by_number(bought)
            return order, orders.after_sale_of(order.id)

    return read


def _filled(browser: Client, path: str, **changes: object) -> dict[str, object]:
    """Return the form of a page as a browser would send it, with changes."""
    form = browser.get(path).context["form"]
    values = {field.html_name: field.value() for field in form}
    sent = {name: "on" if value is True else value for name, value in values.items() if value not in (None, False)}
    return {**sent, **changes}


def test_a_part_is_sent_with_its_tracking_and_the_rest_later(owner: Client, paid: int, look: Look) -> None:
    path = f"/admin/orders/{paid}/fulfil"
    line = look()[0].lines[0].id
    first = _filled(owner, path, **{f"pieces_{line}": 1}, carrier="Post", tracking_number="NO 1")
    assert owner.post(path, first).status_code == 302
    order, after = look()
    assert order.fulfilment_state is FulfilmentState.PARTLY_FULFILLED
    assert (after.fulfilments[0].carrier, after.fulfilments[0].tracking_number) == ("Post", "NO 1")
    assert owner.post(path, first).status_code == 302
    assert len(look()[1].fulfilments) == 1
    assert owner.post(path, _filled(owner, path)).status_code == 302
    assert look()[0].fulfilment_state is FulfilmentState.FULFILLED
    assert owner.get(path).status_code == 302
    assert "NO 1" in said(owner.get(f"/admin/orders/{paid}"))


def test_what_is_sent_and_given_back_in_parts_adds_up_on_the_page(
    owner: Client, paid: int, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/orders/{paid}"
    [line] = owner.get(path).context["order"].lines
    one = {f"pieces_{line.id}": 1}
    assert owner.post(f"{path}/fulfil", _filled(owner, f"{path}/fulfil", **one)).status_code == 302
    words = said(owner.get(path))
    assert "1 sent · 1 still to send 2 × €189.00 €378.00" in words
    assert "can be given back" not in words
    step = _filled(owner, f"{path}/refund", **one)
    sums = owner.post(f"{path}/refund", step | {"step": "sum"}).context["form"]
    step = {field.html_name: field.value() for field in sums if field.value() not in (None, False)}
    assert owner.post(f"{path}/refund", {**step, "step": "refund"}).status_code == 302
    words = said(owner.get(path))
    assert "Taken, Visa ··4242 €378.00 On its way back −€189.00 Left, can be given back €189.00" in words
    with inside(shop):
        selling.work_off(shop, MOVE_MONEY)
    words = said(owner.get(path))
    assert "Taken, Visa ··4242 €378.00 Given back −€189.00 Left, can be given back €189.00" in words
    assert "1 sent · 1 refunded 2 × €189.00 €378.00" in words, "the piece that was never sent is given back first"


def test_more_pieces_than_are_left_are_refused_and_nothing_is_sent(owner: Client, paid: int, look: Look) -> None:
    path = f"/admin/orders/{paid}/fulfil"
    line = look()[0].lines[0].id
    answer = owner.post(path, _filled(owner, path, **{f"pieces_{line}": 3}))
    assert answer.status_code == 422
    assert "Only 2 are left." in said(answer)
    assert look()[1].fulfilments == ()


def test_a_parcel_is_taken_back(owner: Client, paid: int, look: Look) -> None:
    path = f"/admin/orders/{paid}/fulfil"
    owner.post(path, _filled(owner, path))
    parcel = look()[1].fulfilments[0]
    for _twice in range(2):
        answer = owner.post(f"/admin/orders/{paid}/fulfilments/{parcel.id}/cancel")
    assert answer.status_code in {302, 409}
    order, after = look()
    assert after.fulfilments[0].is_cancelled
    assert order.fulfilment_state is FulfilmentState.UNFULFILLED
    assert owner.post(f"/admin/orders/{paid}/fulfilments/987654/cancel").status_code == 404


def test_a_refund_is_worked_out_first_and_then_given_back_as_the_button_said(
    owner: Client, paid: int, look: Look, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/orders/{paid}/refund"
    line = look()[0].lines[0].id
    asked = _filled(owner, path, **{f"pieces_{line}": 1})
    shown = owner.post(path, {**asked, "step": "preview"})
    sums = shown.context["sums"]
    assert f"Refund {sums.total}" in said(shown)
    assert look()[1].refunds == ()
    sent = {**asked, "expected_minor": sums.total.minor, "step": "refund"}
    assert owner.post(path, sent).status_code == 302
    assert owner.post(path, sent).status_code == 302
    with inside(shop):
        selling.work_off(shop, MOVE_MONEY)
        selling.work_off(shop, FINISH_REFUND)
    order, after = look()
    assert len(after.refunds) == 1
    assert after.money.refunded == sums.total
    assert order.payment_state is PaymentState.PARTLY_REFUNDED


def test_a_refund_of_another_sum_than_the_button_said_is_shown_anew(owner: Client, paid: int, look: Look) -> None:
    path = f"/admin/orders/{paid}/refund"
    line = look()[0].lines[0].id
    sent = _filled(owner, path, **{f"pieces_{line}": 1}, expected_minor=1, step="refund")
    answer = owner.post(path, sent)
    assert answer.status_code == 409
    assert "No money was given back." in said(answer)
    assert answer.context["sums"].total.minor > 1
    assert look()[1].refunds == ()


def test_an_order_is_cancelled_after_it_was_asked_whether(
    owner: Client, bought: int, look: Look, inside: Inside, lamp: Product
) -> None:
    path = f"/admin/orders/{bought}/cancel"
    assert "2 pieces can be sold to somebody else." in said(owner.get(path))
    assert look()[0].cancelled_at is None
    form = _filled(owner, path, reason="Ordered twice")
    assert owner.post(path, form).status_code == 302
    assert look()[0].cancelled_at is not None
    with inside(Shop.objects.get(schema_name="acme")):
        assert selling.stock_of(lamp) == (5, 0)
    page = said(owner.get(f"/admin/orders/{bought}"))
    assert "Cancelled" in page
    assert "Ordered twice" in page


def test_an_order_is_held_back_and_released(owner: Client, bought: int, look: Look) -> None:
    form = {"key": "k" * 24}
    assert owner.post(f"/admin/orders/{bought}/payment/hold", form).status_code == 302
    assert look()[1].is_held
    assert owner.post(f"/admin/orders/{bought}/payment/release", form).status_code == 302
    assert not look()[1].is_held
    refused = owner.post(f"/admin/orders/{bought}/payment/release", form)
    assert refused.status_code == 409
    assert "Nothing was changed. This order is not held back." in said(refused)


def test_an_act_that_nobody_knows_is_404(owner: Client, bought: int) -> None:
    assert owner.post(f"/admin/orders/{bought}/payment/forget", {"key": "k" * 24}).status_code == 404


def test_an_amount_that_is_none_is_refused(owner: Client, bought: int, look: Look) -> None:
    answer = owner.post(f"/admin/orders/{bought}/payment/capture", {"key": "k" * 24, "amount": "much"})
    assert answer.status_code == 422
    assert "Write the amount like 12 or 12.50." in said(answer)
    assert look()[1].money.captured.minor == 0


def test_notes_and_tags_are_written_once(owner: Client, bought: int, look: Look) -> None:
    note = {"key": "n" * 24, "text": "Rings at the back door."}
    for _twice in range(2):
        assert owner.post(f"/admin/orders/{bought}/note", note).status_code == 302
    assert owner.post(f"/admin/orders/{bought}/tags", {"tags": "gift, VIP , vip"}).status_code == 302
    after = look()[1]
    assert [each.text for each in after.notes] == ["Rings at the back door."]
    assert sorted(after.tags) == ["VIP", "gift"] or sorted(after.tags) == ["gift", "vip"]
    empty = owner.post(f"/admin/orders/{bought}/note", {"key": "m" * 24, "text": " "})
    assert empty.status_code == 422
    assert "Write the note first." in said(empty)


def test_the_address_is_changed_at_its_version(owner: Client, paid: int, look: Look) -> None:
    path = f"/admin/orders/{paid}/address"
    stale = _filled(owner, path, city="Oslo")
    assert owner.post(path, _filled(owner, path, line1="Markeveien 2")).status_code == 302
    assert look()[0].shipping.line1 == "Markeveien 2"
    answer = owner.post(path, stale)
    assert answer.status_code == 409
    assert look()[0].shipping.city == "Bergen"


def test_the_country_of_an_order_stays(owner: Client, paid: int, look: Look) -> None:
    path = f"/admin/orders/{paid}/address"
    assert owner.post(path, _filled(owner, path, country="SE")).status_code == 422
    assert look()[0].shipping.country == "NO"


def test_the_list_has_tabs_and_a_search(owner: Client, bought: int) -> None:
    assert [row.order.number for row in owner.get("/admin/orders?show=to_send").context["rows"]] == [bought]
    assert owner.get("/admin/orders?show=on_hold").context["rows"] == []
    assert [row.order.number for row in owner.get(f"/admin/orders?q=%23{bought}").context["rows"]] == [bought]
    nobody = owner.get("/admin/orders?q=nobody")
    assert "No number, email or name here matches “nobody”." in said(nobody)
    part = owner.get("/admin/orders?q=nobody", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize("path", ["fulfil", "refund", "cancel", "address"])
def test_who_may_only_look_is_shown_no_act_and_refused(
    bought: int, shop: Shop, browser_at: Callable[[Shop], Client], path: str
) -> None:
    role = Role.objects.create(name="read-only", permissions=list(BUILT_IN_ROLES[BuiltInRole.READ_ONLY]))
    create_owner("lena@example.com", "Lena", PASSWORD)
    User.objects.filter(email="lena@example.com").update(role=role)
    browser = browser_at(shop)
    browser.post("/admin/sign-in", {"email": "lena@example.com", "password": PASSWORD, "next": ""})
    page = browser.get(f"/admin/orders/{bought}")
    assert page.status_code == 200
    assert f"/admin/orders/{bought}/{path}".encode() not in page.content
    assert browser.get(f"/admin/orders/{bought}/{path}").status_code == 403
