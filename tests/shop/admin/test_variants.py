"""The grid of a product's variants through HTTP: filled from options, added to, thinned out."""

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog import api as catalog
from shop.catalog.types import Product, VariantFields
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.admin.sending import form_of
from tests.shop.pages.visiting import said

NEW = "/admin/products/new"
SIZES = (VariantFields(1000, options=("Small",), sku="S"), VariantFields(1200, options=("Large",), sku="L"))


@pytest.fixture
def shirt(owner: Client, shop: Shop, inside: Inside) -> Product:
    """A product in two sizes."""
    with inside(shop):
        return selling.put_on_sale("Shirt", option_names=("Size",), variants=SIZES)


def _rows(answer: object) -> list[str]:
    rows = answer.context["rows"]  # type: ignore[attr-defined]
    return [" / ".join(str(field.value() or "") for field in row["options"]) for row in rows]


def test_options_fill_the_grid_and_nothing_is_saved_yet(owner: Client) -> None:
    sent = form_of(owner.get(NEW), NEW, title="Shirt", option1="Size", values1="S, M ,s", option2="Colour")
    filled = owner.post(NEW, sent | {"values2": "Red, Blue", "variants-0-price": "19.90", "do": "fill"})
    assert filled.status_code == 200
    assert _rows(filled) == ["S / Red", "S / Blue", "M / Red", "M / Blue"]
    assert "Not saved yet" not in said(filled)
    assert "Shirt" not in said(owner.get("/admin/products"))
    answer = owner.post(NEW, form_of(filled, NEW))
    page = owner.get(answer["Location"])
    assert _rows(page) == ["S / Red", "S / Blue", "M / Red", "M / Blue"]
    assert {row["variant"].price.minor for row in page.context["rows"]} == {1990}


def test_more_values_keep_the_variants_that_are_there(
    owner: Client, shirt: Product, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/products/{shirt.id}"
    filled = owner.post(path, form_of(owner.get(path), path, values1="Small, Large, Huge", do="fill"))
    assert _rows(filled) == ["Small", "Large", "Huge"]
    assert owner.post(path, form_of(filled, path)).status_code == 302
    with inside(shop):
        now = catalog.product_by_id(shirt.id)
    assert [each.id for each in now.variants[:2]] == [each.id for each in shirt.variants]
    assert (now.variants[2].title, now.variants[2].price.minor) == ("Huge", 1200)


def test_a_row_is_added_by_hand_and_another_taken_out(
    owner: Client, shirt: Product, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/products/{shirt.id}"
    longer = owner.post(path, form_of(owner.get(path), path, do="row"))
    assert _rows(longer) == ["Small", "Large", ""]
    sent = form_of(longer, path) | {"variants-2-option1": "Huge", "variants-2-on_hand": "3", "variants-0-DELETE": "on"}
    assert owner.post(path, sent).status_code == 302
    with inside(shop):
        now = catalog.product_by_id(shirt.id)
    assert [(each.title, each.available) for each in now.variants] == [("Large", 0), ("Huge", 3)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"variants-1-option1": "small"}, "Two variants have the same options."),
        ({"variants-1-option1": ""}, "Please fill this in."),
        ({"variants-1-grams": "-1"}, "greater than or equal to 0"),
        ({"variants-0-DELETE": "on", "variants-1-DELETE": "on"}, "A product has at least one variant."),
        ({"variants-0-DELETE": "on", "variants-1-compare_at": "99999999999"}, "A price is not"),
        ({"option2": "size", "values2": "x"}, "Two options have the same name."),
    ],
)
def test_what_is_wrong_in_the_grid_is_said_and_nothing_is_saved(
    owner: Client, shirt: Product, inside: Inside, typed: dict[str, str], sentence: str
) -> None:
    path = f"/admin/products/{shirt.id}"
    answer = owner.post(path, form_of(owner.get(path), path) | typed)
    assert answer.status_code == 422
    assert sentence in said(answer)
    with inside(answer.wsgi_request.tenant):
        assert catalog.product_by_id(shirt.id) == shirt


def test_another_products_variant_is_not_taken_over(
    owner: Client, shirt: Product, lamp: Product, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/products/{shirt.id}"
    answer = owner.post(path, form_of(owner.get(path), path) | {"variants-0-id": str(lamp.variant_id)})
    assert answer.status_code == 409
    with inside(shop):
        assert catalog.product_by_id(shirt.id) == shirt
        assert catalog.product_by_id(lamp.id) == lamp


def test_a_grid_of_nonsense_is_no_fault_of_ours(owner: Client, shirt: Product) -> None:
    path = f"/admin/products/{shirt.id}"
    for total in ("", "x", "-1", "9" * 30, "1000000"):
        for do in ({}, {"do": "row"}, {"do": "fill"}):
            sent = form_of(owner.get(path), path) | {"variants-TOTAL_FORMS": total, **do}
            assert owner.post(path, sent).status_code in {200, 422}, (total, do)
