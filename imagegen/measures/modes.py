"""Stacked-MNIST: three digits as red, green and blue make 1,000 kinds. How many does a generator draw?

Metz et al. 2017 and Lin et al. 2018 (PacGAN): of 26,000 generated pictures, the kinds that occur, and the
divergence KL(generated || uniform) in nats. Even a perfect generator does not reach 0: so many draws of 1,000
kinds have about 0.019 by chance, and the digits of MNIST are not equally frequent. Real stacks, read by the
same classifier, tell what can be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imagegen.measures.features import Pixels
from imagegen.measures.score import Score, mean

KINDS = 1000
DRAWS = 26_000
Read = Callable[[Pixels], NDArray[np.int64]]  # grey digits (n, h, w, 1) -> (n,)
Sampler = Callable[[int, int], Pixels]  # (count, seed) -> (count, h, w, 3)


@dataclass(frozen=True, slots=True)
class Modes:
    """Kinds drawn at least once, and KL to equal shares, each with what real stacks reach."""

    kinds: Score
    divergence: Score


def modes(
    sampler: Sampler, real: Sampler, read: Read, seeds: tuple[int, ...] = (0, 1, 2), draws: int = DRAWS
) -> Modes:
    """Count over several draws of ``draws`` pictures each; the intervals are over these."""
    found = [count(sampler, read, draws, seed) for seed in seeds]
    possible = [count(real, read, draws, seed) for seed in seeds]
    return Modes(
        mean([occurring(counts) for counts in found], _mean(map(occurring, possible)), seeds[0]),
        mean([divergence(counts) for counts in found], _mean(map(divergence, possible)), seeds[0]),
    )


def count(sampler: Sampler, read: Read, draws: int, seed: int, at_once: int = 2000) -> NDArray[np.int64]:
    """Draw pictures, read their three channels and count the kinds, (1000,)."""
    counts = np.zeros(KINDS, np.int64)
    for number, start in enumerate(range(0, draws, at_once)):
        pixels = sampler(min(at_once, draws - start), 1000 * seed + number)
        red, green, blue = (read(pixels[..., channel : channel + 1]) for channel in range(3))
        counts += np.bincount(100 * red + 10 * green + blue, minlength=KINDS)
    return counts


def occurring(counts: NDArray[np.int64]) -> float:
    """Return how many kinds occur."""
    return float((counts > 0).sum())


def divergence(counts: NDArray[np.int64]) -> float:
    """Return KL(observed shares || equal shares) in nats."""
    shares = counts[counts > 0] / counts.sum()
    return float((shares * np.log(shares * len(counts))).sum())


def stacks(digits: Pixels) -> Sampler:
    """Return a sampler of real stacks: three digits (n, h, w, 1) drawn by lot for each."""

    def sample(number: int, seed: int) -> Pixels:
        rows = np.random.default_rng(seed).integers(len(digits), size=(number, 3))
        return np.concatenate([np.asarray(digits)[rows[:, channel]] for channel in range(3)], axis=-1)

    return sample


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))
