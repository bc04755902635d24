"""Members, their roles and everybody's sessions: shop-owned rows, the public tenant's in the directory.

The same e-mail in two shops is two members. Nothing here knows Django's permissions or groups.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned, VersionedShopOwned

EXACT = "utf8mb4_bin"
"""Compared byte by byte: a case-blind collation would call é and e, or two session keys, the same."""


class Role(VersionedShopOwned):
    """A named list of permission codes."""

    name = models.CharField(_("name"), max_length=60)
    permissions = models.JSONField(_("permissions"), default=list)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "name"], name="role_name_once")]

    def __str__(self) -> str:
        return self.name


class User(VersionedShopOwned, AbstractBaseUser):
    """A member: staff of a shop, or an operator of the public tenant.

    `last_login` is left out, which also keeps Django's signal handler from writing it outside a service.
    """

    password = models.CharField(_("password"), max_length=128)
    last_login = None
    email = models.EmailField(_("e-mail"), max_length=254, unique=True, db_collation=EXACT)
    """Unique within the shop: the key that the database keeps is (shop_id, email)."""
    name = models.CharField(_("name"), max_length=120)
    role = ShopForeignKey(Role, on_delete=models.PROTECT, related_name="members", verbose_name=_("role"))
    is_active = models.BooleanField(_("may sign in"), default=True)
    signed_in_at = models.DateTimeField(_("last sign-in"), null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def check_password(self, raw_password: str | None) -> bool:
        """Compare a password. Unlike Django's own, never saves: a sign-in brings old hashes up to date."""
        return check_password(raw_password, self.password)

    async def acheck_password(self, raw_password: str | None) -> bool:
        """Refuse: hashing takes 50 ms of CPU and must not run in an event loop."""
        raise NotImplementedError("Check passwords in a thread: `sync_to_async(member.check_password)`.")


class Session(ShopOwned):
    """What a browser's cookie stands for in one shop. `data` is signed; see shop.staff.session_store.

    Who is signed in stands in `member`, not in the data: to end somebody's sessions is one DELETE.
    """

    session_key = models.CharField(_("session key"), max_length=40, db_collation=EXACT)
    member = ShopForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("member")
    )
    data = models.TextField(_("data"))
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "session_key"], name="session_key_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["shop_id", "expires_at"], name="session_expiry")]

    def __str__(self) -> str:
        return f"session {self.pk}"
