import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pods.directory.models import Shop
from pods.outbox.api import SHOP, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog import api as catalog
from shop.catalog.models import Collection, Picture, Product, ProductTag, Variant
from shop.catalog.products_csv import columns
from shop.catalog.products_csv.reading import read_products
from shop.catalog.services.importing import BatchResult, import_batch
from shop.catalog.types import CollectionFields, PictureState, ProductState
from shop.money import Money
from tests.shop import selling
from tests.shop.catalog import samples
from tests.shop.catalog.products_csv.sheets import LAMP, ROD, Cells, product, sheet
from tests.shop.gateway_process import GatewayProcess

type Put = Callable[[bytes], str]

NEW, SAME = 20, 11

SHIRT = {
    columns.HANDLE: "shirt",
    columns.TITLE: "Shirt",
    columns.BODY: "<p>Soft</p>",
    columns.VENDOR: "Tern",
    columns.TAGS: "blue, Soft",
    columns.STATUS: "draft",
    "Option1 Name": "Size",
    "Option1 Value": "S",
    columns.SKU: "S-1",
    columns.TRACKER: "shopify",
    columns.QUANTITY: "3",
    columns.PRICE: "9.00",
    columns.PICTURE_SRC: "https://pictures.example/s.jpg",
    columns.VARIANT_PICTURE: "https://pictures.example/small.jpg",
    "Google Shopping / MPN": "M-1",
}
LARGE = {
    columns.HANDLE: "shirt",
    "Option1 Value": "L",
    columns.PRICE: "8.50",
    columns.PICTURE_SRC: "https://pictures.example/l.jpg",
}


@pytest.fixture
def furnished(shop: Shop) -> Shop:
    selling.furnish()
    return shop


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(content: bytes) -> str:
        file = tmp_path / "products.csv"
        file.write_bytes(content)
        return str(file)

    return write


def _import(shop: Shop, file: str, *options: str) -> str:
    said = io.StringIO()
    call_command("import_products", shop.handle, file, *options, stdout=said)
    return said.getvalue()


def _export(shop: Shop) -> str:
    said = io.StringIO()
    call_command("export_products", shop.handle, stdout=said)
    return said.getvalue()


def _batch(*rows: Cells) -> BatchResult:
    with acting_as(selling.STAFF):
        return import_batch([product(*rows)])


def test_a_file_becomes_products(furnished: Shop, put: Put) -> None:
    said = _import(furnished, put(sheet(SHIRT, LARGE, LAMP)))
    assert said.startswith("2 products made, 0 changed, 0 unchanged, 0 broken: ")
    shirt = catalog.product_by_handle("shirt", drafts=True)
    assert (shirt.title, shirt.description, shirt.vendor, shirt.state) == (
        "Shirt",
        "<p>Soft</p>",
        "Tern",
        ProductState.DRAFT,
    )
    assert (shirt.tags, shirt.option_names) == (("blue", "Soft"), ("Size",))
    assert [(each.title, each.price) for each in shirt.variants] == [
        ("S", Money(900, "EUR")),
        ("L", Money(850, "EUR")),
    ]
    assert (shirt.variants[0].sku, shirt.variants[0].stock.on_hand) == ("S-1", 3)
    assert [(each.source_url[-5:], each.position, each.state) for each in shirt.pictures] == [
        ("s.jpg", 1, PictureState.EXTERNAL),
        ("l.jpg", 2, PictureState.EXTERNAL),
    ]
    own = Picture.objects.get(pk=shirt.variants[0].picture_id)
    assert (own.source_url, own.is_listed) == ("https://pictures.example/small.jpg", False)
    assert Product.objects.get(handle="shirt").extras == {"Google Shopping / MPN": "M-1"}
    assert [event.payload for event in events_of(SHOP)] == [{"created": 2, "changed": 0}]
    assert [each.handle for each in catalog.products_for_sale().products] == ["lamp"]


def test_a_second_import_changes_nothing(furnished: Shop, put: Put) -> None:
    file = put(sheet(SHIRT, LARGE, LAMP))
    _import(furnished, file)
    before = _rows()
    assert "0 products made, 0 changed, 2 unchanged" in _import(furnished, file)
    assert _rows() == before
    assert len(events_of(SHOP)) == 1


def _rows() -> list[list[dict[str, object]]]:
    return [list(model.objects.order_by("pk").values()) for model in (Product, Variant, ProductTag, Picture)]


def test_what_differs_is_changed_and_nothing_else(furnished: Shop) -> None:
    _batch(SHIRT, LARGE)
    first = catalog.product_by_handle("shirt", drafts=True)
    small = {**SHIRT, columns.PRICE: "12", columns.TAGS: "Soft, wool", columns.QUANTITY: "7"}
    medium = {columns.HANDLE: "shirt", "Option1 Value": "M", columns.PRICE: "10"}
    assert _batch(small, medium) == BatchResult(created=0, changed=1, unchanged=0)
    again = catalog.product_by_handle("shirt", drafts=True)
    assert (again.id, again.version, again.tags) == (first.id, 2, ("Soft", "wool"))
    assert [(each.title, each.price.minor) for each in again.variants] == [("S", 1200), ("M", 1000)]
    assert (again.variants[0].id, again.variants[0].stock.on_hand) == (first.variants[0].id, 7)
    assert [each.source_url[-5:] for each in again.pictures] == ["s.jpg"]
    assert Product.objects.get(pk=again.id).lowest_price_minor == 1000


def test_a_quantity_that_the_file_leaves_out_stays(furnished: Shop) -> None:
    _batch(SHIRT)
    assert _batch({**SHIRT, columns.QUANTITY: ""}) == BatchResult(0, 0, 1)
    assert catalog.product_by_handle("shirt", drafts=True).on_hand == 3


def test_a_variant_that_was_sold_is_retired(gateway: GatewayProcess, furnished: Shop) -> None:
    _batch({**SHIRT, columns.STATUS: "active"}, {**LARGE, columns.QUANTITY: "2", columns.TRACKER: "shopify"})
    shirt = catalog.product_by_handle("shirt")
    selling.buy(shirt)
    medium = {**SHIRT, columns.STATUS: "active", "Option1 Value": "M"}
    _batch(medium)
    assert [each.title for each in catalog.product_by_handle("shirt").variants] == ["M"]
    assert list(Variant.objects.filter(is_retired=True).values_list("pk", flat=True)) == [shirt.variant_id]


def test_a_hand_made_collection_survives_an_import(furnished: Shop) -> None:
    _batch(LAMP)
    lamp = catalog.product_by_handle("lamp")
    with acting_as(selling.STAFF):
        made = catalog.create_collection(CollectionFields("Lights"))
        catalog.add_to_collection(made, [lamp.id])
    _batch({**LAMP, columns.PRICE: "1"})
    assert Collection.objects.count() == 1
    assert [each.id for each in catalog.products_for_sale(collection_id=made).products] == [lamp.id]


def test_a_broken_row_is_named_and_the_rest_goes_in(furnished: Shop, put: Put) -> None:
    said = _import(furnished, put(sheet(LAMP, {**ROD, columns.PRICE: "12,5"}, SHIRT)))
    assert "Line 3, Variant Price: “12,5” is not a price." in said
    assert "2 products made, 0 changed, 0 unchanged, 1 broken" in said
    assert {each.handle for each in Product.objects.all()} == {"lamp", "shirt"}


def test_strictly_nothing_goes_in_unless_all_is_right(furnished: Shop, put: Put) -> None:
    file = put(sheet(LAMP, {**ROD, columns.PRICE: "12,5"}))
    with pytest.raises(CommandError, match="1 of 2 products are broken: nothing was imported"):
        _import(furnished, file, "--strict")
    assert not Product.objects.exists()
    assert "2 products made" in _import(furnished, put(sheet(LAMP, ROD)), "--strict")


def test_a_dry_run_writes_nothing(furnished: Shop, put: Put) -> None:
    _import(furnished, put(sheet(LAMP)))
    before = _rows()
    said = _import(furnished, put(sheet({**LAMP, columns.PRICE: "1"}, ROD, {columns.HANDLE: "x"})), "--dry-run")
    assert "1 products would be made, 1 are there and would be compared, 1 are broken. Nothing was written." in said
    assert _rows() == before


def test_the_report_as_json(furnished: Shop, put: Put) -> None:
    said = json.loads(_import(furnished, put(sheet(LAMP, {**ROD, columns.PRICE: ""})), "--json"))
    assert (said["created"], said["changed"], said["unchanged"], said["broken"]) == (1, 0, 0, 1)
    [finding] = said["findings"]
    assert (finding["line"], finding["column"]) == (3, "Variant Price")
    assert finding["sentence"] == "Line 3, Variant Price: Please fill this in."


def test_a_file_or_shop_that_is_not_there_is_a_sentence(furnished: Shop, put: Put) -> None:
    with pytest.raises(CommandError, match="No such file"):
        _import(furnished, "/nowhere.csv")
    with pytest.raises(CommandError, match="The file is empty"):
        _import(furnished, put(b""))
    with pytest.raises(CommandError, match="no-such-shop"):
        call_command("import_products", "no-such-shop", put(sheet(LAMP)))
    with pytest.raises(CommandError, match="no-such-shop"):
        call_command("export_products", "no-such-shop")
    assert not Product.objects.exists()


def test_an_import_needs_the_permission(furnished: Shop) -> None:
    with pytest.raises(NotAllowed):
        import_batch([product(LAMP)])
    assert not Product.objects.exists()


def test_prices_are_in_the_shops_currency(shop: Shop, put: Put) -> None:
    selling.furnish(currency="JPY", country="JP")
    said = _import(shop, put(sheet({**LAMP, columns.PRICE: "1890"}, {**ROD, columns.PRICE: "7.5"})))
    assert catalog.product_by_handle("lamp").price == Money(1890, "JPY")
    assert "“7.5” has more than 0 digits after the dot" in said


def test_an_import_stays_in_its_shop(furnished: Shop, other_shop: Shop, put: Put, inside) -> None:
    _batch(LAMP)
    with inside(other_shop):
        selling.furnish()
        assert _batch(LAMP) == BatchResult(1, 0, 0)
        assert Product.objects.count() == 1
    assert Product.objects.count() == 1


@pytest.mark.parametrize("many", [2, 40])
def test_a_batch_asks_as_much_of_two_products_as_of_forty(
    furnished: Shop, many: int, django_assert_num_queries
) -> None:
    rows = [{**SHIRT, columns.HANDLE: f"shirt-{number}"} for number in range(many)]
    products = [each.product for each in read_products(io.BytesIO(sheet(*rows)), exponent=2)]
    with acting_as(selling.STAFF):
        with django_assert_num_queries(NEW, using="pod_1"):
            import_batch(products)
        with django_assert_num_queries(SAME, using="pod_1"):
            import_batch(products)


@samples.needed
@pytest.mark.parametrize("name", samples.NAMES)
def test_a_public_file_comes_out_as_it_went_in(furnished: Shop, name: str) -> None:
    file = samples.FOLDER / name
    source = [each.product for each in read_products(io.BytesIO(file.read_bytes()), exponent=2)]
    assert "20 products made, 0 changed, 0 unchanged, 0 broken" in _import(furnished, str(file), "--strict")
    exported = _export(furnished)
    assert [each.product for each in read_products(io.BytesIO(exported.encode()), exponent=2)] == source
    assert "0 products made, 0 changed, 20 unchanged, 0 broken" in _import(furnished, str(file))
    assert _export(furnished) == exported


def test_an_export_replaces_its_file_when_it_is_whole(furnished: Shop, put: Put, tmp_path: Path) -> None:
    _import(furnished, put(sheet({**SHIRT, "Shelf": "7"}, LARGE, names=(*columns.ALWAYS_WRITTEN, "Shelf"))))
    target = tmp_path / "out.csv"
    target.write_text("old")
    said = io.StringIO()
    call_command("export_products", furnished.handle, str(target), stdout=said)
    assert said.getvalue() == f"1 products in {target}.\n"
    assert target.read_bytes().decode() == _export(furnished)
    assert "Shelf" in target.read_text().partition("\n")[0]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.csv", "products.csv"]


def test_a_transaction_takes_no_more_than_it_can_in_time() -> None:
    from shop.catalog.importing import _batches

    few = product(LAMP)
    many = replace(few, variants=few.variants * 100)
    assert [len(batch) for batch in _batches([few] * 600)] == [250, 250, 100]
    assert [len(batch) for batch in _batches([many] * 25)] == [10, 10, 5]
    assert [len(batch) for batch in _batches([few] * 5 + [many] * 10)] == [14, 1]
    assert list(_batches([])) == []
