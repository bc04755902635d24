"""The stock through HTTP: the list, one variant, adjusting, counting, and the ledger."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.staff.api import Permission
from shop.staff.models import Role, User
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.admin.sending import form_of
from tests.shop.pages.counter import take_from_stock
from tests.shop.pages.visiting import FOR_SALE, said, statements, tables_read

type Levels = Callable[[], dict[str, tuple[int, int]]]


@pytest.fixture
def path(lamp: Product, owner: Client) -> str:
    """Where the lamp's stock is shown."""
    return f"/admin/stock/{lamp.variant_id}"


def test_the_list_shows_figures_and_what_has_run_out(owner: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        selling.put_on_sale("Tarn floor lamp", on_hand=0)
    words = said(owner.get("/admin/stock"))
    assert "Skog table lamp SKG-MOS-24 5 0 0 5" in words
    short = owner.get("/admin/stock", {"show": "short"})
    assert [row.variant.title for row in short.context["list"].rows] == ["Tarn floor lamp"]
    assert "Nothing is on its way" in said(owner.get("/admin/stock", {"show": "incoming"}))


def test_the_list_goes_on_where_it_ended(
    owner: Client, shop: Shop, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(shop):
        selling.put_on_sale("Tarn floor lamp")
    monkeypatch.setattr("shop.admin.views.stock.PAGE", 1)
    first = owner.get("/admin/stock")
    assert [row.variant.title for row in first.context["list"].rows] == ["Tarn floor lamp"]
    second = owner.get("/admin/stock", {"after": first.context["page"].after})
    assert [row.variant.title for row in second.context["list"].rows] == ["Skog table lamp"]
    assert "Next page" not in said(second)


def test_stock_comes_and_goes_and_the_ledger_says_who_and_why(
    owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside
) -> None:
    for change, reason in (("3", "delivery"), ("-2", "breakage")):
        answer = owner.post(f"{path}/adjust", form_of(owner.get(path), f"{path}/adjust", change=change, reason=reason))
        assert answer["Location"] == f"{path}?saved"
    words = said(owner.get(path))
    assert "Adjusted breakage Ingrid Moen 6 (-2)" in words
    assert "Adjusted delivery Ingrid Moen 8 (+3)" in words
    with inside(shop):
        assert selling.stock_of(lamp) == (6, 0)


def test_a_form_that_is_sent_twice_adjusts_once(
    owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside
) -> None:
    sent = form_of(owner.get(path), f"{path}/adjust", change="3", reason="delivery")
    for _twice in range(2):
        assert owner.post(f"{path}/adjust", sent).status_code == 302
    with inside(shop):
        assert selling.stock_of(lamp) == (8, 0)


def test_stock_does_not_go_below_nothing(owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside) -> None:
    for change, reason in (("-6", "breakage"), ("0", "nothing"), ("x", "what"), ("1", "")):
        sent = form_of(owner.get(path), f"{path}/adjust", change=change, reason=reason)
        answer = owner.post(f"{path}/adjust", sent)
        assert answer.status_code == 422, change
        assert "Not saved yet." in said(answer)
    with inside(shop):
        assert selling.stock_of(lamp) == (5, 0)


def test_a_count_is_written(owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside) -> None:
    assert owner.post(f"{path}/count", form_of(owner.get(path), f"{path}/count", on_hand="4")).status_code == 302
    assert "Counted Ingrid Moen 4 (-1)" in said(owner.get(path))
    with inside(shop):
        assert selling.stock_of(lamp) == (4, 0)


def test_a_count_over_a_change_is_refused_and_says_what_is_there(
    owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside
) -> None:
    sent = form_of(owner.get(path), f"{path}/count", on_hand="9")
    with inside(shop):
        take_from_stock(lamp, 2)
    answer = owner.post(f"{path}/count", sent)
    assert answer.status_code == 409
    assert "now 3 are on hand. Count again." in said(answer)
    with inside(shop):
        assert selling.stock_of(lamp) == (3, 0)


def test_a_count_of_nonsense_is_refused(owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside) -> None:
    usual = form_of(owner.get(path), f"{path}/count")
    for wrong in ({"on_hand": ""}, {"on_hand": "-1"}, {"on_hand": "x"}, {"location_id": "77"}):
        assert owner.post(f"{path}/count", usual | wrong).status_code == 422, wrong
    with inside(shop):
        assert selling.stock_of(lamp) == (5, 0)


def test_a_variant_is_no_longer_counted(owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside) -> None:
    assert owner.post(f"{path}/tracking", {"may_oversell": "on"}).status_code == 302
    with inside(shop):
        stock = inventory.available_of([lamp.variant_id])[lamp.variant_id]
    assert (stock.is_tracked, stock.may_oversell) == (False, True)
    assert "∞" in said(owner.get(path))
    uncounted = owner.get("/admin/stock", {"show": "uncounted"})
    assert "Skog table lamp SKG-MOS-24 Without limit" in said(uncounted)
    assert "Without limit" not in said(owner.get("/admin/stock"))


def test_each_location_is_counted_by_itself(
    owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside
) -> None:
    with inside(shop), acting_as(selling.STAFF):
        other = inventory.add_location(name="Cellar", country="NO")
    sent = form_of(owner.get(path), f"{path}/adjust", change="2", reason="delivery", location_id=str(other))
    assert owner.post(f"{path}/adjust", sent).status_code == 302
    with inside(shop):
        levels = inventory.levels_of([lamp.variant_id])[lamp.variant_id]
    assert [(each.location_name, each.on_hand) for each in levels] == [("Main", 5), ("Cellar", 2)]


@pytest.fixture
def cellar(lamp: Product, shop: Shop, inside: Inside) -> int:
    """A second location."""
    with inside(shop), acting_as(selling.STAFF):
        return inventory.add_location(name="Cellar", country="NO")


@pytest.fixture
def levels(lamp: Product, shop: Shop, inside: Inside) -> Levels:
    """Look at what is on hand and incoming at each location."""

    def now() -> dict[str, tuple[int, int]]:
        with inside(shop):
            found = inventory.levels_of([lamp.variant_id])[lamp.variant_id]
        return {each.location_name: (each.on_hand, each.incoming) for each in found}

    return now


@pytest.fixture
def sold_meanwhile(lamp: Product, shop: Shop, inside: Inside) -> Callable[[], None]:
    """Let two lamps go while somebody fills in a form."""

    def take() -> None:
        with inside(shop):
            take_from_stock(lamp, 2)

    return take


def test_goods_are_expected_received_and_moved(owner: Client, path: str, cellar: int, levels: Levels) -> None:
    where, main = str(cellar), form_of(owner.get(path), f"{path}/move")["to_location_id"]
    for act, typed in (
        ("expect", {"quantity": "20", "location_id": where, "reason": "purchase 12"}),
        ("expect", {"quantity": "-5", "location_id": where}),
        ("receive", {"quantity": "12", "location_id": where, "reason": "first pallet"}),
        ("move", {"quantity": "4", "from_location_id": where, "reason": "for the shop"}),
    ):
        sent = form_of(owner.get(path), f"{path}/{act}", **typed)
        if act == "move":
            sent["to_location_id"] = main
        for _twice in range(2):
            answer = owner.post(f"{path}/{act}", sent)
            assert answer["Location"] == f"{path}?saved", (act, said(answer))
    assert levels() == {"Main": (9, 0), "Cellar": (8, 3)}
    words = said(owner.get(path))
    assert "Went to another location for the shop Cellar Ingrid Moen 8 (-4)" in words
    assert "Came from another location for the shop Main Ingrid Moen 9 (+4)" in words
    assert "Received first pallet Cellar Ingrid Moen 12 (+12) 0 3 (-12)" in words


@pytest.mark.parametrize(
    ("act", "typed"),
    [("adjust", {"change": "-1", "reason": "broken"}), ("receive", {"quantity": "7"}), ("move", {"quantity": "1"})],
)
def test_a_change_over_somebody_elses_is_refused_and_can_be_sent_again(
    *,
    owner: Client,
    path: str,
    cellar: int,
    levels: Levels,
    sold_meanwhile: Callable[[], None],
    act: str,
    typed: dict[str, str],
) -> None:
    sent = form_of(owner.get(path), f"{path}/{act}", **typed)
    if act == "move":
        sent["to_location_id"] = str(cellar)
    sold_meanwhile()
    answer = owner.post(f"{path}/{act}", sent)
    assert (answer.status_code, "now 3 are on hand there" in said(answer)) == (409, True)
    assert levels() == {"Main": (3, 0)}
    again = form_of(answer, f"{path}/{act}")
    assert {name: again[name] for name in typed} == typed, "nothing that was typed is lost"
    assert owner.post(f"{path}/{act}", again).status_code == 302
    assert levels()["Main"] != (3, 0)


def test_what_is_expected_is_compared_too(
    *, owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside, levels: Levels
) -> None:
    sent = form_of(owner.get(path), f"{path}/expect", quantity="6")
    with inside(shop), acting_as(selling.STAFF):
        inventory.expect_stock(lamp.variant_id, quantity=6)
    answer = owner.post(f"{path}/expect", sent)
    assert (answer.status_code, "now 6 are on their way" in said(answer)) == (409, True)
    assert levels() == {"Main": (5, 6)}


def test_a_change_by_hand_that_makes_no_sense_is_refused(owner: Client, path: str, cellar: int, levels: Levels) -> None:
    page = owner.get(path)
    for act, wrong in (
        ("receive", {"quantity": "0"}),
        ("receive", {"quantity": "x"}),
        ("receive", {"quantity": "1", "seen": "1:x:2"}),
        ("receive", {"quantity": "1", "location_id": "77"}),
        ("expect", {"quantity": "-1"}),
        ("expect", {"quantity": "0"}),
        ("move", {"quantity": "1", "to_location_id": ""}),
        ("move", {"quantity": "1"}),
        ("move", {"quantity": "6", "to_location_id": str(cellar)}),
    ):
        answer = owner.post(f"{path}/{act}", form_of(page, f"{path}/{act}") | wrong)
        assert (answer.status_code, "Not saved yet." in said(answer)) == (422, True), (act, wrong)
    assert levels() == {"Main": (5, 0)}


def test_goods_are_only_moved_where_there_is_another_location(owner: Client, path: str) -> None:
    words = said(owner.get(path))
    assert "Receive goods" in words
    assert "Move to another location" not in words


def test_who_may_not_adjust_sees_the_stock_only(
    owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside
) -> None:
    adjusting = form_of(owner.get(path), f"{path}/adjust", change="3", reason="delivery")
    counting = form_of(owner.get(path), f"{path}/count", on_hand="9")
    with inside(shop):
        role = Role.objects.create(name="Packer", permissions=[Permission.ORDERS_VIEW.value])
        User.objects.update(role=role)
    assert "Save count" not in said(owner.get(path))
    others = [(each, adjusting) for each in ("adjust", "receive", "expect", "move")]
    for address, sent in (*others, ("count", counting), ("tracking", {})):
        assert owner.post(f"{path}/{address}", sent).status_code == 403
    with inside(shop):
        assert selling.stock_of(lamp) == (5, 0)
        assert inventory.available_of([lamp.variant_id])[lamp.variant_id].is_tracked


def test_an_unknown_and_another_shops_stock_are_404(
    owner: Client, lamp: Product, path: str, other_shop: Shop, inside: Inside
) -> None:
    adjusting = form_of(owner.get(path), f"{path}/adjust", change="3", reason="delivery")
    with inside(other_shop):
        selling.furnish()
        theirs = selling.put_on_sale("Theirs alone")
    for variant_id in (theirs.variant_id, 1, 10**30):
        assert owner.get(f"/admin/stock/{variant_id}").status_code == 404
        for address in ("adjust", "receive", "expect", "move", "count", "tracking"):
            assert owner.post(f"/admin/stock/{variant_id}/{address}", adjusting).status_code == 404
    with inside(other_shop):
        assert selling.stock_of(theirs) == (5, 0)


@pytest.mark.parametrize("more", [0, 9])
def test_what_the_stock_asks_the_database(owner: Client, path: str, shop: Shop, inside: Inside, more: int) -> None:
    with inside(shop):
        for place in range(more):
            selling.put_on_sale(f"Lamp {place}")
    owner.get("/admin/stock")
    variants = ["catalog_settings", *FOR_SALE]
    with statements() as sent:
        owner.get("/admin/stock")
    listed = ["inventory_location", "inventory_stockitem", "inventory_stockitem", "inventory_stocklevel"]
    assert tables_read(sent) == ["staff_session", *listed, *variants]
    with statements() as sent:
        owner.get(path)
    ledger = ["inventory_stockitem", "inventory_stockentry", "inventory_location"]
    assert tables_read(sent) == ["staff_session", *variants, "inventory_location", "inventory_stocklevel", *ledger]
