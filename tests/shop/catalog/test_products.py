from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from pods.routing.opening import NewShop
from pods.routing.service import service
from shop.catalog import api as catalog
from shop.catalog.errors import CurrencyFixed, FieldsWrong, HandleTaken, ProductUnknown, ShopNotSetUp
from shop.catalog.models import Product as ProductRow
from shop.catalog.models import Settings, Variant
from shop.catalog.types import Drawing, ProductFields, ProductState, VariantFields, one_variant
from shop.inventory.models import StockItem
from shop.money import Money
from tests.shop import selling

LAMP = replace(one_variant("Skog table lamp", 18900, sku="SKG-1", on_hand=4), description="A low dome.")
SIZES = {"option_names": ("Size",)}


@pytest.fixture
def furnished(shop: Shop) -> Shop:
    selling.furnish()
    return shop


def _priced(fields: ProductFields, price_minor: int) -> ProductFields:
    return replace(fields, variants=(replace(fields.variants[0], price_minor=price_minor), *fields.variants[1:]))


def _nothing_made() -> bool:
    return not (ProductRow.objects.exists() or Variant.objects.exists() or StockItem.objects.exists())


def test_a_created_product_is_for_sale(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        product_id = catalog.create_product(LAMP)
    product = catalog.product_by_handle("skog-table-lamp")
    assert (product.id, product.title, product.description, product.sku) == (
        product_id,
        "Skog table lamp",
        "A low dome.",
        "SKG-1",
    )
    assert (product.price, product.on_hand, product.available, product.is_sold_out) == (
        Money(18900, "EUR"),
        4,
        4,
        False,
    )
    assert (product.state, product.is_active, product.version) == (ProductState.ACTIVE, True, 1)
    subject = Subject("product", product_id)
    assert [event.name for event in events_of(subject)] == ["catalog.product_created"]
    [entry] = audit_of(subject)
    assert (entry.action, entry.actor_name, entry.before) == ("products.created", "Jo", {})
    assert (entry.after["title"], entry.after["on_hand"]) == ("Skog table lamp", 4)
    [variant] = entry.after["variants"]
    assert (variant["sku"], variant["price_minor"]) == ("SKG-1", 18900)


@pytest.mark.parametrize(
    ("changes", "options", "wrong"),
    [
        ({"title": " "}, {"handle": "x"}, ["title"]),
        ({"title": "x" * 256}, {"handle": "x"}, ["title"]),
        ({"description": "x" * 65_536}, {}, ["description"]),
        ({"vendor": "x" * 256, "seo_title": "x" * 256}, {}, ["vendor", "seo_title"]),
        ({"seo_description": "x" * 1_001}, {}, ["seo_description"]),
        ({"drawing": Drawing("ship", "moss", "sand")}, {}, ["drawing"]),
        ({}, {"handle": "Not A Handle"}, ["handle"]),
        ({}, {"handle": "../etc"}, ["handle"]),
        ({"tags": ("a,b",)}, {}, ["tags"]),
        ({"tags": tuple(map(str, range(251)))}, {}, ["tags"]),
        ({"variants": ()}, {}, ["variants"]),
        ({"variants": (VariantFields(-1),)}, {}, ["variants-0-price"]),
        ({"variants": (VariantFields(10**12 + 1),)}, {}, ["variants-0-price"]),
        (
            {"variants": (VariantFields(1, compare_at_minor=-1, cost_minor=-1),)},
            {},
            ["variants-0-compare_at", "variants-0-cost"],
        ),
        ({"variants": (VariantFields(1, sku="x" * 256),)}, {}, ["variants-0-sku"]),
        ({"variants": (VariantFields(1, grams=-1),)}, {}, ["variants-0-grams"]),
        ({"variants": (VariantFields(1, on_hand=-1),)}, {}, ["variants-0-on_hand"]),
        ({"variants": (VariantFields(1, ("S",)),)}, {}, ["variants-0-options"]),
        ({"variants": (VariantFields(1), VariantFields(1))}, {}, ["variants"]),
        ({"variants": (VariantFields(1, picture_id=1),)}, {}, ["variants"]),
        ({"option_names": ("A", "B", "C", "D")}, {}, ["option_names"]),
        ({"option_names": ("Size", " ")}, {}, ["option_names"]),
        ({"option_names": ("Size", "SIZE")}, {}, ["option_names"]),
        ({"option_names": ("Size",)}, {}, ["variants-0-options"]),
        ({**SIZES, "variants": (VariantFields(1, ("S",)), VariantFields(1, ("s ",)))}, {}, ["variants"]),
        ({**SIZES, "variants": (VariantFields(1, ("S",)), VariantFields(1, (" ",)))}, {}, ["variants-1-options"]),
        ({**SIZES, "variants": tuple(VariantFields(1, (str(n),)) for n in range(101))}, {}, ["variants"]),
    ],
)
def test_wrong_fields_are_named_and_nothing_is_made(furnished: Shop, changes, options, wrong: list[str]) -> None:
    with acting_as(selling.STAFF), pytest.raises(FieldsWrong) as refused:
        catalog.create_product(replace(one_variant("Lamp", 1), **changes), **options)
    assert list(refused.value.fields) == wrong
    assert _nothing_made()


def test_creating_needs_the_permission(furnished: Shop) -> None:
    with pytest.raises(NotAllowed):
        catalog.create_product(LAMP)
    assert _nothing_made()


def test_two_products_of_one_title_get_two_handles(furnished: Shop) -> None:
    handles = [selling.put_on_sale("Måne pæper globe").handle for _ in range(3)]
    assert handles == ["mane-paeper-globe", "mane-paeper-globe-2", "mane-paeper-globe-3"]
    assert selling.put_on_sale("ランプ").handle == "product"


def test_a_handle_that_is_taken_is_refused(furnished: Shop) -> None:
    selling.put_on_sale("Lamp")
    with acting_as(selling.STAFF), pytest.raises(HandleTaken):
        catalog.create_product(LAMP, handle="lamp")
    assert ProductRow.objects.count() == 1


def test_the_same_handle_in_two_shops_is_two_products(furnished: Shop, other_shop: Shop, inside) -> None:
    here = selling.put_on_sale("Lamp")
    with inside(other_shop):
        selling.furnish(currency="JPY", country="JP")
        there = selling.put_on_sale("Lamp", price_minor=4800)
        assert catalog.product_by_handle("lamp").price == Money(4800, "JPY")
        with pytest.raises(ProductUnknown):
            catalog.product_by_id(here.id)
    assert there.id != here.id


def test_an_edit_counts_the_version_and_is_audited(furnished: Shop) -> None:
    lamp = selling.put_on_sale("Lamp", description="Old.")
    with acting_as(selling.STAFF):
        fields = replace(ProductFields.of(lamp), title="Lamp II", description="", state=ProductState.DRAFT)
        version = catalog.edit_product(lamp.id, _priced(fields, 20000), version=1)
    edited = catalog.product_by_id(lamp.id)
    assert (version, edited.version, edited.handle, edited.title) == (2, 2, "lamp", "Lamp II")
    assert (edited.price, edited.description, edited.is_active) == (Money(20000, "EUR"), "", False)
    assert edited.picture_key == lamp.picture_key
    latest = audit_of(Subject("product", lamp.id))[0]
    assert (latest.action, latest.before["title"], latest.after["title"]) == ("products.edited", "Lamp", "Lamp II")


def test_a_form_that_is_out_of_date_changes_nothing(furnished: Shop) -> None:
    lamp = selling.put_on_sale("Lamp")
    with acting_as(selling.STAFF):
        catalog.edit_product(lamp.id, replace(ProductFields.of(lamp), title="First"), version=1)
        with pytest.raises(StaleVersion):
            catalog.edit_product(lamp.id, replace(ProductFields.of(lamp), title="Second"), version=1)
    kept = catalog.product_by_id(lamp.id)
    assert (kept.title, kept.price.minor, kept.version) == ("First", 18900, 2)


@pytest.mark.parametrize("allowed", [False, True])
def test_an_edit_that_is_refused_changes_nothing(furnished: Shop, *, allowed: bool) -> None:
    lamp = selling.put_on_sale("Lamp")
    if allowed:
        with acting_as(selling.STAFF), pytest.raises(FieldsWrong):
            catalog.edit_product(lamp.id, replace(ProductFields.of(lamp), title=""), version=1)
        with acting_as(selling.STAFF), pytest.raises(ProductUnknown):
            catalog.edit_product(lamp.id + 10**6, LAMP, version=1)
    else:
        with pytest.raises(NotAllowed):
            catalog.edit_product(lamp.id, LAMP, version=1)
    assert catalog.product_by_id(lamp.id) == lamp


def test_buyers_see_active_products_newest_first(furnished: Shop) -> None:
    for title, state in (("A", ProductState.ACTIVE), ("B", ProductState.DRAFT), ("C", ProductState.ACTIVE)):
        selling.put_on_sale(title, state=state)
    assert [product.title for product in catalog.products_for_sale().products] == ["C", "A"]
    assert [product.title for product in catalog.products_for_sale(size=1).products] == ["C"]
    assert [product.title for product in catalog.products_page().products] == ["A", "B", "C"]
    assert catalog.product_by_handle("b", drafts=True).title == "B"
    for handle in ("b", "nothing"):
        with pytest.raises(ProductUnknown):
            catalog.product_by_handle(handle)


def test_what_reads_cost_in_queries(furnished: Shop, django_assert_num_queries) -> None:
    made = [selling.put_on_sale(f"Lamp {number}") for number in range(4)]
    for read in (  # settings; products, variants, tags, pictures, stock
        catalog.products_for_sale,
        catalog.products_page,
        lambda: catalog.product_by_handle("lamp-1"),
        lambda: catalog.product_by_id(made[0].id),
    ):
        with django_assert_num_queries(6, using="pod_1"):
            read()
    with django_assert_num_queries(4, using="pod_1"):  # settings; variants; pictures; stock
        catalog.variants_for_sale([each.variant_id for each in made])
    with django_assert_num_queries(1, using="pod_1"):  # settings
        catalog.shop_settings()
    with django_assert_num_queries(1, using="pod_1"):  # the drawing's words
        catalog.picture_of("lamp-1")


def test_a_shop_is_given_its_settings_once(shop: Shop) -> None:
    with pytest.raises(ShopNotSetUp):
        catalog.shop_settings()
    new = NewShop(handle="x", name="x", owner_email="x@x.no", country="KW", currency="KWD")
    service(catalog.open_shop)(new)
    catalog.set_up_shop(currency="EUR", country="DE")
    settings = catalog.shop_settings()
    assert (settings.currency, settings.country, settings.version) == ("KWD", "KW", 1)
    assert Settings.objects.count() == 1


@pytest.mark.parametrize(("currency", "country"), [("XXX1", "NO"), ("CLF", "CL"), ("EUR", "XX"), ("eur", "NO")])
def test_settings_that_make_no_sense_are_refused(shop: Shop, currency: str, country: str) -> None:
    with pytest.raises(FieldsWrong):
        catalog.set_up_shop(currency=currency, country=country)
    assert not Settings.objects.exists()


def test_a_currency_changes_only_while_nothing_has_a_price(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        catalog.change_settings(currency="JPY", country="JP", version=1)
        assert catalog.shop_settings().currency == "JPY"
    selling.put_on_sale("Lamp")
    with acting_as(selling.STAFF):
        with pytest.raises(CurrencyFixed):
            catalog.change_settings(currency="EUR", country="NO", version=2)
        with pytest.raises(StaleVersion):
            catalog.change_settings(currency="JPY", country="NO", version=1)
    with pytest.raises(NotAllowed):
        catalog.change_settings(currency="JPY", country="NO", version=2)
    settings = catalog.shop_settings()
    assert (settings.currency, settings.country, settings.version) == ("JPY", "JP", 2)
