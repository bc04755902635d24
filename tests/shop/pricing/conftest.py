import pytest

from pods.directory.models import Shop
from tests.shop import selling


@pytest.fixture
def furnished(shop: Shop) -> Shop:
    """A Norwegian shop that sells in euros, with the terms that every new shop has."""
    selling.furnish(shipping_minor=None)
    return shop
