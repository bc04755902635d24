"""A shop's hosts: added and taken away by operators. Web processes see a change within a second."""

import re

from django.conf import settings
from django.db import IntegrityError, transaction

from pods.db.current import DIRECTORY
from pods.directory.errors import DomainNeeded, DomainNotValid, DomainTaken, DomainUnknown, ShopUnknown
from pods.directory.models import Domain, Shop, ShopState
from pods.routing.route_source import is_platform_host, routes_changed

_HOST = re.compile(
    r"^(?!www\.)(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\Z"
)


def add_domain(handle: str, host: str, *, primary: bool = False, verified: bool = True) -> Domain:
    """Give an open shop, or the public tenant, another host; as the primary one it takes over from the present one.

    Needs no pod. Raises ShopUnknown, DomainNotValid, DomainTaken.
    """
    shop, host = _open_shop(handle), host.lower()
    if not _HOST.match(host):
        raise DomainNotValid(f"{host!r} is no host name as requests carry it: no scheme, port, path or leading www.")
    if is_platform_host(host):
        raise DomainTaken(f"{host} is the platform's own.")
    if host.endswith(f".{settings.SHOP_SUFFIX}") and host != shop.first_host:
        raise DomainTaken(f"{host} is kept for a shop of that handle.")
    domain = Domain(tenant=shop, domain=host, is_primary=primary, verified=verified)
    try:
        with transaction.atomic(using=DIRECTORY):
            domain.save()
    except IntegrityError:
        raise DomainTaken(f"Another shop has the domain {host}, or this one has it already.") from None
    routes_changed()
    return domain


def remove_domain(handle: str, host: str) -> None:
    """Take a host away from a shop.

    Needs no pod. Raises ShopUnknown, DomainUnknown, and DomainNeeded for the shop's first and its primary host.
    """
    shop = _open_shop(handle)
    domain = Domain.objects.filter(tenant_id=shop.pk, domain=host.lower()).first()
    if domain is None:
        raise DomainUnknown(f"{shop.handle} has no domain {host}.")
    if domain.domain == shop.first_host:
        raise DomainNeeded(f"A shop keeps its first host, {shop.first_host}.")
    if domain.is_primary:
        raise DomainNeeded(f"{domain.domain} is the primary one. Make another one primary first.")
    domain.delete()
    routes_changed()


def _open_shop(handle: str) -> Shop:
    shop = Shop.objects.filter(schema_name=handle.lower(), state=ShopState.OPEN).first()
    if shop is None:
        raise ShopUnknown(f"There is no open shop with the handle {handle!r}.")
    return shop
