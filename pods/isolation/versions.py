"""The optimistic lock of rows that people edit."""

from typing import Any

from django.db.models import F

from pods.isolation.models import VersionedShopOwned


class StaleVersion(Exception):
    """Somebody else changed this meanwhile. Load it again, compare, and save once more."""

    def __init__(self, model: str, pk: int, version: int) -> None:
        super().__init__(f"{model} {pk} is no longer at version {version}.")
        self.model, self.pk, self.version = model, pk, version


def save_version(row: VersionedShopOwned, *, version: int, **changes: Any) -> None:
    """Write `changes` to the row if it is still at `version`, and count the version up; raises StaleVersion.

    Sets the row's attributes too. One query. Call it inside a service.
    """
    updated = type(row).objects.filter(pk=row.pk, version=version).update(**changes, version=F("version") + 1)
    if not updated:
        raise StaleVersion(row._meta.label, row.pk, version)
    for name, value in changes.items():
        setattr(row, name, value)
    row.version = version + 1
