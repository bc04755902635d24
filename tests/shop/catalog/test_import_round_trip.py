"""Any products that a file can hold come out of the database as they went in."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.models import Product
from shop.catalog.products_csv.types import CsvProduct, CsvVariant
from shop.catalog.selectors.export import exported_columns, exported_products
from shop.catalog.services.importing import BatchResult, import_batch
from tests.examples import examples
from tests.shop import selling
from tests.shop.catalog.products_csv.test_round_trip import products


def _kept(product: CsvProduct) -> CsvProduct:
    """What is left of it: a quantity that the file leaves out is nothing on hand, where somebody counts."""

    def kept(variant: CsvVariant) -> CsvVariant:
        return replace(variant, quantity=variant.quantity or 0) if variant.tracker else variant

    return replace(product, variants=tuple(kept(each) for each in product.variants))


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(products(handle="x"), min_size=1, max_size=4), products(handle="p-0"))
def test_what_is_imported_is_exported(shop: Shop, drawn: list[CsvProduct], other: CsvProduct) -> None:
    selling.furnish()
    Product.objects.all().delete()
    wanted = [replace(each, handle=f"p-{number}") for number, each in enumerate(drawn)]
    with acting_as(selling.STAFF):
        assert import_batch(wanted) == BatchResult(len(wanted), 0, 0)
        assert list(exported_products()) == [_kept(each) for each in wanted]
        assert import_batch(wanted) == BatchResult(0, 0, len(wanted))
        extras = [dict(each.extras) for product in wanted for each in (product, *product.variants, *product.pictures)]
        assert set(exported_columns()) == {column for each in extras for column in each}
        result = import_batch([other])  # another product of the first one's handle, in whatever differs
        assert result.created == 0
        assert next(exported_products()).pictures == other.pictures
        assert replace(next(exported_products()), variants=()) == replace(other, variants=())
