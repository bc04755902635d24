"""What carts and checkouts read of variants."""

from collections import defaultdict
from collections.abc import Collection

from pods.isolation.prepared import Prepared, Slot
from shop.catalog.models import CollectionProduct, Picture, Variant
from shop.catalog.selectors.drawings import picture_key_of
from shop.catalog.selectors.products import options_of, variant_title
from shop.catalog.selectors.settings import shop_settings
from shop.catalog.types import ForSale, ProductState, ShopSettings
from shop.inventory.api import available_of
from shop.inventory.types import Availability
from shop.money import Money

_variants = Prepared(
    lambda: (
        Variant.objects.filter(pk__in=Slot("ids"))
        .select_related("product", "picture")
        .only(
            *("product_id", "picture_id", "option1", "option2", "option3", "is_retired", "sku", "price_minor", "grams"),
            *("requires_shipping", "is_taxable", "tax_code", "picture__file"),
            *("product__handle", "product__title", "product__option_names", "product__state", "product__is_published"),
            *("product__vendor", "product__drawing"),
        )
    )
)
_pictures = Prepared(
    lambda: (
        Picture.objects.filter(product_id__in=Slot("products"), is_listed=True)
        .exclude(file="")
        .only("product_id", "file")
        .order_by("position", "pk")
    )
)
_collections = Prepared(
    lambda: CollectionProduct.objects.filter(product_id__in=Slot("products")).values_list("product_id", "collection_id")
)


def variants_for_sale(
    variant_ids: Collection[int], *, settings: ShopSettings | None = None, with_collections: bool = False
) -> dict[int, ForSale]:
    """Return what a cart needs of each variant; unknown ids are left out, retired ones are not active.

    Three queries, however many ids, and none without: variants with product, pictures, stock. One for the settings
    unless the caller has them, one for the collections, which nothing but a discount code asks for.
    """
    if not variant_ids:
        return {}
    currency = (settings or shop_settings()).currency
    rows = _variants.rows(ids=set(variant_ids))
    products = {row.product_id for row in rows}
    pictures = _pictures_of(products)
    collections = _collections_of(products) if with_collections else defaultdict(set)
    stock = available_of([row.pk for row in rows])
    return {
        row.pk: _for_sale(
            row, Money(row.price_minor, currency), stock[row.pk], pictures[row.product_id], collections[row.product_id]
        )
        for row in rows
    }


def _pictures_of(product_ids: Collection[int]) -> dict[int, list[Picture]]:
    found: dict[int, list[Picture]] = defaultdict(list)
    for row in _pictures.rows(products=product_ids) if product_ids else ():
        found[row.product_id].append(row)
    return found


def _collections_of(product_ids: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for product_id, collection_id in _collections.rows(products=product_ids) if product_ids else ():
        found[product_id].add(collection_id)
    return found


def _for_sale(
    row: Variant, price: Money, stock: Availability, pictures: list[Picture], collections: set[int]
) -> ForSale:
    product = row.product
    own = row.picture.file if row.picture is not None else ""
    return ForSale(
        variant_id=row.pk,
        product_id=product.pk,
        handle=product.handle,
        title=product.title,
        variant_title=variant_title(options_of(row, len(product.option_names))),
        sku=row.sku,
        price=price,
        stock=stock,
        is_active=product.state == ProductState.ACTIVE and product.is_published and not row.is_retired,
        picture_key=own or picture_key_of(product, pictures),
        grams=row.grams,
        requires_shipping=row.requires_shipping,
        is_taxable=row.is_taxable,
        tax_code=row.tax_code,
        vendor=product.vendor,
        collection_ids=frozenset(collections),
    )
