import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of
from pods.outbox.types import Outcome
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog import api as catalog
from shop.catalog import limits
from shop.catalog.errors import FieldsWrong, PictureRefused, PictureUnknown, ProductUnknown, TooManyPictures
from shop.catalog.events import DROP_FILES, MAKE_SIZES
from shop.catalog.models import Picture
from shop.catalog.pictures import files
from shop.catalog.types import PictureState, Product
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.catalog import images


def _files() -> list[str]:
    """All files of the current shop's pictures."""

    def below(folder: str) -> Iterator[str]:
        folders, names = default_storage.listdir(folder)
        yield from (f"{folder}/{name}" for name in names)
        for each in folders:
            yield from below(f"{folder}/{each}")

    return sorted(below(files.FOLDER)) if default_storage.exists(files.FOLDER) else []


def _contents() -> dict[str, bytes]:
    found = {}
    for path in _files():
        with default_storage.open(path) as file:
            found[path] = file.read()
    return found


@pytest.fixture
def lamp(shop: Shop, inside: Inside) -> Iterator[Product]:
    selling.furnish()
    for left in _files():
        default_storage.delete(left)
    yield selling.put_on_sale()
    with inside(shop):
        for left in _files():
            default_storage.delete(left)


@pytest.fixture
def work_off(shop: Shop, settings: Any) -> Callable[..., list[Outcome]]:
    """The worker of the shop's pod."""

    def work(*handlers: str) -> list[Outcome]:
        settings.PROCESS_POD = 1
        done = selling.work_off(shop, *handlers)
        settings.PROCESS_POD = None
        return done

    return work


def _add(product: Product, *, alt: str = "", form: str = "JPEG", size: tuple[int, int] = (1200, 900)) -> int:
    with acting_as(selling.STAFF):
        return catalog.add_picture(product.id, images.picture(form, size), alt=alt)


def _shown(product: Product) -> list[str]:
    return [each.alt for each in catalog.product_by_id(product.id).pictures]


def test_an_upload_becomes_the_products_picture(lamp: Product, work_off) -> None:
    made = _add(lamp, alt=" A dome ")
    now = catalog.product_by_id(lamp.id)
    [picture] = now.pictures
    assert (picture.id, picture.alt, picture.state, picture.width, picture.height) == (
        made,
        "A dome",
        PictureState.WAITING,
        1200,
        900,
    )
    assert now.picture_key == picture.key == catalog.variants_for_sale([lamp.variant_id])[lamp.variant_id].picture_key
    assert now.version == lamp.version
    whole = catalog.picture_file(picture.key, 480)
    assert (whole.content_type, whole.is_final) == ("image/jpeg", False)
    assert work_off(MAKE_SIZES) == [Outcome.DONE]
    assert catalog.product_by_id(lamp.id).pictures[0].state is PictureState.READY
    ready = catalog.picture_file(picture.key, 480)
    with Image.open(io.BytesIO(ready.content)) as image:
        assert (ready.content_type, ready.is_final, image.size) == ("image/webp", True, (480, 360))
    assert audit_of(Subject("product", lamp.id))[0].action == "pictures.added"


def test_the_sizes_made_twice_are_the_same(lamp: Product, work_off) -> None:
    from shop.catalog.handlers import MakeSizes

    _add(lamp)
    name = catalog.product_by_id(lamp.id).picture_key
    first = MakeSizes().call(name, key="k", timeout_s=10)
    contents = _contents()
    assert MakeSizes().call(name, key="k", timeout_s=10) == first
    assert _contents() == contents
    assert work_off(MAKE_SIZES) == [Outcome.DONE]
    assert work_off(MAKE_SIZES) == []


def test_a_file_that_is_gone_is_noted(lamp: Product, work_off) -> None:
    _add(lamp)
    for path in _files():
        default_storage.delete(path)
    assert work_off(MAKE_SIZES) == [Outcome.DONE]
    assert catalog.product_by_id(lamp.id).pictures[0].state is PictureState.FAILED


def test_pictures_stand_in_the_order_that_staff_give_them(lamp: Product) -> None:
    ids = [_add(lamp, alt=alt, size=(8, 8)) for alt in "abc"]
    with acting_as(selling.STAFF):
        catalog.place_picture(ids[2], after_id=None)
        assert _shown(lamp) == ["c", "a", "b"]
        catalog.place_picture(ids[2], after_id=ids[0])
        assert _shown(lamp) == ["a", "c", "b"]
        catalog.place_picture(ids[0], after_id=ids[1])
        catalog.place_picture(ids[0], after_id=ids[0])
        catalog.describe_picture(ids[0], alt=" A ")
    assert _shown(lamp) == ["c", "b", "A"]


def test_a_removed_picture_takes_its_files_along(lamp: Product, work_off) -> None:
    first, second = _add(lamp), _add(lamp)
    work_off(MAKE_SIZES)
    assert len(_files()) == 10
    with acting_as(selling.STAFF):
        catalog.remove_picture(first)
    assert len(_files()) == 10
    assert work_off(DROP_FILES) == [Outcome.DONE]
    assert len(_files()) == 5
    with acting_as(selling.STAFF), pytest.raises(PictureUnknown):
        catalog.remove_picture(first)
    now = catalog.product_by_id(lamp.id)
    assert [each.id for each in now.pictures] == [second]
    with acting_as(selling.STAFF):
        catalog.delete_product(lamp.id, version=now.version)
    assert work_off(DROP_FILES) == [Outcome.DONE]
    assert _files() == []


def test_a_picture_that_was_removed_before_its_sizes_gets_none(lamp: Product, work_off) -> None:
    made = _add(lamp)
    with acting_as(selling.STAFF):
        catalog.remove_picture(made)
    assert work_off(MAKE_SIZES, DROP_FILES) == [Outcome.DONE, Outcome.DONE]
    assert _files() == []


def test_what_is_refused_leaves_nothing(lamp: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    small = images.picture(size=(8, 8))
    made = _add(lamp, size=(8, 8))
    kept, waiting = _files(), len(selling.waiting(MAKE_SIZES))
    with acting_as(selling.STAFF):
        with pytest.raises(PictureRefused):
            catalog.add_picture(lamp.id, images.SVG)
        with pytest.raises(ProductUnknown):
            catalog.add_picture(lamp.id + 10**6, small)
        with pytest.raises(FieldsWrong):
            catalog.add_picture(lamp.id, small, alt="x" * 513)
        with pytest.raises(FieldsWrong):
            catalog.describe_picture(made, alt="x" * 513)
        with pytest.raises(PictureUnknown):
            catalog.place_picture(made, after_id=made + 10**6)
        monkeypatch.setattr(limits, "MOST_PICTURES", 1)
        with pytest.raises(TooManyPictures):
            catalog.add_picture(lamp.id, small)
    for refused in (
        lambda: catalog.add_picture(lamp.id, small),
        lambda: catalog.describe_picture(made, alt="x"),
        lambda: catalog.place_picture(made, after_id=None),
        lambda: catalog.remove_picture(made),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert (_files(), len(selling.waiting(MAKE_SIZES))) == (kept, waiting)
    assert [each.id for each in catalog.product_by_id(lamp.id).pictures] == [made]


def test_an_import_leaves_uploaded_pictures_alone(lamp: Product) -> None:
    from shop.catalog.selectors.export import exported_products
    from shop.catalog.services.importing import import_batch

    made = _add(lamp, size=(8, 8))
    with acting_as(selling.STAFF):
        [product] = exported_products()
        assert import_batch([product]).unchanged == 1
    assert [each.id for each in catalog.product_by_id(lamp.id).pictures] == [made]
    assert Picture.objects.count() == 1


@pytest.mark.usefixtures("other_shop")
def test_browsers_get_pictures_and_nothing_else(lamp: Product, browser_at, inside: Inside, work_off) -> None:
    shop, other_shop = Shop.objects.get(schema_name="acme"), Shop.objects.get(schema_name="birch")
    _add(lamp)
    key = catalog.product_by_id(lamp.id).picture_key
    buyer: Client = browser_at(shop)
    with inside(shop):
        page = buyer.get(f"/products/{lamp.handle}").content.decode()
    assert f'src="/pictures/{key}/960" srcset="/pictures/{key}/160 160w' in page
    waiting = buyer.get(f"/pictures/{key}/960")
    assert (waiting["Content-Type"], waiting["Cache-Control"]) == ("image/jpeg", "public, max-age=60")
    with inside(shop):
        work_off(MAKE_SIZES)
    ready = buyer.get(f"/pictures/{key}/960")
    assert ready["Content-Type"] == "image/webp"
    assert ready["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ready["X-Content-Type-Options"] == "nosniff"
    assert ready["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in ready
    with Image.open(io.BytesIO(ready.content)) as image:
        assert image.size == (960, 720)
    for path in (f"{key}/961", f"{key[:-1]}/960", f"{'0' * 32}/960", "whole/160"):
        assert buyer.get(f"/pictures/{path}").status_code == 404
    assert browser_at(other_shop).get(f"/pictures/{key}/960").status_code == 404
    assert buyer.post(f"/pictures/{key}/960").status_code == 405


def test_a_picture_is_served_without_asking_the_database(shop: Shop, lamp: Product, browser_at) -> None:
    from tests.shop.pages.visiting import statements

    _add(lamp)
    key = catalog.product_by_id(lamp.id).picture_key
    buyer = browser_at(shop)
    buyer.get(f"/pictures/{key}/960")  # the route is known
    with statements() as sent:
        buyer.get(f"/pictures/{key}/960")
    assert sent == []
