"""Bases of every shop-owned model, and the residency row that says which pod serves a shop."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from pods.db.compiler import BUILT_FOR
from pods.db.current import find_current_shop
from pods.db.fence import RESIDENCY_TABLE
from pods.db.fields import ShopKey


class ShopManager[M: models.Model](models.Manager[M]):
    """Stamps each queryset with the shop it is built in, so that it cannot run in another."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Return all rows of the current shop."""
        rows = super().get_queryset()
        shop = find_current_shop()
        rows.query.__dict__[BUILT_FOR] = shop.pk if shop is not None else None
        return rows


class ShopOwned(models.Model):
    """A row of one shop: moves with it, and is reached only while it is the current shop."""

    shop_id = ShopKey()
    id = models.BigAutoField(primary_key=True)

    objects: ClassVar[ShopManager[Self]] = ShopManager()

    class Meta:
        abstract = True


class VersionedShopOwned(ShopOwned):
    """A row that people edit: each save counts `version` up, and a save of an older version is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class ResidencyState(models.TextChoices):
    """What a pod is to a shop. Transitions: see docs/guides/isolation.md."""

    ARRIVING = "arriving", _("arriving")
    SERVING = "serving", _("serving")
    STANDBY = "standby", _("standby")
    GONE = "gone", _("gone")


class Residency(models.Model):
    """Whether this pod may serve a shop, and at which epoch. The authority; the directory is a hint.

    Rows are never deleted, epochs only rise. Only the machinery that opens, moves and deletes shops writes it.
    """

    shop_id = models.BigIntegerField(primary_key=True)
    epoch = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ResidencyState.choices)
    moved_to = models.PositiveSmallIntegerField(null=True)
    move_id = models.BigIntegerField(null=True)
    mover_token = models.BigIntegerField(null=True)

    class Meta:
        db_table = RESIDENCY_TABLE
        verbose_name = _("residency")
        verbose_name_plural = _("residencies")

    def __str__(self) -> str:
        return f"shop {self.shop_id}: {self.state} at epoch {self.epoch}"


def residencies(alias: str) -> models.QuerySet[Any]:
    """Return the residency rows of one pod, whatever the current shop is."""
    return Residency._base_manager.using(alias)
