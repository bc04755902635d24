import pytest

from pods.directory.models import Shop
from shop.catalog.types import Product
from tests.shop import selling


@pytest.fixture(autouse=True)
def pinned_worker(pinned: None) -> None:
    """Deliveries are handled here as pod_1's worker would."""


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale("Lamp", price_minor=1000, on_hand=10)


@pytest.fixture
def stool(lamp: Product) -> Product:
    return selling.put_on_sale("Stool", price_minor=333, on_hand=10)
