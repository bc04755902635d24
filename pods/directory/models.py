"""The directory: which pods there are, which shop lives in which of them, and under which hosts."""

import copy
from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from pods.db.current import DIRECTORY, PUBLIC_NAME, enter_shop, leave_shop, pod_alias
from pods.directory.errors import DirectoryError

MOST_PODS = 1024


class Region(models.Model):
    """Where pods stand."""

    code = models.SlugField(_("code"), max_length=30, primary_key=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class PodState(models.TextChoices):
    """What a pod takes on. Transitions: open ↔ draining → closed."""

    OPEN = "open", _("open")
    DRAINING = "draining", _("draining")
    CLOSED = "closed", _("closed")


class Pod(models.Model):  # type: ignore[django-manager-missing]
    """One scale unit. Its number is its residue class of ids, so it is claimed here and never used again."""

    number = models.PositiveSmallIntegerField(
        _("number"), primary_key=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_PODS)]
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="pods", verbose_name=_("region"))
    state = models.CharField(_("state"), max_length=10, choices=PodState.choices, default=PodState.OPEN)
    capacity = models.PositiveIntegerField(_("capacity"), default=10_000, help_text=_("Shops it should hold at most."))

    class Meta:
        verbose_name = _("pod")
        verbose_name_plural = _("pods")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=MOST_PODS), name="pod_number_is_a_residue_class"
            )
        ]

    def __str__(self) -> str:
        return self.alias

    @property
    def alias(self) -> str:
        """The pod's name: also its database's and its cache's."""
        return pod_alias(self.number)


class ShopState(models.TextChoices):
    """Where a shop stands in its life. Transitions: opening → open → deleting → no row."""

    OPENING = "opening", _("opening")
    OPEN = "open", _("open")
    DELETING = "deleting", _("deleting")


class Shop(TenantMixin):  # type: ignore[misc]
    """One merchant's shop, the tenant; the public tenant is the row named "public", which has no pod.

    `pod` and `epoch` are the directory's knowledge, a hint: the pod's residency row is the authority.
    """

    auto_create_schema = False
    auto_drop_schema = False

    name = models.CharField(_("name"), max_length=100)
    pod = models.ForeignKey(
        Pod, null=True, blank=True, on_delete=models.PROTECT, related_name="shops", verbose_name=_("pod")
    )
    epoch = models.PositiveIntegerField(_("epoch"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=ShopState.choices, default=ShopState.OPENING)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")

    @property
    def handle(self) -> str:
        """The shop's own word, one DNS label: its first host begins with it. Never changes."""
        return str(self.schema_name)

    @property
    def is_public(self) -> bool:
        """Say whether this is the platform itself."""
        return bool(self.schema_name == PUBLIC_NAME)

    @property
    def database(self) -> str | None:
        """Alias of the database that holds the shop's rows; None before it has a pod."""
        if self.is_public:
            return DIRECTORY
        return pod_alias(self.pod_id) if self.pod_id is not None else None

    @property
    def first_host(self) -> str:
        """The host name that the shop had first and keeps."""
        return f"{self.handle}.{settings.SHOP_SUFFIX}"

    def placed_at(self, pod_number: int, epoch: int) -> Self:
        """Return a copy that lives where a residency row says it does."""
        placed = copy.copy(self)
        placed._state = copy.copy(self._state)
        placed.pod_id, placed.epoch = pod_number, epoch
        return placed

    def __enter__(self) -> Self:
        enter_shop(self)
        return self

    def __exit__(self, *error: object) -> None:
        leave_shop()

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: the row must outlive the shop's rows in its pod."""
        raise DirectoryError(
            f"Delete the shop with `manage.py delete_shop {self.handle}`: its rows and files go first."
        )

    def create_schema(self, *args: Any, **kwargs: Any) -> bool:
        """Do nothing: a shop is rows, not a schema."""
        return False

    def _drop_schema(self, force_drop: bool = False) -> None:
        """Do nothing: pods.routing.closing removes a shop's rows."""


class Domain(DomainMixin):  # type: ignore[misc]
    """A host name of a shop. One is primary; one that is not verified does not route."""

    verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
