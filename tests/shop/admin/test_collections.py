"""Collections through HTTP: the list, the editor, and the order of their products."""

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog import api as catalog
from shop.catalog.types import CollectionFields, Product, ProductFilter, ProductSort
from shop.staff.api import Permission
from shop.staff.models import Role, User
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.admin.sending import form_of
from tests.shop.pages.visiting import PRODUCTS, said, statements, tables_read

NEW = "/admin/collections/new"


@pytest.fixture
def lamps(owner: Client, lamp: Product, shop: Shop, inside: Inside) -> int:
    """A collection with one product, and two more that could be in it."""
    with inside(shop):
        for title in ("Alma lamp", "Birk lamp"):
            selling.put_on_sale(title)
        with acting_as(selling.STAFF):
            made = catalog.create_collection(CollectionFields("Lamps"))
            catalog.add_to_collection(made, [lamp.id])
    return made


def _inside(collection_id: int) -> list[str]:
    page = catalog.products_page(ProductFilter(collection_id=collection_id), sort=ProductSort.MANUAL)
    return [each.title for each in page.products]


def test_a_collection_is_created_and_changed(owner: Client, shop: Shop, inside: Inside) -> None:
    assert "No collections yet" in said(owner.get("/admin/collections"))
    answer = owner.post(NEW, form_of(owner.get(NEW), NEW, title="New things", is_published=None))
    path = answer["Location"]
    assert "New things Hidden 0" in said(owner.get("/admin/collections"))
    sent = form_of(owner.get(path), path, title="News", is_published="on", seo_title="All that is new")
    assert owner.post(path, sent)["Location"] == f"{path}?saved"
    with inside(shop):
        now = catalog.collection_by_id(int(path.rpartition("/")[2]))
    assert (now.title, now.is_published, now.seo_title, now.handle) == ("News", True, "All that is new", "new-things")


def test_a_collection_without_a_title_is_refused(owner: Client, lamps: int, shop: Shop, inside: Inside) -> None:
    path = f"/admin/collections/{lamps}"
    for address in (NEW, path):
        answer = owner.post(address, form_of(owner.get(address), address, title=" "))
        assert answer.status_code == 422
        assert "Give the collection a title." in said(answer)
    with inside(shop):
        assert [each.title for each in catalog.collections_page().collections] == ["Lamps"]


def test_a_save_over_somebody_elses_is_refused(owner: Client, lamps: int, shop: Shop, inside: Inside) -> None:
    path = f"/admin/collections/{lamps}"
    sent = form_of(owner.get(path), path, title="Mine")
    with inside(shop), acting_as(selling.STAFF):
        catalog.edit_collection(lamps, CollectionFields("Theirs"), version=1)
    answer = owner.post(path, sent)
    assert answer.status_code == 409
    assert "Title Differs Yours: Mine Saved now: Theirs" in said(answer)
    assert owner.post(f"{path}/delete", {"version": 1}).status_code == 409
    with inside(shop):
        assert catalog.collection_by_id(lamps).title == "Theirs"


def test_products_are_found_added_moved_and_taken_out(
    owner: Client, lamps: int, lamp: Product, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/collections/{lamps}"
    found = owner.get(path, {"q": "lamp"})
    assert "In it already" in said(found)
    ids = {product.title: product.id for product in found.context["found"]}
    for title in ("Alma lamp", "Birk lamp", "Alma lamp"):
        answer = owner.post(f"{path}/products?q=lamp", {"product": ids[title], "add": "1"})
        assert answer["Location"] == f"{path}?q=lamp#products"
    with inside(shop):
        assert _inside(lamps) == ["Skog table lamp", "Alma lamp", "Birk lamp"]
    for title, button in (("Birk lamp", "up"), ("Birk lamp", "up"), ("Skog table lamp", "down")):
        rows = {row["product"].title: row for row in owner.get(path).context["rows"]}
        owner.post(f"{path}/products", {"product": ids[title], "behind": rows[title][button]})
    with inside(shop):
        assert _inside(lamps) == ["Birk lamp", "Alma lamp", "Skog table lamp"]
    owner.post(f"{path}/products", {"product": ids["Alma lamp"], "remove": "1"})
    with inside(shop):
        assert _inside(lamps) == ["Birk lamp", "Skog table lamp"]


def test_what_is_not_there_is_not_put_in(
    owner: Client, lamps: int, shop: Shop, other_shop: Shop, inside: Inside
) -> None:
    with inside(other_shop):
        selling.furnish()
        theirs = selling.put_on_sale("Theirs alone")
    for product in (theirs.id, 0, "x", "9" * 30):
        answer = owner.post(f"/admin/collections/{lamps}/products", {"product": product, "add": "1"})
        assert answer.status_code == 422
        assert "no longer there" in said(answer)
    with inside(shop):
        assert _inside(lamps) == ["Skog table lamp"]


def test_a_collection_is_deleted_and_its_products_stay(
    owner: Client, lamps: int, lamp: Product, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/collections/{lamps}"
    assert owner.post(f"{path}/delete", form_of(owner.get(path), f"{path}/delete")).status_code == 302
    assert owner.get(path).status_code == 404
    with inside(shop):
        assert catalog.product_by_id(lamp.id) == lamp


def test_the_list_is_searched_and_goes_on(
    owner: Client, lamps: int, shop: Shop, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(shop), acting_as(selling.STAFF):
        catalog.create_collection(CollectionFields("Stools"))
    monkeypatch.setattr("shop.admin.views.collections.PAGE", 1)
    first = owner.get("/admin/collections")
    second = owner.get("/admin/collections", {"after": first.context["page"].after})
    titles = [answer.context["page"].collections[0].title for answer in (first, second)]
    assert titles == ["Lamps", "Stools"]
    assert "Stools" not in said(owner.get("/admin/collections", {"q": "lamp"}))
    assert "No collection found" in said(owner.get("/admin/collections", {"q": "teapot"}))


def test_who_may_not_edit_products_changes_no_collection(
    owner: Client, lamps: int, lamp: Product, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        role = Role.objects.create(name="Picker", permissions=[Permission.STOCK_ADJUST.value])
        User.objects.update(role=role)
    assert "Create collection" not in said(owner.get("/admin/collections"))
    path = f"/admin/collections/{lamps}"
    for address in (NEW, path, f"{path}/delete", f"{path}/products"):
        sent = {"version": 1, "title": "Mine", "product": lamp.id, "remove": "1"}
        assert owner.post(address, sent).status_code == 403
    with inside(shop):
        assert [each.title for each in catalog.collections_page().collections] == ["Lamps"]
        assert _inside(lamps) == ["Skog table lamp"]


def test_an_unknown_collection_is_404(owner: Client, lamps: int) -> None:
    for collection_id in (1, 10**30):
        for address in ("", "/delete", "/products"):
            assert owner.post(f"/admin/collections/{collection_id}{address}", {"version": 1}).status_code == 404


@pytest.mark.parametrize("more", [0, 9])
def test_what_the_collections_ask_the_database(
    owner: Client, lamps: int, shop: Shop, inside: Inside, more: int
) -> None:
    with inside(shop), acting_as(selling.STAFF):
        for place in range(more):
            catalog.create_collection(CollectionFields(f"Lamps {place}"))
            catalog.add_to_collection(lamps, [selling.put_on_sale(f"Lamp {place}").id])
    owner.get("/admin/collections")
    with statements() as sent:
        owner.get("/admin/collections")
    assert tables_read(sent) == ["staff_session", "catalog_collection"]
    with statements() as sent:
        owner.get(f"/admin/collections/{lamps}")
    assert tables_read(sent) == ["staff_session", "catalog_collection", "catalog_settings", *PRODUCTS]
