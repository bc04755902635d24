"""One log line, one metric and one usage record per request."""

import re
import time
import uuid
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

from pods.db.timing import metered
from pods.routing import metrics, usage
from pods.routing.routes import class_of

log = structlog.get_logger("podium.request")

_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}\Z")


class RequestLogMiddleware:
    """Gives each request an id (the proxy's own, when it is well formed) and tells how it went."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer and tell."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id), metered() as meter:
            response: HttpResponseBase = self.get_response(request)
            took_s = time.perf_counter() - started
            self._tell(request, response, took_s, meter.statements, meter.seconds)
        response["X-Request-ID"] = request_id
        return response

    @staticmethod
    def _tell(request: HttpRequest, response: HttpResponseBase, took_s: float, statements: int, db_s: float) -> None:
        shop: Any = getattr(request, "tenant", None)
        pod = (shop.database if shop is not None else None) or "none"
        match = request.resolver_match
        route_class = str(class_of(match.func) or "none") if match is not None else "none"
        metrics.requests_answered.labels(pod, route_class, response.status_code).inc()
        metrics.request_seconds.labels(pod, route_class).observe(took_s)
        metrics.database_seconds.labels(pod).inc(db_s)
        if shop is not None and shop.pk is not None:
            usage.count(shop.pk, requests=1, database_s=db_s)
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round(took_s * 1000, 1),
            database_ms=round(db_s * 1000, 1),
            statements=statements,
            route_class=route_class,
            shop=shop.schema_name if shop is not None else None,
            pod=pod,
        )
