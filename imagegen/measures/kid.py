"""Kernel inception distance: how far the generated pictures are from the real ones, in feature space.

Binkowski et al. 2018, "Demystifying MMD GANs": the squared maximum mean discrepancy with the kernel (x.y / d
+ 1)^3, by its unbiased estimator, so that it has no bias from few pictures, unlike FID, and may come out
below 0. It is the mean over random subsets, as they publish it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from imagegen.measures.features import Features, Pixels
from imagegen.measures.score import Score

_Z95 = 1.959963984540054
FEWEST = 4  # pictures on each side
_CHOOSING = 20_201_013  # a seed that no evaluation has: luck with these z chose the weights


def kid(
    a: Features,
    b: Features,
    subsets: int = 100,
    subset_size: int = 1000,
    seed: int = 0,
    floor: float | None = None,
    network: str | None = None,
) -> Score:
    """Return the squared discrepancy of two sets of features (n, d); times 1,000 it is what papers print.

    A subset has at most half of the smaller set. The interval comes from the spread of the subsets: drawn
    without replacement from n, those of size m vary by (1/m - 1/n) where all n vary by 1/n (Politis
    and Romano 1994). Between sets that are alike it is too wide, because there the spread falls with n^2.

    Raises:
        ValueError: fewer than ``FEWEST`` pictures on one side, or features of different networks.
    """
    smaller = min(len(a), len(b))
    if smaller < FEWEST or a.shape[1] != b.shape[1]:
        raise ValueError(f"no distance between features of the shapes {a.shape} and {b.shape}")
    m = min(subset_size, smaller // 2)
    rng = np.random.default_rng(seed)
    found = np.array(
        [
            discrepancy(a[rng.choice(len(a), m, replace=False)], b[rng.choice(len(b), m, replace=False)])
            for _ in range(subsets)
        ]
    )
    spread = _Z95 * math.sqrt(found.var(ddof=1) * (m / (smaller - m) + 1 / subsets))
    value = float(found.mean())
    return Score(value, value - spread, value + spread, smaller, floor, network, seed)


def discrepancy(a: Features, b: Features) -> float:
    """Return the unbiased squared maximum mean discrepancy of all of ``a`` and all of ``b``."""
    n, m = len(a), len(b)
    aa, bb, ab = kernel(a, a), kernel(b, b), kernel(a, b)
    within_a = (aa.sum(dtype=np.float64) - np.trace(aa, dtype=np.float64)) / (n * (n - 1))
    within_b = (bb.sum(dtype=np.float64) - np.trace(bb, dtype=np.float64)) / (m * (m - 1))
    return float(within_a + within_b - 2 * ab.mean(dtype=np.float64))


def kernel(a: Features, b: Features) -> NDArray[np.float32]:
    """(n, d) and (m, d) -> (n, m): (x.y / d + 1)^3."""
    base = a @ b.T / np.float32(a.shape[1]) + np.float32(1)
    found: NDArray[np.float32] = base * base * base
    return found


def scorer(
    held_out: Pixels, count: int = 1000, seed: int = _CHOOSING
) -> Callable[[Callable[[int, int], Pixels]], float]:
    """Return a function that scores a sampler by its distance to ``held_out``, for choosing the best weights.

    Every call draws the same ``count`` seeds and the same subsets, so that scores differ by the weights
    alone.
    """
    from imagegen.measures import features

    real = features.kept(held_out[:count])

    def score(sampler: Callable[[int, int], Pixels]) -> float:
        return kid(real, features.extract(sampler(count, seed)), 20, 500, seed).value

    return score
