"""Host name → shop → pod: the first things that happen to a request.

PodMiddleware selects the shop without asking any database when the route is known. ResidencyMiddleware then reads
the shop's row in its pod once, so that a request never reads a copy the shop has left; a pod that cannot answer is
an honest 503 for its own shops and nobody else's.
"""

import re
from collections.abc import Awaitable
from functools import cache
from typing import Any

import structlog
from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import Error
from django.http import HttpRequest, HttpResponseBase
from django.urls import set_urlconf
from django_tenants.middleware.main import TenantMainMiddleware

from pods.db.current import DIRECTORY, set_current_shop
from pods.db.errors import FenceRefused, KeysWrong
from pods.directory.models import Shop
from pods.routing import answers
from pods.routing.doors import door_of
from pods.routing.errors import DirectoryDown, NotAllowed, ShopUnavailable, UnknownOutcome, is_outage
from pods.routing.residency import locate
from pods.routing.route_source import is_platform_host, routes
from pods.routing.schema_state import require_schema
from pods.routing.shops import public_shop

log = structlog.get_logger(__name__)

_HOST = re.compile(r"^(?:www\.)?((?=[^:]{1,253}(?::|\Z))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?\Z")


@cache
def _public() -> Shop:
    return public_shop()


class PodMiddleware(TenantMainMiddleware):  # type: ignore[misc]
    """Selects the shop of a request's host for as long as the request lasts."""

    def __call__(self, request: HttpRequest) -> Any:
        """Answer, and leave no shop selected on this thread."""
        if iscoroutinefunction(self):
            return self._answer(request)
        try:
            return super().__call__(request)
        finally:
            set_current_shop(None)

    async def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            pending: Awaitable[HttpResponseBase] = super().__call__(request)
            return await pending
        finally:
            set_current_shop(None)

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        """Find the shop: 400 for a host that is none, 404 for one that no shop has, 503 when nobody can tell."""
        meta = request.META
        match = _HOST.match(meta.get("HTTP_HOST", "").lower())
        if match is None or "HTTP_X_FORWARDED_HOST" in meta:
            return answers.bad_host(request)
        host = match[1]
        try:
            shop = _public() if is_platform_host(host) else routes().shop_at(host)
        except DirectoryDown:
            return answers.unavailable(request, "We cannot tell which shop this is for a moment.", retry_after_s=5)
        except Error as error:
            if not is_outage(error):
                raise
            return answers.unavailable(request, "The platform's directory is not answering.", retry_after_s=5)
        if shop is None:
            return answers.unknown_host(request, host)
        request.tenant = shop  # type: ignore[attr-defined]
        set_current_shop(shop)
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF if shop.is_public else settings.ROOT_URLCONF
        set_urlconf(request.urlconf)
        return None


class ResidencyMiddleware:
    """Makes sure that the shop's pod serves it, and tells outages honestly."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Read the shop's residency row, then answer."""
        shop: Any = request.tenant  # type: ignore[attr-defined]
        try:
            if shop.is_public:
                require_schema(DIRECTORY)
            else:
                with door_of(shop.database):
                    require_schema(shop.database)
                    found = locate(shop)
                if found is not shop:
                    request.tenant = found  # type: ignore[attr-defined]
                    set_current_shop(found)
        except (KeysWrong, ImproperlyConfigured) as wrong:  # nothing but connecting raises these here
            log.warning("pod_refused", reason=str(wrong))
            return answers.unavailable(request, "")
        except (ShopUnavailable, Error) as error:
            refusal = self.process_exception(request, error)
            if refusal is None:
                raise
            return refusal
        response: HttpResponseBase = self.get_response(request)
        return response

    def process_exception(self, request: HttpRequest, error: BaseException) -> HttpResponseBase | None:
        """Turn an outage into a 503 with Retry-After, a missing permission into a 403."""
        if isinstance(error, NotAllowed):
            return answers.not_allowed(request, error.permission)
        if isinstance(error, UnknownOutcome):
            return answers.unavailable(request, "We do not know yet whether that was saved. Look before you repeat it.")
        if isinstance(error, ShopUnavailable):
            log.warning("shop_unavailable", reason=str(error))
            return answers.unavailable(request, "", retry_after_s=error.retry_after_s)
        if isinstance(error, FenceRefused) or is_outage(error):
            log.warning("pod_unavailable", reason=str(error))
            return answers.unavailable(request, "")
        return None
