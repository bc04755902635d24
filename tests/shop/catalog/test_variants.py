from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog import api as catalog
from shop.catalog.errors import FieldsWrong, ProductSold, ProductUnknown, VariantUnknown
from shop.catalog.models import Product as ProductRow
from shop.catalog.models import ProductTag, Variant
from shop.catalog.types import Product, ProductFields, ProductState, VariantFields, WeightUnit
from shop.inventory import api as inventory
from shop.money import Money
from shop.orders import api as orders
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

SHIRT = ProductFields(
    title="Wool shirt",
    option_names=("Size", "Colour"),
    variants=(
        VariantFields(9000, ("S", "Red"), sku="S-R", on_hand=2, grams=300, weight_unit=WeightUnit.GRAM),
        VariantFields(9500, ("M", "Red"), sku="M-R", on_hand=0, compare_at_minor=12000, cost_minor=4000),
        VariantFields(9000, ("S", "Blue"), sku="S-B", on_hand=5, requires_shipping=False, is_taxable=False),
    ),
    vendor="Tern",
    product_type="Shirts",
    tags=(" wool", "Warm", "WOOL", ""),
    seo_title="Shirts of wool",
    seo_description="Warm.",
)


@pytest.fixture
def shirt(shop: Shop) -> Product:
    selling.furnish()
    with acting_as(selling.STAFF):
        return catalog.product_by_id(catalog.create_product(SHIRT))


def _edit(product: Product, **changes: object) -> Product:
    fields = replace(ProductFields.of(product), **changes)  # type: ignore[arg-type]
    with acting_as(selling.STAFF):
        catalog.edit_product(product.id, fields, version=product.version)
    return catalog.product_by_id(product.id)


def test_a_product_is_sold_in_variants(shirt: Product) -> None:
    small, middle, blue = shirt.variants
    assert [each.title for each in shirt.variants] == ["S / Red", "M / Red", "S / Blue"]
    assert (small.price, small.grams, small.weight_unit, small.left) == (Money(9000, "EUR"), 300, WeightUnit.GRAM, 2)
    assert (middle.compare_at, middle.cost, middle.is_sold_out) == (Money(12000, "EUR"), Money(4000, "EUR"), True)
    assert (blue.requires_shipping, blue.is_taxable, blue.can_sell(5), blue.can_sell(6)) == (False, False, True, False)
    assert (shirt.price, shirt.highest_price, shirt.has_price_range) == (
        Money(9000, "EUR"),
        Money(9500, "EUR"),
        True,
    )
    assert (shirt.variant_id, shirt.first.id, shirt.available, shirt.is_sold_out) == (small.id, small.id, 7, False)
    assert shirt.options == [("Size", ("S", "M")), ("Colour", ("Red", "Blue"))]
    assert (shirt.vendor, shirt.product_type, shirt.seo_title) == ("Tern", "Shirts", "Shirts of wool")
    assert shirt.tags == ("wool", "Warm")
    assert shirt.find_variant(blue.id) == blue
    assert shirt.find_variant(0) is None


def test_the_variant_offered_first_can_be_bought(shirt: Product) -> None:
    with acting_as(selling.STAFF):
        inventory.adjust_stock(shirt.variant_id, change=-2, reason="broken")
    assert catalog.product_by_id(shirt.id).first.title == "S / Blue"


def test_the_grid_is_saved_as_a_whole(shirt: Product) -> None:
    small, middle, blue = (VariantFields.of(each) for each in shirt.variants)
    grid = (blue, replace(small, price_minor=9900), VariantFields(9900, ("L", "Red"), on_hand=1))
    edited = _edit(shirt, variants=grid)
    assert [(each.title, each.price.minor, each.stock.on_hand) for each in edited.variants] == [
        ("S / Blue", 9000, 5),
        ("S / Red", 9900, 2),
        ("L / Red", 9900, 1),
    ]
    assert [each.id for each in edited.variants[:2]] == [blue.id, small.id]
    assert not Variant.objects.filter(pk=middle.id).exists()
    latest = audit_of(Subject("product", shirt.id))[0]
    assert latest.after.keys() == {"variants"}


def test_two_variants_swap_their_options(shirt: Product) -> None:
    small, middle, blue = (VariantFields.of(each) for each in shirt.variants)
    grid = (replace(small, options=middle.options), replace(middle, options=small.options), blue)
    edited = _edit(shirt, variants=grid)
    assert [(each.id, each.title) for each in edited.variants] == [
        (small.id, "M / Red"),
        (middle.id, "S / Red"),
        (blue.id, "S / Blue"),
    ]


def test_an_option_is_renamed_and_another_taken_away(shirt: Product) -> None:
    small, middle, _ = (VariantFields.of(each) for each in shirt.variants)
    grid = (replace(small, options=("S",)), replace(middle, options=("M",)))
    edited = _edit(shirt, option_names=("Fit",), variants=grid)
    assert (edited.option_names, [each.title for each in edited.variants]) == (("Fit",), ["S", "M"])


def test_saving_what_is_there_writes_no_variant(shirt: Product, django_assert_num_queries) -> None:
    fields = ProductFields.of(shirt)
    with acting_as(selling.STAFF), django_assert_num_queries(11, using="pod_1"):
        # lock, tags, the variants three times (told before, to write, told after), save, event, sweep, audit, savepoint
        catalog.edit_product(shirt.id, fields, version=1)
    assert replace(catalog.product_by_id(shirt.id), version=1) == shirt


@pytest.mark.parametrize("ids", [(0, None), (1, 1), (None, 10**9)])
def test_a_strange_id_in_the_grid_changes_nothing(shirt: Product, ids: tuple[int | None, int | None]) -> None:
    known = {0: None, 1: shirt.variants[1].id}
    other = selling.put_on_sale("Lamp")
    first, second = (known.get(each or 0, each) if each != 0 else other.variant_id for each in ids)
    grid = (VariantFields(1, ("A", "B"), id=first), VariantFields(1, ("C", "D"), id=second))
    with acting_as(selling.STAFF), pytest.raises(VariantUnknown):
        catalog.edit_product(shirt.id, replace(ProductFields.of(shirt), variants=grid), version=1)
    assert catalog.product_by_id(shirt.id) == shirt


def test_tags_are_told_apart_without_regard_to_case(shirt: Product) -> None:
    assert _edit(shirt, tags=("Summer", "warm", "SUMMER")).tags == ("Summer", "warm")
    assert list(ProductTag.objects.order_by("position").values_list("folded", flat=True)) == ["summer", "warm"]


def test_a_variant_that_was_sold_stays_for_its_orders(gateway: GatewayProcess, shirt: Product) -> None:
    selling.buy(shirt)
    token = selling.filled_cart((shirt, 1))
    small, *others = ProductFields.of(shirt).variants
    edited = _edit(shirt, variants=(replace(others[0], options=small.options), *others[1:]))
    assert [each.title for each in edited.variants] == ["S / Red", "S / Blue"]
    kept = Variant.objects.get(pk=small.id)
    assert (kept.is_retired, kept.sku) == (True, "S-R")
    [line] = orders.cart_of(token).lines
    assert (line.is_active, line.is_short) == (False, True)
    with pytest.raises(VariantUnknown):
        orders.add_to_cart(orders.new_cart_token(), variant_id=small.id or 0)


def test_what_was_sold_is_not_deleted_but_put_away(gateway: GatewayProcess, shirt: Product) -> None:
    selling.buy(shirt)
    with acting_as(selling.STAFF):
        with pytest.raises(ProductSold):
            catalog.delete_product(shirt.id, version=1)
        assert replace(catalog.product_by_id(shirt.id), variants=()) == replace(shirt, variants=())
        assert catalog.set_product_state(shirt.id, ProductState.ARCHIVED, version=1) == 2
        assert catalog.set_product_state(shirt.id, ProductState.ARCHIVED, version=1) == 2
    assert not catalog.product_by_id(shirt.id).is_active
    with pytest.raises(ProductUnknown):
        catalog.product_by_handle(shirt.handle)
    assert [event.name for event in events_of(Subject("product", shirt.id))] == [
        "catalog.product_created",
        "catalog.product_changed",
    ]


def test_a_product_that_was_never_sold_is_deleted_with_all_of_it(shirt: Product) -> None:
    with acting_as(selling.STAFF):
        with pytest.raises(StaleVersion):
            catalog.delete_product(shirt.id, version=2)
        catalog.delete_product(shirt.id, version=1)
        with pytest.raises(ProductUnknown):
            catalog.delete_product(shirt.id, version=1)
    assert [model.objects.count() for model in (ProductRow, Variant, ProductTag)] == [0, 0, 0]
    assert audit_of(Subject("product", shirt.id))[0].before["title"] == "Wool shirt"


def test_without_the_permission_nothing_is_put_away_or_deleted(shirt: Product) -> None:
    with pytest.raises(NotAllowed):
        catalog.set_product_state(shirt.id, ProductState.ARCHIVED, version=1)
    with pytest.raises(NotAllowed):
        catalog.delete_product(shirt.id, version=1)
    assert catalog.product_by_id(shirt.id) == shirt


def test_what_is_not_published_is_not_shown(shirt: Product) -> None:
    hidden = _edit(shirt, is_published=False)
    assert (hidden.state, hidden.is_active) == (ProductState.ACTIVE, False)
    assert not catalog.variants_for_sale([shirt.variant_id])[shirt.variant_id].is_active
    assert catalog.products_for_sale().products == ()


def test_a_cart_gets_the_variants_own_facts(shirt: Product) -> None:
    sold = catalog.variants_for_sale([each.id for each in shirt.variants])
    small = sold[shirt.variants[0].id]
    assert (small.title, small.variant_title, small.full_title) == ("Wool shirt", "S / Red", "Wool shirt (S / Red)")
    assert (small.product_id, small.vendor, small.grams, small.left) == (shirt.id, "Tern", 300, 2)
    blue = sold[shirt.variants[2].id]
    assert (blue.requires_shipping, blue.is_taxable, blue.collection_ids) == (False, False, frozenset())


def test_a_hundred_variants_read_in_as_many_queries_as_one(shirt: Product, django_assert_num_queries) -> None:
    grid = tuple(VariantFields(1, (str(number), "Red")) for number in range(100))
    edited = _edit(shirt, variants=grid)
    assert len(edited.variants) == 100
    with django_assert_num_queries(6, using="pod_1"):
        catalog.product_by_id(shirt.id)
    with acting_as(selling.STAFF), pytest.raises(FieldsWrong):
        catalog.edit_product(
            shirt.id, replace(ProductFields.of(edited), variants=(*grid, VariantFields(1, ("x", "y")))), version=2
        )
    assert catalog.product_by_id(shirt.id) == edited
