"""The library as shop-owned models."""

from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
from pods.isolation.models import ShopOwned
from tests.probe.definitions import define

LIBRARY = define(
    label="probe_shops",
    base=ShopOwned,
    foreign_key=ShopForeignKey,
    one_to_one=ShopOneToOneField,
    key=("shop_id",),
)
