"""The kernel distance is the published one, has no bias, and its interval holds the truth."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from imagegen.measures.kid import discrepancy, kid


def points(n: int, seed: int, shift: float = 0.0, d: int = 6) -> NDArray[np.float32]:
    return (np.random.default_rng(seed).normal(size=(n, d)) + shift).astype(np.float32)


def test_it_is_the_formula() -> None:
    """Every pair on its own, as the paper writes the estimator."""
    a, b = points(7, 0).astype(float), points(5, 1, 0.5).astype(float)

    def k(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
        return float((x @ y / len(x) + 1) ** 3)

    within_a = sum(k(a[i], a[j]) for i in range(7) for j in range(7) if i != j) / (7 * 6)
    within_b = sum(k(b[i], b[j]) for i in range(5) for j in range(5) if i != j) / (5 * 4)
    between = sum(k(x, y) for x in a for y in b) / 35
    wanted = within_a + within_b - 2 * between
    assert discrepancy(a.astype(np.float32), b.astype(np.float32)) == pytest.approx(wanted, rel=1e-4)


def test_sets_that_are_alike_have_no_distance_on_average() -> None:
    found = [discrepancy(points(40, seed), points(40, 1000 + seed)) for seed in range(200)]
    error = float(np.std(found, ddof=1) / np.sqrt(len(found)))
    assert abs(float(np.mean(found))) < 3 * error
    assert min(found) < 0, "an estimator without bias falls below 0 about half of the time"


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    truth = discrepancy(points(3000, 8), points(3000, 9, 0.4))
    held = 0
    for seed in range(100):
        score = kid(
            points(120, 2 * seed), points(120, 2 * seed + 1, 0.4), subsets=20, subset_size=40, seed=seed
        )
        held += score.low <= truth <= score.high
    assert held >= 88


def test_farther_is_more() -> None:
    real = points(400, 0)
    scores = [kid(real, points(400, 1, shift), 20, 100).value for shift in (0.0, 0.3, 0.6)]
    assert scores[0] < scores[1] < scores[2]


def test_the_same_seed_gives_the_same_score() -> None:
    a, b = points(100, 0), points(100, 1)
    assert kid(a, b, 10, 50, seed=3) == kid(a, b, 10, 50, seed=3) != kid(a, b, 10, 50, seed=4)


def test_features_of_different_networks_are_refused() -> None:
    with pytest.raises(ValueError, match="no distance"):
        kid(points(10, 0, d=4), points(10, 0, d=5))
