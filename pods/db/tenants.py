"""Lets django-tenants run without PostgreSQL.

It imports psycopg through one module and asks pg_catalog whether a schema exists: both get a stand-in here,
installed by apps.py before any model is loaded. What needs real schemas refuses with a sentence.
"""

import re
import sys
from types import ModuleType
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management import CommandError

from pods.db.current import DIRECTORY, PublicByName

HANDLE = re.compile(r"^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]\Z|^[a-z0-9]\Z")
"""A shop's handle is one DNS label in lower case, because it names the shop's first host."""


def is_valid_schema_name(name: str) -> bool:
    """Say whether this may be a shop's handle."""
    return bool(HANDLE.match(name))


def _check_schema_name(name: str) -> None:
    if not is_valid_schema_name(name):
        raise ValidationError("A handle has 1 to 63 lower case letters, digits and inner hyphens.")


def schema_exists(schema_name: str, database: str | None = None, case_sensitive: bool = True) -> bool:
    """Say whether a shop with this handle exists; handles are lower case, so case plays no part."""
    from django_tenants.utils import get_tenant_model

    shops = get_tenant_model()._base_manager.using(DIRECTORY)
    return bool(shops.filter(schema_name=schema_name.lower()).exists())


def schema_rename(tenant: Any, new_schema_name: str, database: str = DIRECTORY, save: bool = True) -> NoReturn:
    """Refuse: links, mails and cookies carry the handle."""
    raise CommandError("A shop's handle is for ever. Give the shop another domain, and make that one primary.")


class FakeTenant(PublicByName):
    """A tenant known by name only, as django-tenants' own helpers make them."""

    def __init__(self, schema_name: str, tenant_type: str | None = None) -> None:
        self.schema_name = schema_name
        self.tenant_type = tenant_type

    def get_tenant_type(self) -> str | None:
        """Return the type; there is only one."""
        return self.tenant_type


class CloneSchema:
    """Refuses: a shop is rows among other shops' rows, there is no schema to copy."""

    def clone_schema(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CommandError("A shop cannot be cloned: its rows share tables with other shops. Export and import it.")


def install() -> None:
    """Put the stand-ins in place. Safe to call more than once."""
    module = ModuleType("django_tenants.postgresql_backend.base")
    module.__dict__.update(
        FakeTenant=FakeTenant, _check_schema_name=_check_schema_name, is_valid_schema_name=is_valid_schema_name
    )
    sys.modules[module.__name__] = module
    clone = ModuleType("django_tenants.clone")
    clone.__dict__.update(CloneSchema=CloneSchema)
    sys.modules[clone.__name__] = clone
    import django_tenants.utils

    django_tenants.utils.schema_exists = schema_exists
    django_tenants.utils.schema_rename = schema_rename
