"""Meters: each process has its own, Prometheus can read them, and no label holds a person or their words."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from bot.watch.metrics import Metrics

LABELS = {"type", "reason", "outcome", "method", "error", "rating", "le"}


def test_two_processes_do_not_share_meters() -> None:
    one, other = Metrics(), Metrics()
    one.hand_offs.inc()
    assert one.registry.get_sample_value("shopkeeper_hand_offs_total") == 1
    assert other.registry.get_sample_value("shopkeeper_hand_offs_total") == 0


def test_prometheus_reads_what_is_counted() -> None:
    metrics = Metrics()
    metrics.events.labels("app_mention").inc()
    metrics.answers.labels("answered").inc(2)
    metrics.first_word.observe(0.7)
    metrics.waiting.set(3)
    metrics.slack_errors.labels("chat.update", "ratelimited").inc()
    families = {family.name: family for family in text_string_to_metric_families(metrics.page().decode())}
    assert families["shopkeeper_waiting_jobs"].samples[0].value == 3
    assert families["shopkeeper_answers"].samples[0].labels == {"outcome": "answered"}
    assert families["shopkeeper_first_word_seconds"].type == "histogram"
    assert all(name.startswith("shopkeeper_") for name in families)
    assert all(family.documentation for family in families.values())


def test_labels_are_few_and_nobodys() -> None:
    metrics = Metrics()
    for meter in (metrics.events, metrics.refused, metrics.answers, metrics.ratings):
        meter.labels("x").inc()
    families = list(text_string_to_metric_families(metrics.page().decode()))
    found = {label for family in families for sample in family.samples for label in sample.labels}
    assert found <= LABELS
