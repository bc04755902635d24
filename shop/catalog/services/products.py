"""Products as staff create, edit, put away and delete them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError
from django.db.models import ProtectedError

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.catalog.errors import FieldsWrong, HandleTaken, ProductSold
from shop.catalog.events import KEPT_S, PRODUCT_CHANGED, PRODUCT_CREATED, PRODUCT_DELETED
from shop.catalog.locks import lock_product
from shop.catalog.models import Picture, Product, ProductTag, Variant
from shop.catalog.rules import Fault, folded_tag, handle_for, tidy_tags, wrong_fields
from shop.catalog.sentences import fault_sentence
from shop.catalog.services.pictures import drop_files_later
from shop.catalog.services.variants import make_variants, placed, present_variants, rewrite_variants
from shop.catalog.types import ProductFields, ProductState
from shop.staff.api import Permission


@service(permission=Permission.PRODUCTS_EDIT)
def create_product(fields: ProductFields, *, handle: str = "") -> int:
    """Create a product with its variants and their stock; needs products.edit. Returns its id.

    Without a handle one is made from the title. Raises FieldsWrong, HandleTaken.
    """
    handle = handle or _free_handle(fields.title)
    _check(fields, handle=handle)
    try:
        product = Product.objects.create(handle=handle, **_columns_of(fields), drawing=_drawing(fields))
    except IntegrityError as error:  # the handle is the only key that can be taken
        raise HandleTaken from error
    _check_pictures(product.pk, fields)
    variants = make_variants(product.pk, placed(fields.variants))
    _write_tags(product.pk, tidy_tags(fields.tags))
    subject = Subject("product", product.pk)
    publish(PRODUCT_CREATED, subject, {"product_id": product.pk}, keep_s=KEPT_S)
    told = _audited(product, variants, tidy_tags(fields.tags))
    audit("products.created", subject, {}, {**told, "on_hand": sum(each.on_hand for each in fields.variants)})
    return product.pk


@service(permission=Permission.PRODUCTS_EDIT)
def edit_product(product_id: int, fields: ProductFields, *, version: int) -> int:
    """Make a product what the fields say, variants and all; needs products.edit. Returns the new version.

    The handle stays: links lead to it. A variant that is left out is deleted, or retired if it was sold. `version` is
    the one the form was made with: raises StaleVersion (pods.isolation) when somebody saved in between,
    ProductUnknown, VariantUnknown, FieldsWrong. Without a drawing the present one stays.
    """
    product = lock_product(product_id)
    _check(fields, handle=product.handle)
    _check_pictures(product_id, fields)
    tags, kept_tags = tidy_tags(fields.tags), _tags_of(product_id)
    before = _audited(product, present_variants(product_id), kept_tags)
    drawing = _drawing(fields) or product.drawing
    save_version(product, version=version, **_columns_of(fields), drawing=drawing)
    rewrite_variants(product_id, fields.variants)
    if tags != kept_tags:
        ProductTag.objects.filter(product_id=product_id).delete()
        _write_tags(product_id, tags)
    _tell_changed(product, before, _audited(product, present_variants(product_id), tags))
    return product.version


@service(permission=Permission.PRODUCTS_EDIT)
def set_product_state(product_id: int, state: ProductState, *, version: int) -> int:
    """Put a product on sale, back into preparation, or away; needs products.edit. Returns the new version.

    Raises StaleVersion, ProductUnknown. In the state already, it changes nothing.
    """
    product = lock_product(product_id)
    if product.state == state:
        return product.version
    before = {"state": product.state}
    save_version(product, version=version, state=state)
    _tell_changed(product, before, {"state": str(state)})
    return product.version


@service(permission=Permission.PRODUCTS_EDIT)
def delete_product(product_id: int, *, version: int) -> None:
    """Delete a product that was never sold; needs products.edit. Raises ProductSold: such a one is archived instead.

    Raises StaleVersion, ProductUnknown.
    """
    product = lock_product(product_id)
    before = _audited(product, present_variants(product_id), _tags_of(product_id))
    save_version(product, version=version)
    files = list(Picture.objects.filter(product_id=product_id).exclude(file="").values_list("file", flat=True))
    try:
        Product.objects.filter(pk=product_id).delete()
    except (ProtectedError, IntegrityError) as error:
        raise ProductSold from error
    drop_files_later(product_id, files)
    subject = Subject("product", product_id)
    publish(PRODUCT_DELETED, subject, {"product_id": product_id}, keep_s=KEPT_S)
    audit("products.deleted", subject, before, {})


def _check(fields: ProductFields, *, handle: str) -> None:
    wrong = wrong_fields(fields, handle=handle)
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault) for name, fault in wrong.items()})


def _check_pictures(product_id: int, fields: ProductFields) -> None:
    """Refuse pictures of another product. One query if any is named."""
    named = {each.picture_id for each in fields.variants if each.picture_id is not None}
    if not named:
        return
    own = set(Picture.objects.filter(product_id=product_id, pk__in=named).values_list("pk", flat=True))
    if named - own:
        raise FieldsWrong({"variants": fault_sentence(Fault.NOT_A_PICTURE)})


def _free_handle(title: str) -> str:
    stem = handle_for(title)
    taken = Product.objects.filter(handle__startswith=stem).values_list("handle", flat=True)
    return handle_for(title, taken=set(taken))


def _columns_of(fields: ProductFields) -> dict[str, Any]:
    return {
        "title": fields.title.strip(),
        "description": fields.description,
        "state": fields.state,
        "is_published": fields.is_published,
        "vendor": fields.vendor.strip(),
        "product_type": fields.product_type.strip(),
        "option_names": [name.strip() for name in fields.option_names],
        "is_gift_card": fields.is_gift_card,
        "seo_title": fields.seo_title,
        "seo_description": fields.seo_description,
        "lowest_price_minor": min(each.price_minor for each in fields.variants),
    }


def _drawing(fields: ProductFields) -> dict[str, str]:
    return asdict(fields.drawing) if fields.drawing is not None else {}


def _tags_of(product_id: int) -> tuple[str, ...]:
    rows = ProductTag.objects.filter(product_id=product_id).order_by("position", "pk")
    return tuple(rows.values_list("tag", flat=True))


def _write_tags(product_id: int, tags: Sequence[str]) -> None:
    ProductTag.objects.bulk_create(
        ProductTag(product_id=product_id, position=place, tag=tag, folded=folded_tag(tag))
        for place, tag in enumerate(tags, start=1)
    )


def _tell_changed(product: Product, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Publish, and audit what differs."""
    subject = Subject("product", product.pk)
    publish(PRODUCT_CHANGED, subject, {"product_id": product.pk, "version": product.version}, keep_s=KEPT_S)
    differing = [name for name in after if before.get(name) != after[name]]
    audit(
        "products.edited",
        subject,
        {name: before.get(name) for name in differing},
        {name: after[name] for name in differing},
    )


def _audited(product: Product, variants: Sequence[Variant], tags: Sequence[str]) -> dict[str, Any]:
    names = ("title", "description", "is_published", "vendor", "product_type", "option_names", "drawing")
    return {
        **{name: getattr(product, name) for name in names},
        "state": str(product.state),
        "seo": [product.seo_title, product.seo_description],
        "tags": list(tags),
        "variants": [
            {
                "id": each.pk,
                "options": [each.option1, each.option2, each.option3][: len(product.option_names)],
                "sku": each.sku,
                "price_minor": each.price_minor,
                "compare_at_minor": each.compare_at_minor,
                "cost_minor": each.cost_minor,
            }
            for each in variants
        ],
    }
