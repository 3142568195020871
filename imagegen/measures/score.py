"""A figure and what gives it meaning: 95 % interval, number of pictures, noise floor, network, seed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_Z95 = 1.959963984540054  # two-sided 95 % of the normal distribution


@dataclass(frozen=True, slots=True)
class Score:
    """``floor`` is what real pictures score in the generated ones' place: nothing better is to be had."""

    value: float
    low: float
    high: float
    n: int
    floor: float | None = None
    network: str | None = None
    seed: int | None = None

    def text(self, digits: int = 3, scale: float = 1.0) -> str:
        """Write value and interval, and the floor if there is one, for a table."""
        value, low, high = (f"{scale * x:.{digits}f}" for x in (self.value, self.low, self.high))
        floor = "" if self.floor is None else f"; real {scale * self.floor:.{digits}f}"
        return f"{value} ({low} to {high}{floor})"


def share(
    hits: int, n: int, floor: float | None = None, network: str | None = None, seed: int | None = None
) -> Score:
    """Return ``hits`` of ``n`` with its Wilson score interval, which stays within 0..1.

    Raises:
        ValueError: there is no such share.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is not a share")
    scale = 1 + _Z95**2 / n
    middle = (hits / n + _Z95**2 / (2 * n)) / scale
    spread = _Z95 * math.sqrt(hits * (n - hits) / n**3 + (_Z95 / (2 * n)) ** 2) / scale
    low, high = max(0.0, middle - spread), min(1.0, middle + spread)
    return Score(hits / n, 0.0 if hits == 0 else low, 1.0 if hits == n else high, n, floor, network, seed)


def mean(values: ArrayLike, floor: float | None = None, seed: int | None = None) -> Score:
    """Return the mean of independent values with Student's interval.

    Raises:
        ValueError: fewer than two values say nothing of their spread.
    """
    from scipy.stats import t

    numbers = np.asarray(values, np.float64)
    if numbers.ndim != 1 or len(numbers) < 2:
        raise ValueError(f"an interval needs two values or more in a row, not {numbers.shape}")
    middle = float(numbers.mean())
    spread = float(t.ppf(0.975, len(numbers) - 1) * numbers.std(ddof=1) / math.sqrt(len(numbers)))
    return Score(middle, middle - spread, middle + spread, len(numbers), floor, None, seed)


def ratio(one: Score, other: Score) -> Score:
    """Return one share divided by another, measured on other pictures (Katz et al. 1978, on the log scale).

    Raises:
        ValueError: one of them is 0.
    """
    if not (one.value > 0 and other.value > 0):
        raise ValueError(f"{one.value} and {other.value} have no ratio that an interval could be put around")
    value = one.value / other.value
    spread = _Z95 * math.sqrt(
        (1 - one.value) / (one.value * one.n) + (1 - other.value) / (other.value * other.n)
    )
    low, high = value * math.exp(-spread), value * math.exp(spread)
    return Score(value, low, high, one.n, None, one.network, one.seed)
