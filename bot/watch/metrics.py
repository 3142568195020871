"""What the process counts and times, for Prometheus: each name once, in a registry of its own.

Whoever does something counts it here; ``bot.http`` serves it under ``/metrics``. Labels only ever take
a handful of values: no users, channels or words.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

#: Seconds. An answer takes from half a second to minutes, when many wait.
_BUCKETS = (0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60, 120, 300)
#: Seconds. Slack gives up after three.
_ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)


class Metrics:
    """The meters. Built once for a process and handed to whoever counts; tests build as many as they like."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.events = self._counter("events", "Events that Slack delivered, by type", "type")
        self.duplicates = self._counter(
            "duplicate_events", "Events that were known already, mentions left aside"
        )
        self.missed = self._counter(
            "missed_events", "Messages that Slack did not deliver, found by looking back"
        )
        self.limited = self._counter("limited", "Questions put off because somebody asked too often")
        self.refused = self._counter("refused_requests", "HTTP requests turned away, by reason", "reason")
        self.ack = self._histogram("ack_seconds", "From a request's arrival to Slack's receipt", _ACK_BUCKETS)
        self.answers = self._counter(
            "answers", "Answers by outcome: answered, quoted, abstained, stopped, failed, refused", "outcome"
        )
        self.first_word = self._histogram("first_word_seconds", "From the event to the first visible word")
        self.whole = self._histogram("answer_seconds", "From the event to the end of the answer")
        self.waiting = Gauge("shopkeeper_waiting_jobs", "Jobs that wait or run", registry=self.registry)
        self.given_up = self._counter("given_up_jobs", "Jobs set aside because their tries were used up")
        self.slack_errors = self._counter(
            "slack_errors", "Calls to Slack that failed, by method and error", "method", "error"
        )
        self.ratings = self._counter("ratings", "Ratings of answers: good or bad", "rating")
        self.copies = self._counter(
            "copies", "Marketing copies: written, used, edited, again, dismissed", "outcome"
        )
        self.pictures = self._counter(
            "pictures", "Pictures: painted as candidates, choose, bigger, biggest, poster", "outcome"
        )
        self.sheet_products = self._counter("sheet_products", "Products of sent files that got their copy")
        self.hand_offs = self._counter("hand_offs", "Conversations handed to a person")

        self.api_requests = self._counter(
            "api_requests", "Requests to the HTTP API, by route and status", "route", "status"
        )
        self.api_seconds = self._histogram(
            "api_seconds", "From a request's arrival at the HTTP API to its last byte", _BUCKETS, "route"
        )
        self.api_running = Gauge(
            "shopkeeper_api_running_requests", "Requests to the HTTP API in hand", registry=self.registry
        )

    def page(self) -> bytes:
        """Return the numbers in Prometheus's text format."""
        return generate_latest(self.registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"shopkeeper_{name}", about, labels, registry=self.registry)

    def _histogram(
        self, name: str, about: str, buckets: tuple[float, ...] = _BUCKETS, *labels: str
    ) -> Histogram:
        return Histogram(f"shopkeeper_{name}", about, labels, buckets=buckets, registry=self.registry)
