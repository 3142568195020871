"""How well a VAE knows pictures that it never saw: bounds on -log p(x), in nats for a whole picture.

ELBO and importance-weighted bound (Burda et al. 2015) come from the same weights w = p(x, z) / q(z|x): the
mean of log w, and the log of the mean of k w's. Both are turned over, so that lower is better, as tables of
likelihoods print them. The true value lies below both of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from imagegen.measures.score import Score, mean

#: Pictures, or their numbers, (n, ...) and k -> k log-weights of each, (n, k), in nats.
LogWeights = Callable[[NDArray[Any], int], ArrayLike]


def bounds(
    log_weights: LogWeights, pictures: NDArray[Any], k: int, batch: int = 64, seed: int | None = None
) -> dict[str, Score]:
    """Return ``elbo`` and ``iwae`` with ``k`` samples; the intervals are over pictures.

    Raises:
        ValueError: the weights have another shape than (n, k), or are not finite.
    """
    single, many = [], []
    for start in range(0, len(pictures), batch):
        rows = pictures[start : start + batch]
        found = np.asarray(log_weights(rows, k), np.float64)
        if found.shape != (len(rows), k) or not np.isfinite(found).all():
            raise ValueError(
                f"log-weights of the shape {found.shape} (wanted {(len(rows), k)}), or not all of them finite"
            )
        single.append(-found.mean(1))
        many.append(-log_mean_exp(found))
    return {
        "elbo": mean(np.concatenate(single), seed=seed),
        "iwae": mean(np.concatenate(many), seed=seed),
    }


def log_mean_exp(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The importance-weighted bound of log-weights, (n, k) -> (n,), without overflow."""
    from scipy.special import logsumexp

    found: NDArray[np.float64] = logsumexp(values, axis=1) - math.log(values.shape[1])
    return found
