"""Prometheus metrics of requests: by pod, never by shop (there are too many of them for a label)."""

from django.conf import settings
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, multiprocess

requests_answered = Counter("podium_requests", "Requests answered.", ["pod", "route_class", "status"])
request_seconds = Histogram(
    "podium_request_seconds",
    "Time to answer a request.",
    ["pod", "route_class"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
database_seconds = Counter("podium_database_seconds", "Time spent waiting for a pod's database.", ["pod"])


def registry() -> CollectorRegistry:
    """Return what a scraper is to see: of all processes that share PROMETHEUS_MULTIPROC_DIR, or of this one."""
    if not settings.METRICS_FOLDER:
        return REGISTRY
    shared = CollectorRegistry()
    multiprocess.MultiProcessCollector(shared, path=settings.METRICS_FOLDER)  # type: ignore[no-untyped-call]
    return shared
