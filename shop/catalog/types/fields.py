"""What staff fill in about a product. Amounts are in minor units of the shop's currency."""

from dataclasses import dataclass
from typing import Self

from shop.catalog.types.pictures import Drawing
from shop.catalog.types.products import Product, ProductState, Variant, WeightUnit


@dataclass(frozen=True, slots=True)
class VariantFields:
    """One row of the grid of variants. Without an `id` it is a new one.

    `options` has one value for each option of the product. `on_hand` counts for new variants only: later the stock
    is changed by itself.
    """

    price_minor: int
    options: tuple[str, ...] = ()
    id: int | None = None
    sku: str = ""
    barcode: str = ""
    compare_at_minor: int | None = None
    cost_minor: int | None = None
    grams: int = 0
    weight_unit: WeightUnit = WeightUnit.KILOGRAM
    requires_shipping: bool = True
    is_taxable: bool = True
    tax_code: str = ""
    picture_id: int | None = None
    on_hand: int = 0

    @classmethod
    def of(cls, variant: Variant) -> Self:
        """Return a variant as it is, to be changed."""
        return cls(
            price_minor=variant.price.minor,
            options=variant.options,
            id=variant.id,
            sku=variant.sku,
            barcode=variant.barcode,
            compare_at_minor=variant.compare_at.minor if variant.compare_at is not None else None,
            cost_minor=variant.cost.minor if variant.cost is not None else None,
            grams=variant.grams,
            weight_unit=variant.weight_unit,
            requires_shipping=variant.requires_shipping,
            is_taxable=variant.is_taxable,
            tax_code=variant.tax_code,
            picture_id=variant.picture_id,
        )


@dataclass(frozen=True, slots=True)
class ProductFields:
    """A whole product: what is left out of `variants` is taken out of the product.

    A product without options has one variant without values. `dataclasses.replace(ProductFields.of(product), …)`
    changes one thing.
    """

    title: str
    variants: tuple[VariantFields, ...]
    option_names: tuple[str, ...] = ()
    description: str = ""
    state: ProductState = ProductState.ACTIVE
    is_published: bool = True
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()
    is_gift_card: bool = False
    seo_title: str = ""
    seo_description: str = ""
    drawing: Drawing | None = None

    @classmethod
    def of(cls, product: Product) -> Self:
        """Return a product as it is, to be changed. Without a drawing the present one stays."""
        return cls(
            title=product.title,
            variants=tuple(VariantFields.of(each) for each in product.variants),
            option_names=product.option_names,
            description=product.description,
            state=product.state,
            is_published=product.is_published,
            vendor=product.vendor,
            product_type=product.product_type,
            tags=product.tags,
            is_gift_card=product.is_gift_card,
            seo_title=product.seo_title,
            seo_description=product.seo_description,
        )


def one_variant(title: str, price_minor: int, *, sku: str = "", on_hand: int = 0) -> ProductFields:
    """Return the fields of a product without options."""
    return ProductFields(title=title, variants=(VariantFields(price_minor, sku=sku, on_hand=on_hand),))
