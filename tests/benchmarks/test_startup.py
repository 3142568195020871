"""The start-up benchmark measures a real process; how long it takes is not tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import startup
from benchmarks.startup import Start


@pytest.fixture(autouse=True)
def _without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ENGINE", "echo"), ("EMBEDDER", "hash"), ("THRESHOLD", "0.0")):
        monkeypatch.setenv(f"SHOPKEEPER_{name}", value)


def test_the_first_word_comes_after_the_start_and_before_the_last(tmp_path: Path) -> None:
    start = startup.measure(tmp_path / "home")
    assert 0 < start.first_word <= start.whole
    assert (tmp_path / "home" / "shop.db").is_file(), "a home of its own"


def test_no_answer_is_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_ADAPTER", "no-such")
    with pytest.raises(RuntimeError, match="no-such"):
        startup.measure(tmp_path / "home")


def test_the_summary_has_median_and_range() -> None:
    found = startup.summary([Start(1, 2), Start(3, 5), Start(2, 9)])
    assert found == {
        "n": 3,
        "first_word": {"median": 2, "fastest": 1, "slowest": 3},
        "whole_answer": {"median": 5, "fastest": 2, "slowest": 9},
    }
