"""What Prometheus sees of the outbox, by pod and class of work; never by shop, there are too many."""

from prometheus_client import Counter, Gauge, Histogram

SENT = Counter("podium_deliveries_sent", "Messages that the relay sent, copies included.", ["pod", "work"])
HANDLED = Counter("podium_deliveries_handled", "Messages that a worker took, by outcome.", ["pod", "work", "outcome"])
LAG = Histogram(
    "podium_delivery_lag_seconds",
    "From due to sent.",
    ["pod", "work"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 1800),
)
TAKEN = Histogram(
    "podium_delivery_seconds",
    "From message to outcome.",
    ["pod", "work"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
UNCLAIMED = Gauge("podium_relay_unclaimed", "Messages that the relay has sent and no worker has claimed.", ["pod"])
RELAY_WAITS = Counter("podium_relay_waits", "Times that the relay found its database or broker down.", ["pod", "part"])
