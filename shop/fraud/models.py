"""How each order was judged: a level, and facts as code and figures. No row means: not yet."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
from pods.isolation.models import ShopOwned


class RiskAssessment(ShopOwned):
    """The level of one order, and which version of the rules gave it."""

    order = ShopOneToOneField("orders.Order", on_delete=models.CASCADE, related_name="+")
    level = models.CharField(_("level"), max_length=10)
    rules_version = models.PositiveSmallIntegerField(_("version of the rules"))
    assessed_at = models.DateTimeField(_("assessed"), db_default=Now())

    class Meta:
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")


class RiskFact(ShopOwned):
    """One finding. Its sentence is made when it is read, in the reader's language."""

    assessment = ShopForeignKey(RiskAssessment, on_delete=models.CASCADE, related_name="facts")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=40)
    sentiment = models.CharField(_("sentiment"), max_length=10)
    points = models.PositiveSmallIntegerField(_("points"))
    figures = models.JSONField(_("figures"))

    class Meta:
        verbose_name = _("risk fact")
        verbose_name_plural = _("risk facts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "assessment", "position"], name="risk_fact_position_once")
        ]
