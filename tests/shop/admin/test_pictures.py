"""A product's pictures through HTTP: uploaded, described, put in order, taken away."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from pods.directory.models import Shop
from shop.catalog import api as catalog
from shop.catalog.types import Product
from shop.staff.api import Permission
from shop.staff.models import Role, User
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages.visiting import said


@pytest.fixture
def path(lamp: Product, owner: Client) -> str:
    """Where the lamp's pictures are sent."""
    return f"/admin/products/{lamp.id}/pictures"


def _picture(colour: str = "red") -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (40, 50), colour).save(kept, "PNG")
    return SimpleUploadedFile("../../x.php", kept.getvalue(), content_type="text/html")


def test_pictures_are_added_described_moved_and_removed(
    owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside
) -> None:
    for alt in ("Front", "Back"):
        answer = owner.post(path, {"picture": _picture(), "alt": alt})
        assert answer["Location"] == f"/admin/products/{lamp.id}#pictures"
    page = owner.get(f"/admin/products/{lamp.id}")
    front, back = (row["picture"] for row in page.context["pictures"])
    assert (front.alt, back.alt) == ("Front", "Back")
    assert f"/pictures/{front.key}/160" in page.content.decode()
    owner.post(f"{path}/change", {"picture": back.id, "alt": "Back of it", "behind": page.context["pictures"][1]["up"]})
    owner.post(f"{path}/change", {"picture": back.id, "alt": "From behind"})
    owner.post(f"{path}/change", {"picture": front.id, "alt": "Front", "remove": "1"})
    with inside(shop):
        assert [each.alt for each in catalog.product_by_id(lamp.id).pictures] == ["From behind"]


def test_what_is_no_picture_is_refused(owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside) -> None:
    drawn = SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/png")
    for sent in ({}, {"picture": "text"}, {"picture": drawn}, {"picture": _picture(), "alt": "x" * 600}):
        answer = owner.post(path, sent)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    with inside(shop):
        assert catalog.product_by_id(lamp.id).pictures == ()


def test_another_products_picture_is_not_reached(owner: Client, path: str, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        other = selling.put_on_sale("Odde stool")
    owner.post(f"/admin/products/{other.id}/pictures", {"picture": _picture(), "alt": "Stool"})
    with inside(shop):
        (picture,) = catalog.product_by_id(other.id).pictures
    for sent in ({"remove": "1"}, {"alt": "Mine"}, {"behind": "0"}):
        assert owner.post(f"{path}/change", {**sent, "picture": picture.id}).status_code == 422
    wrong = owner.post(f"/admin/products/{other.id}/pictures/change", {"behind": "77", "picture": picture.id})
    assert wrong.status_code == 422
    assert "no longer there" in said(wrong)
    with inside(shop):
        assert catalog.product_by_id(other.id).pictures == (picture,)


def test_who_may_not_edit_products_uploads_nothing(
    owner: Client, lamp: Product, path: str, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        role = Role.objects.create(name="Picker", permissions=[Permission.STOCK_ADJUST.value])
        User.objects.update(role=role)
    assert owner.post(path, {"picture": _picture()}).status_code == 403
    with inside(shop):
        assert catalog.product_by_id(lamp.id).pictures == ()
