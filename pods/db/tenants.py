"""Lets django-tenants run without PostgreSQL.

It imports psycopg through one module and asks pg_catalog whether a schema exists: both get a stand-in here,
installed by apps.py before any model is loaded. Its context managers leave the public tenant selected where nothing
was selected before, and its log filter fails there: these are replaced. What needs real schemas refuses with a
sentence. See docs/guides/tenancy.md.
"""

import re
import sys
from contextlib import ContextDecorator
from logging import LogRecord
from types import ModuleType
from typing import Any, NoReturn

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import CommandError

from pods.db.current import (
    DIRECTORY,
    PUBLIC_NAME,
    CurrentShop,
    NamedTenant,
    PublicByName,
    enter_shop,
    find_current_shop,
    leave_shop,
)

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


def tenant_named(schema_name: str) -> CurrentShop:
    """Return the tenant with this handle, as the directory knows it; raises the tenant model's DoesNotExist."""
    if schema_name == PUBLIC_NAME:
        return PublicByName()
    from django_tenants.utils import get_tenant_model

    shops = get_tenant_model()
    shop: CurrentShop | None = shops._base_manager.using(DIRECTORY).filter(schema_name=schema_name.lower()).first()
    if shop is None:
        raise shops.DoesNotExist(f"There is no shop with the handle {schema_name!r}.")
    return shop


def database_of(schema_name: str) -> str | None:
    """Return the alias of the database that the directory knows a tenant's rows to be in; None without a pod or row."""
    from django_tenants.utils import get_tenant_model

    try:
        return tenant_named(schema_name).database
    except get_tenant_model().DoesNotExist:
        return None


class tenant_context(ContextDecorator):  # noqa: N801 - django-tenants' name
    """Selects a tenant inside the block or function, afterwards what was selected before: nothing, if nothing was."""

    def __init__(self, tenant: CurrentShop | None, database: str = DIRECTORY) -> None:
        self.tenant = tenant

    def __enter__(self) -> None:
        enter_shop(self.tenant)

    def __exit__(self, *error: object) -> None:
        leave_shop()


class schema_context(ContextDecorator):  # noqa: N801 - django-tenants' name
    """Selects a tenant by its handle inside the block or function, otherwise like tenant_context."""

    def __init__(self, schema_name: str, database: str = DIRECTORY) -> None:
        self.schema_name = schema_name

    def __enter__(self) -> None:
        enter_shop(tenant_named(self.schema_name))

    def __exit__(self, *error: object) -> None:
        leave_shop()


def add_tenant_to_record(log_filter: Any, record: LogRecord) -> bool:
    """Put the current tenant's handle and host on a log record, empty when none is selected."""
    shop = find_current_shop()
    record.schema_name = shop.schema_name if shop is not None else ""
    record.domain_url = getattr(shop, "domain_url", None)
    return True


class FakeTenant(NamedTenant):
    """A tenant known by name only, as django-tenants' own helpers make them."""

    def __init__(self, schema_name: str, tenant_type: str | None = None) -> None:
        super().__init__(schema_name)
        self.tenant_type = tenant_type

    def get_tenant_type(self) -> str | None:
        """Return the type; there is only one."""
        return self.tenant_type


class SchemaTestCase:
    """Refuses to be derived from: its tenant would be a row without a pod."""

    def __init_subclass__(cls) -> NoReturn:
        raise ImproperlyConfigured(
            "django-tenants' test cases make schemas. Use the fixtures `shop`, `other_shop`, `far_shop` and "
            "`make_shop` of tests/conftest.py, and django_tenants.test.client.TenantClient."
        )


class CloneSchema:
    """Refuses: a shop is rows among other shops' rows, there is no schema to copy."""

    def clone_schema(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise CommandError("A shop cannot be cloned: its rows share tables with other shops. Export and import it.")


def _stand_in(name: str, **members: Any) -> None:
    module = ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


def install() -> None:
    """Put the stand-ins in place. Safe to call more than once."""
    _stand_in(
        "django_tenants.postgresql_backend.base",
        FakeTenant=FakeTenant,
        _check_schema_name=_check_schema_name,
        is_valid_schema_name=is_valid_schema_name,
    )
    _stand_in("django_tenants.clone", CloneSchema=CloneSchema)
    _stand_in(
        "django_tenants.test.cases",
        TenantTestCase=SchemaTestCase,
        FastTenantTestCase=SchemaTestCase,
        SubfolderTenantTestCase=SchemaTestCase,
    )
    import django_tenants.log
    import django_tenants.signals
    import django_tenants.utils

    for member in (schema_exists, schema_rename, tenant_context, schema_context):
        setattr(django_tenants.utils, member.__name__, member)
    django_tenants.log.TenantContextFilter.filter = add_tenant_to_record
    # It drops a tenant's schema, which none has. It hears of every model: with it each DELETE reads its rows first.
    signals = django_tenants.signals
    signals.post_delete.disconnect(signals.tenant_delete_callback)
