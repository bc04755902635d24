"""Products as staff create and edit them."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.catalog.errors import FieldsWrong, HandleTaken
from shop.catalog.events import KEPT_S, PRODUCT_CHANGED, PRODUCT_CREATED
from shop.catalog.locks import lock_product
from shop.catalog.models import Product, StockItem, Variant
from shop.catalog.rules import handle_for, wrong_fields
from shop.catalog.sentences import fault_sentence
from shop.catalog.types import ProductFields
from shop.staff.api import Permission


@service(permission=Permission.PRODUCTS_EDIT)
def create_product(fields: ProductFields, *, handle: str = "", on_hand: int = 0) -> int:
    """Create a product with its variant and stock; needs products.edit. Returns its id.

    Without a handle one is made from the title. Raises FieldsWrong, HandleTaken.
    """
    handle = handle or _free_handle(fields.title)
    _check(fields, handle=handle, on_hand=on_hand)
    try:
        product = Product.objects.create(
            handle=handle,
            title=fields.title.strip(),
            description=fields.description,
            state=fields.state,
            drawing=_drawing(fields),
        )
    except IntegrityError as error:  # the handle is the only key that can be taken
        raise HandleTaken from error
    variant = Variant.objects.create(product_id=product.pk, sku=fields.sku, price_minor=fields.price_minor)
    StockItem.objects.create(variant_id=variant.pk, on_hand=on_hand)
    subject = Subject("product", product.pk)
    publish(PRODUCT_CREATED, subject, {"product_id": product.pk}, keep_s=KEPT_S)
    audit("products.created", subject, {}, {**_audited(product, variant), "on_hand": on_hand})
    return product.pk


@service(permission=Permission.PRODUCTS_EDIT)
def edit_product(product_id: int, fields: ProductFields, *, version: int) -> int:
    """Change a product; needs products.edit. Returns the new version. The handle stays: links lead to it.

    `version` is the one the form was made with: raises StaleVersion (pods.isolation) when somebody saved
    in between, ProductUnknown, FieldsWrong. Without a drawing the present one stays.
    """
    product = lock_product(product_id)
    _check(fields, handle=product.handle, on_hand=0)
    variant = Variant.objects.get(product_id=product_id)
    before = _audited(product, variant)
    save_version(
        product,
        version=version,
        title=fields.title.strip(),
        description=fields.description,
        state=fields.state,
        drawing=_drawing(fields) or product.drawing,
    )
    variant.sku, variant.price_minor = fields.sku, fields.price_minor
    variant.save(update_fields=["sku", "price_minor"])
    subject = Subject("product", product_id)
    publish(PRODUCT_CHANGED, subject, {"product_id": product_id, "version": product.version}, keep_s=KEPT_S)
    audit("products.edited", subject, before, _audited(product, variant))
    return product.version


def _check(fields: ProductFields, *, handle: str, on_hand: int) -> None:
    wrong = wrong_fields(fields, handle=handle, on_hand=on_hand)
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault) for name, fault in wrong.items()})


def _free_handle(title: str) -> str:
    stem = handle_for(title)
    taken = Product.objects.filter(handle__startswith=stem).values_list("handle", flat=True)
    return handle_for(title, taken=set(taken))


def _drawing(fields: ProductFields) -> dict[str, str]:
    return asdict(fields.drawing) if fields.drawing is not None else {}


def _audited(product: Product, variant: Variant) -> dict[str, Any]:
    return {
        "title": product.title,
        "description": product.description,
        "state": str(product.state),
        "drawing": product.drawing,
        "sku": variant.sku,
        "price_minor": variant.price_minor,
    }
