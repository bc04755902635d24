from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog import api as catalog
from shop.catalog.errors import CollectionUnknown, FieldsWrong, HandleTaken, ProductUnknown
from shop.catalog.models import Collection, CollectionProduct
from shop.catalog.types import CollectionFields, Product, ProductFilter, ProductSort, ProductState
from tests.shop import selling


@pytest.fixture
def lamps(shop: Shop) -> list[Product]:
    selling.furnish()
    return [
        selling.put_on_sale(f"Lamp {letter}", price_minor=price)
        for letter, price in zip("ABCD", (4, 2, 3, 1), strict=True)
    ]


@pytest.fixture
def spring(lamps: list[Product]) -> int:
    with acting_as(selling.STAFF):
        made = catalog.create_collection(CollectionFields("Spring light", "<p>Bright.</p>"))
        catalog.add_to_collection(made, [each.id for each in lamps[:3]])
    return made


def _titles(collection_id: int, sort: ProductSort = ProductSort.MANUAL) -> list[str]:
    return [each.title[-1] for each in catalog.products_for_sale(collection_id=collection_id, sort=sort).products]


def test_a_collection_shows_its_products_in_its_own_order(spring: int, lamps: list[Product]) -> None:
    found = catalog.collection_by_handle("spring-light")
    assert (found.id, found.title, found.description, found.count) == (spring, "Spring light", "<p>Bright.</p>", 3)
    assert _titles(spring) == ["A", "B", "C"]
    with acting_as(selling.STAFF):
        catalog.place_in_collection(spring, lamps[2].id, after_id=None)
        assert _titles(spring) == ["C", "A", "B"]
        catalog.place_in_collection(spring, lamps[2].id, after_id=lamps[0].id)
        assert _titles(spring) == ["A", "C", "B"]
        catalog.place_in_collection(spring, lamps[0].id, after_id=lamps[1].id)
        assert _titles(spring) == ["C", "B", "A"]
        catalog.place_in_collection(spring, lamps[0].id, after_id=lamps[0].id)
        catalog.add_to_collection(spring, [lamps[3].id, lamps[0].id])
    assert _titles(spring) == ["C", "B", "A", "D"]
    assert _titles(spring, ProductSort.PRICE_UP) == ["D", "B", "C", "A"]
    assert _titles(spring, ProductSort.PRICE_DOWN) == ["A", "C", "B", "D"]
    assert _titles(spring, ProductSort.TITLE) == ["A", "B", "C", "D"]
    assert _titles(spring, ProductSort.NEWEST) == ["D", "C", "B", "A"]


def test_another_collections_order_is_its_own(spring: int, lamps: list[Product]) -> None:
    with acting_as(selling.STAFF):
        other = catalog.create_collection(CollectionFields("Autumn"))
        catalog.add_to_collection(other, [lamps[1].id, lamps[0].id])
        catalog.place_in_collection(spring, lamps[0].id, after_id=lamps[1].id)
    assert (_titles(spring), _titles(other)) == (["B", "A", "C"], ["B", "A"])
    assert [each.title for each in catalog.collections_of_product(lamps[0].id)] == ["Autumn", "Spring light"]
    sold = catalog.variants_for_sale([lamps[0].variant_id, lamps[3].variant_id], with_collections=True)
    assert [sold[lamps[place].variant_id].collection_ids for place in (0, 3)] == [{spring, other}, set()]


def test_buyers_see_what_is_active_of_it_and_staff_all(spring: int, lamps: list[Product]) -> None:
    with acting_as(selling.STAFF):
        catalog.set_product_state(lamps[1].id, ProductState.DRAFT, version=1)
    assert _titles(spring) == ["A", "C"]
    staffs = catalog.products_page(ProductFilter(collection_id=spring), sort=ProductSort.MANUAL)
    assert [each.title for each in staffs.products] == ["Lamp A", "Lamp B", "Lamp C"]


def test_products_go_in_and_out_once(spring: int, lamps: list[Product]) -> None:
    ids = [each.id for each in lamps]
    with acting_as(selling.STAFF):
        for _ in range(2):
            catalog.remove_from_collection(spring, [ids[0], ids[3]])
        for _ in range(2):
            catalog.add_to_collection(spring, [ids[3], ids[3]])
    assert _titles(spring) == ["B", "C", "D"]
    actions = [entry.action for entry in audit_of(Subject("collection", spring))]
    assert actions == [
        "collections.products_added",
        "collections.products_removed",
        "collections.products_added",
        "collections.created",
    ]
    assert [event.name for event in events_of(Subject("collection", spring))] == [
        "catalog.collection_created",
        *["catalog.collection_changed"] * 3,
    ]


def test_a_collection_is_edited_at_its_version(spring: int) -> None:
    fields = replace(CollectionFields.of(catalog.collection_by_id(spring)), title="Summer", is_published=False)
    with acting_as(selling.STAFF):
        assert catalog.edit_collection(spring, fields, version=1) == 2
        with pytest.raises(StaleVersion):
            catalog.edit_collection(spring, replace(fields, title="Late"), version=1)
        with pytest.raises(FieldsWrong):
            catalog.edit_collection(spring, replace(fields, title=""), version=2)
    found = catalog.collection_by_id(spring)
    assert (found.title, found.handle, found.is_published, found.version) == ("Summer", "spring-light", False, 2)
    with pytest.raises(CollectionUnknown):
        catalog.collection_by_handle("spring-light")
    assert catalog.published_collections().collections == ()


def test_a_deleted_collection_leaves_its_products(spring: int, lamps: list[Product]) -> None:
    with acting_as(selling.STAFF):
        with pytest.raises(StaleVersion):
            catalog.delete_collection(spring, version=2)
        catalog.delete_collection(spring, version=1)
        with pytest.raises(CollectionUnknown):
            catalog.delete_collection(spring, version=1)
    assert [model.objects.count() for model in (Collection, CollectionProduct)] == [0, 0]
    assert catalog.product_by_id(lamps[0].id) == lamps[0]


def test_what_is_refused_changes_nothing(spring: int, lamps: list[Product]) -> None:
    before = [(row.product_id, row.position) for row in CollectionProduct.objects.order_by("pk")]
    strange = lamps[3].id + 10**6
    with acting_as(selling.STAFF):
        for refused in (
            lambda: catalog.add_to_collection(spring, [lamps[3].id, strange]),
            lambda: catalog.place_in_collection(spring, lamps[3].id, after_id=None),
            lambda: catalog.place_in_collection(spring, lamps[0].id, after_id=strange),
        ):
            with pytest.raises(ProductUnknown):
                refused()
        with pytest.raises(ValueError, match="At most 250"):
            catalog.add_to_collection(spring, range(251))
        with pytest.raises(HandleTaken):
            catalog.create_collection(CollectionFields("Other"), handle="spring-light")
        with pytest.raises(FieldsWrong):
            catalog.create_collection(CollectionFields("x" * 256))
    for service in (
        lambda: catalog.create_collection(CollectionFields("Other")),
        lambda: catalog.edit_collection(spring, CollectionFields("Other"), version=1),
        lambda: catalog.delete_collection(spring, version=1),
        lambda: catalog.add_to_collection(spring, [lamps[3].id]),
        lambda: catalog.remove_from_collection(spring, [lamps[0].id]),
        lambda: catalog.place_in_collection(spring, lamps[0].id, after_id=None),
    ):
        with pytest.raises(NotAllowed):
            service()
    assert [(row.product_id, row.position) for row in CollectionProduct.objects.order_by("pk")] == before
    assert catalog.collections_page().collections == (catalog.collection_by_id(spring),)


def test_another_shops_collection_is_unknown_here(spring: int, lamps: list[Product], other_shop: Shop, inside) -> None:
    with inside(other_shop):
        selling.furnish()
        own = selling.put_on_sale("Own")
        with acting_as(selling.STAFF), pytest.raises(CollectionUnknown):
            catalog.add_to_collection(spring, [own.id])
        with acting_as(selling.STAFF):
            theirs = catalog.create_collection(CollectionFields("Spring light"))
            with pytest.raises(ProductUnknown):
                catalog.add_to_collection(theirs, [lamps[0].id])
        assert catalog.products_for_sale(collection_id=spring).products == ()
    assert _titles(spring) == ["A", "B", "C"]


def test_collections_come_in_pages_by_title(shop: Shop, django_assert_num_queries) -> None:
    selling.furnish()
    with acting_as(selling.STAFF):
        for title in ("c", "A", "b", "B"):
            catalog.create_collection(CollectionFields(title))
    with django_assert_num_queries(1, using="pod_1"):
        first = catalog.published_collections(size=3)
    assert [each.title for each in first.collections] == ["A", "b", "B"]
    second = catalog.published_collections(size=3, after=first.after)
    assert ([each.title for each in second.collections], second.after) == (["c"], "")
    assert [each.title for each in catalog.collections_page(search="B").collections] == ["b", "B"]
    with django_assert_num_queries(1, using="pod_1"):
        catalog.collection_by_handle("c")
