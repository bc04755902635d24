"""All lists of the admin alike: found, filtered, paged, with a script and without, and what they say when empty."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog import api as catalog
from shop.catalog.types import CollectionFields, Product
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.pages.visiting import said

HTMX = {"HX-Request": "true"}
LISTS = ["orders", "customers", "products", "stock", "discounts", "collections"]
TABS = {"orders": "show=to_send", "products": "state=active", "stock": "show=short", "discounts": "state=active"}
NOTHING_YET = {
    "orders": "No orders yet",
    "customers": "No customers yet",
    "products": "No products yet",
    "stock": "No stock yet",
    "discounts": "No discounts yet",
    "collections": "No collections yet",
}

type Fill = Callable[[], None]


@pytest.fixture
def filled(shop: Shop, lamp: Product, gateway: GatewayProcess, inside: Inside) -> None:
    """Two rows in each list; each has a word of its own, and both begin with `shar`."""
    with inside(shop):
        for number, mail in enumerate(("shared-one@example.no", "shared-two@example.no")):
            selling.put_on_sale(f"Shared {number}", on_hand=1)
            selling.buy(lamp, email=mail)
            selling.make_code(f"SHARED{number}")
            with acting_as(selling.STAFF):
                catalog.create_collection(CollectionFields(title=f"Shared {number}"))


@pytest.fixture
def one_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LISTS:
        monkeypatch.setattr(f"shop.admin.views.{name}.PAGE", 1)


@pytest.mark.parametrize("name", LISTS)
def test_a_script_gets_the_list_alone_and_the_browsers_history_the_page(owner: Client, filled: None, name: str) -> None:
    part = owner.get(f"/admin/{name}", {"q": "shared"}, headers=HTMX)
    html = part.content.decode()
    assert html.lstrip().startswith('<div id="list"')
    assert "<html" not in html
    assert 'id="live" hx-swap-oob="true"' in html
    assert part["Vary"].count("HX-Request") == 1
    whole = owner.get(f"/admin/{name}", {"q": "shared"}, headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in whole.content.decode()
    assert html.partition("<table")[2].partition("</table>")[0] in whole.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_the_search_form_works_with_a_script_and_without(owner: Client, filled: None, name: str) -> None:
    page = owner.get(f"/admin/{name}").content.decode()
    form = page.partition('<form id="find"')[2].partition("</form>")[0]
    for part in ('method="get"', f'action="/admin/{name}"', f'hx-get="/admin/{name}"', 'hx-target="#list"', "<button"):
        assert part in form, part
    assert 'hx-push-url="true"' in form
    assert 'hx-trigger="submit, change from:#filters, input changed delay:250ms from:#q"' in form, (
        "the search field itself tells of a change once more when it is left: that would race with a tab"
    )
    assert len(owner.get(f"/admin/{name}", {"q": "shared"}).context["list"].rows) == 2


@pytest.mark.parametrize("name", LISTS)
def test_pages_lead_forth_and_back_and_carry_the_search(
    owner: Client, filled: None, one_a_page: None, name: str
) -> None:
    first = owner.get(f"/admin/{name}", {"q": "shared"})
    pager = first.context["list"].pager
    assert pager.previous == ""
    assert "q=shared" in pager.next
    second = owner.get(f"/admin/{name}{pager.next}")
    assert second.context["list"].pager.next == ""
    assert f'href="{second.context["list"].pager.previous.replace("&", "&amp;")}"' in second.content.decode()
    back = owner.get(f"/admin/{name}{second.context['list'].pager.previous}")
    assert _table(back) == _table(first) != _table(second)


@pytest.mark.parametrize(("name", "view"), TABS.items())
def test_a_tab_keeps_the_search_and_a_search_keeps_the_tab(owner: Client, filled: None, name: str, view: str) -> None:
    found = owner.get(f"/admin/{name}", {"q": "shared"}).content.decode()
    assert f'href="?q=shared&amp;{view}"' in found
    key, _is, value = view.partition("=")
    chosen = owner.get(f"/admin/{name}?{view}", headers=HTMX).content.decode()
    assert f'<input type="hidden" form="find" name="{key}" value="{value}">' in chosen
    assert 'aria-current="page"' in chosen


@pytest.mark.parametrize("name", LISTS)
def test_nothing_yet_is_not_nothing_found(owner: Client, lamp: Product, shop: Shop, inside: Inside, name: str) -> None:
    with inside(shop), acting_as(selling.STAFF):
        catalog.delete_product(lamp.id, version=lamp.version)
    bare = owner.get(f"/admin/{name}")
    assert NOTHING_YET[name] in said(bare)
    assert 'id="find"' not in bare.content.decode()
    sought = owner.get(f"/admin/{name}", {"q": "zzz"})
    assert NOTHING_YET[name] not in said(sought)
    assert "“zzz”" in said(sought)
    assert f'href="/admin/{name}">Clear filters' in sought.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_page_that_is_empty_by_now_leads_to_the_first(
    owner: Client, filled: None, one_a_page: None, name: str
) -> None:
    last = owner.get(f"/admin/{name}{owner.get(f'/admin/{name}', {'q': 'shared'}).context['list'].pager.next}")
    key, mark = _mark_of(last.context["list"].pager.previous)
    gone = owner.get(f"/admin/{name}", {"q": "zzz", key: mark})
    assert "Nothing here any more" in said(gone)
    assert f'href="/admin/{name}">Show the first page' in gone.content.decode()


def test_products_are_read_in_the_order_that_is_asked_for(owner: Client, filled: None, lamp: Product) -> None:
    def titles(sort: str) -> list[str]:
        return [each.title for each in owner.get("/admin/products", {"sort": sort}).context["list"].rows]

    assert titles("title") == titles("") == titles("nonsense") == ["Shared 0", "Shared 1", "Skog table lamp"]
    assert titles("newest") == ["Shared 1", "Shared 0", "Skog table lamp"]


def _table(answer: object) -> str:
    return answer.content.decode().partition("<tbody")[2].partition("</tbody>")[0]  # type: ignore[attr-defined]


def _mark_of(query: str) -> tuple[str, str]:
    [(key, mark)] = [
        (name, value)
        for name, _is, value in (part.partition("=") for part in query.removeprefix("?").split("&"))
        if name in {"before", "after"}
    ]
    return key, mark
