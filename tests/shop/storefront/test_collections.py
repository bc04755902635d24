"""Browsing collections, pages of them, and the search, through HTTP."""

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog import api as catalog
from shop.catalog.types import CollectionFields, Product, ProductState
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages.visiting import said


@pytest.fixture
def spring(lamp: Product, shop: Shop, inside: Inside) -> int:
    """A collection with the lamp and a dearer, newer pendant; the lamp stands first."""
    with inside(shop), acting_as(selling.STAFF):
        pendant = selling.put_on_sale("Fjell pendant", price_minor=23950)
        made = catalog.create_collection(CollectionFields("Spring light", description="<p>For <b>dark</b> days.</p>"))
        catalog.add_to_collection(made, [lamp.id, pendant.id])
    return made


def _titles(answer: object) -> list[str]:
    return [product.title for product in answer.context["shown"].products]  # type: ignore[attr-defined]


def test_a_collection_shows_its_products_as_they_were_arranged(buyer: Client, spring: int) -> None:
    answer = buyer.get("/collections/spring-light")
    assert _titles(answer) == ["Skog table lamp", "Fjell pendant"]
    assert "Spring light For dark days." in said(answer)


def test_a_buyer_chooses_the_order(buyer: Client, spring: int) -> None:
    answer = buyer.get("/collections/spring-light", {"sort_by": "price-descending"})
    assert _titles(answer) == ["Fjell pendant", "Skog table lamp"]
    assert _titles(buyer.get("/collections/spring-light", {"sort_by": "nonsense"})) == [
        "Skog table lamp",
        "Fjell pendant",
    ]


def test_all_is_everything_for_sale_newest_first(buyer: Client, spring: int, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        selling.put_on_sale("Not yet", state=ProductState.DRAFT)
    answer = buyer.get("/collections/all")
    assert _titles(answer) == ["Fjell pendant", "Skog table lamp"]
    assert "As arranged" not in said(answer)


def test_a_long_list_goes_on_behind_a_link(buyer: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        for number in range(25):
            selling.put_on_sale(f"Cup {number:02}")
    first = buyer.get("/collections/all", {"sort_by": "title"})
    assert len(_titles(first)) == 24
    second = buyer.get("/collections/all", {"sort_by": "title", "after": first.context["shown"].after})
    assert _titles(second) == ["Cup 24", "Skog table lamp"]
    assert b'rel="next"' in first.content
    assert b'rel="next"' not in second.content
    assert b"sort_by=title" in first.content


def test_a_collection_that_is_not_published_is_not_there(
    buyer: Client, spring: int, shop: Shop, inside: Inside
) -> None:
    with inside(shop), acting_as(selling.STAFF):
        found = catalog.collection_by_id(spring)
        catalog.edit_collection(spring, CollectionFields("Spring light", is_published=False), version=found.version)
    assert buyer.get("/collections/spring-light").status_code == 404
    assert "Spring light" not in said(buyer.get("/collections"))


def test_the_list_of_collections_leads_to_each(buyer: Client, spring: int) -> None:
    answer = buyer.get("/collections")
    assert 'href="/collections/spring-light"' in answer.content.decode()
    assert 'href="/collections/all"' in answer.content.decode()


def test_a_search_finds_by_every_word(buyer: Client, spring: int) -> None:
    assert _titles(buyer.get("/search", {"q": "lamp skog"})) == ["Skog table lamp"]
    assert _titles(buyer.get("/search", {"q": "lamp fjell"})) == []


def test_a_search_without_hits_says_what_to_do(buyer: Client, lamp: Product) -> None:
    assert "Nothing has all of these words: zzz. Try fewer" in said(buyer.get("/search", {"q": "zzz"}))
    assert "Write a word or two" in said(buyer.get("/search"))


def test_a_search_for_sql_or_html_is_only_words(buyer: Client, lamp: Product) -> None:
    for words in ("%", "_", "' OR 1=1 --", "<script>alert(1)</script>", "a" * 500):
        answer = buyer.get("/search", {"q": words})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content
        assert _titles(answer) == []


def test_a_product_with_options_offers_each_and_the_chosen_one_goes_into_the_cart(
    buyer: Client, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        shirt = selling.put_on_sale_in_variants("Shirt", {"Small": 1, "Large": 0})
    page = buyer.get(f"/products/{shirt.handle}")
    small, large = shirt.variants
    assert f'value="{small.id}" class="sr-only" checked' in page.content.decode()
    assert f'value="{large.id}" class="sr-only" disabled' in page.content.decode()
    assert buyer.post("/cart/add", {"id": small.id}).status_code == 302
    assert buyer.post("/cart/add", {"id": large.id}).status_code == 409


def test_a_products_description_is_shown_harmless(buyer: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        cup = selling.put_on_sale("Cup", description="<p>Thin.</p><script>alert(1)</script>")
    page = buyer.get(f"/products/{cup.handle}").content
    assert b"<p>Thin.</p>" in page
    assert b"alert(1)" not in page
