"""ELBO and importance-weighted bound, where the truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from imagegen.measures.bounds import bounds, log_mean_exp


class Gaussian:
    """z ~ N(0, 1), x | z ~ N(z, 1); q(z | x) is a little beside the truth, N(x / 2, 1 / 2)."""

    def __init__(self, beside: float) -> None:
        self.beside = beside
        self.rng = np.random.default_rng(0)

    def __call__(self, pictures: NDArray[np.uint8], k: int) -> NDArray[np.float64]:
        x = self.values(pictures)[:, None]
        middle = x / 2 + self.beside
        z = middle + math.sqrt(0.5) * self.rng.normal(size=(len(x), k))
        return log_normal(z, 0, 1) + log_normal(x, z, 1) - log_normal(z, middle, 0.5)

    @staticmethod
    def values(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
        return pictures.reshape(len(pictures)) / 64 - 2


def log_normal(x: NDArray[np.float64], middle: object, variance: float) -> NDArray[np.float64]:
    found: NDArray[np.float64] = -((x - middle) ** 2 / variance + math.log(2 * math.pi * variance)) / 2
    return found


PICTURES = np.random.default_rng(1).integers(0, 256, (600, 1, 1, 1), np.uint8)
TRUTH = -float(log_normal(Gaussian.values(PICTURES), 0, 2).mean())


def test_with_the_true_posterior_every_bound_is_the_truth() -> None:
    found = bounds(Gaussian(0.0), PICTURES, 4)
    assert found["elbo"].value == pytest.approx(TRUTH, abs=1e-9)
    assert found["iwae"].value == pytest.approx(TRUTH, abs=1e-9)


def test_elbo_is_off_by_the_divergence_and_many_samples_close_the_gap() -> None:
    few, many = bounds(Gaussian(0.5), PICTURES, 5), bounds(Gaussian(0.5), PICTURES, 500)
    gap = 0.5**2 / (2 * 0.5)  # KL of two Gaussians of the same variance
    assert many["elbo"].value - TRUTH == pytest.approx(gap, abs=0.01)
    assert TRUTH < many["iwae"].value + 0.003 < few["iwae"].value < few["elbo"].value
    assert many["iwae"].value == pytest.approx(TRUTH, abs=0.01)


def test_the_interval_is_over_pictures() -> None:
    found = bounds(Gaussian(0.0), PICTURES, 2)["iwae"]
    each = -log_normal(Gaussian.values(PICTURES), 0, 2)
    assert found.high - found.low == pytest.approx(2 * 1.96 * each.std() / math.sqrt(600), rel=0.01)
    assert found.n == 600


def test_huge_weights_do_not_overflow() -> None:
    assert log_mean_exp(np.array([[-2000.0, -2000.0], [900.0, 900.0]])) == pytest.approx([-2000.0, 900.0])


def test_weights_of_the_wrong_shape_or_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match="log-weights"):
        bounds(lambda x, k: np.zeros((len(x), k + 1)), PICTURES, 3)
    with pytest.raises(ValueError, match="log-weights"):
        bounds(lambda x, k: np.full((len(x), k), np.nan), PICTURES, 3)
