"""What a theme's scripts ask: the cart and products as JSON."""

import json
from typing import Any

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.types import Product
from tests.conftest import Inside
from tests.shop import selling


def _post(browser: Client, path: str, body: object) -> Any:
    return browser.post(path, json.dumps(body), content_type="application/json")


def test_an_empty_cart_is_an_object_too_and_brings_the_csrf_cookie(buyer: Client) -> None:
    answer = buyer.get("/cart.js")
    assert answer.json()["item_count"] == 0
    assert answer.json()["items"] == []
    assert "csrf" in answer.cookies


def test_a_variant_is_added_by_json_and_by_form(buyer: Client, lamp: Product) -> None:
    line = _post(buyer, "/cart/add.js", {"id": lamp.variant_id, "quantity": 2}).json()
    assert (line["variant_id"], line["quantity"], line["line_price"]) == (lamp.variant_id, 2, 37800)
    assert buyer.post("/cart/add.js", {"id": lamp.variant_id}).json()["quantity"] == 3
    cart = buyer.get("/cart.js").json()
    assert (cart["item_count"], cart["total_price"], cart["currency"]) == (3, 56700, "EUR")


def test_several_are_added_together_or_not_at_all(buyer: Client, lamp: Product, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        cup = selling.put_on_sale("Cup", on_hand=1)
    both = {"items": [{"id": lamp.variant_id, "quantity": 1}, {"id": cup.variant_id, "quantity": 1}]}
    assert len(_post(buyer, "/cart/add.js", both).json()["items"]) == 2
    refused = _post(buyer, "/cart/add.js", both)
    assert (refused.status_code, refused.json()["description"]) == (422, "Only 1 of Cup is left.")
    assert buyer.get("/cart.js").json()["item_count"] == 2


def test_a_line_is_changed_by_its_id_and_by_its_place(buyer: Client, lamp: Product) -> None:
    _post(buyer, "/cart/add.js", {"id": lamp.variant_id, "quantity": 2})
    assert _post(buyer, "/cart/change.js", {"id": lamp.variant_id, "quantity": 4}).json()["item_count"] == 4
    assert _post(buyer, "/cart/change.js", {"line": 1, "quantity": 0}).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"id": "x"}, 422),
        ({"id": 1, "quantity": -1}, 422),
        ({"id": 1, "quantity": 100}, 422),
        ({"items": []}, 400),
        ({"items": "x"}, 400),
        ({"items": [1]}, 400),
        ({"items": [{"id": 1}] * 51}, 400),
        ([], 400),
        ({"id": 987654321}, 404),
    ],
)
def test_what_cannot_be_added_is_refused_with_a_sentence(buyer: Client, body: object, status: int) -> None:
    answer = _post(buyer, "/cart/add.js", body)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert answer.json()["description"]
    assert buyer.get("/cart.js").json()["item_count"] == 0


def test_a_script_of_another_site_cannot_fill_the_cart(shop: Shop, lamp: Product) -> None:
    strict = Client(enforce_csrf_checks=True, HTTP_HOST=shop.first_host)
    body = json.dumps({"id": lamp.variant_id})
    assert strict.post("/cart/add.js", body, content_type="application/json").status_code == 403
    token = strict.get("/cart.js").cookies["csrf"].value
    allowed = strict.post("/cart/add.js", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert allowed.status_code == 200


def test_a_product_answers_in_the_shape_that_themes_know(buyer: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        shirt = selling.put_on_sale_in_variants("Shirt", {"Small": 1, "Large": 0}, price_minor=4500)
    told = buyer.get(f"/products/{shirt.handle}.json").json()["product"]
    assert told["options"] == [{"name": "Size", "position": 1, "values": ["Small", "Large"]}]
    assert [(each["option1"], each["price"], each["available"]) for each in told["variants"]] == [
        ("Small", "45.00", True),
        ("Large", "45.00", False),
    ]
    assert not {"cost", "inventory_quantity"} & set(told["variants"][0])


def test_a_product_that_is_not_for_sale_has_no_json(buyer: Client) -> None:
    assert buyer.get("/products/nothing.json").status_code == 404


@pytest.mark.parametrize("address", ["/cart/add.js", "/cart/change.js"])
def test_a_body_that_is_nested_without_end_is_refused(buyer: Client, address: str) -> None:
    answer = buyer.post(address, "[" * 100_000, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
