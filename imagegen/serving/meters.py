"""What the picture server counts and times, for Prometheus: each name once, in a registry of its own.

Labels only ever take a handful of values: no seeds, callers or words.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

#: Seconds. A picture takes a few milliseconds, one enlarged twice a second or two.
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120)


class Meters:
    """The meters of one server; tests build as many as they like."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "shopkeeper_images_requests", "Requests for pictures, by route and status", ("route", "status"),
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "shopkeeper_images_seconds", "From a request's arrival to its last byte", ("route",),
            buckets=_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self.painted = Counter(
            "shopkeeper_images_painted", "Pictures painted, frames of loops among them, by model", ("model",),
            registry=self.registry,
        )  # fmt: skip
        self.dropped = Counter(
            "shopkeeper_images_dropped", "Requests whose work was dropped: busy, late or gone", ("reason",),
            registry=self.registry,
        )  # fmt: skip
        self.admitted = Gauge(
            "shopkeeper_images_admitted_requests", "Requests that are painted or wait for it",
            registry=self.registry,
        )  # fmt: skip
        self.models = Gauge(
            "shopkeeper_images_models", "Whether a model is open (1) or damaged (0)", ("model",),
            registry=self.registry,
        )  # fmt: skip

    def page(self) -> bytes:
        """Return the numbers in Prometheus's text format."""
        return generate_latest(self.registry)
