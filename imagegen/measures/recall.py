"""Precision: do the generated pictures look real? Recall: is every kind of real picture among them?

Kynkaanniemi et al. 2019, "Improved precision and recall metric for assessing generative models": each set
covers the balls around its points that reach to their k-th neighbour; precision is the share of generated
pictures that the real ones cover, recall the share of real ones that the generated cover.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imagegen.measures.distances import blocks, radii
from imagegen.measures.features import Features
from imagegen.measures.score import Score, share

NEIGHBOURS = 3  # as in the paper


def precision_recall(
    real: Features, generated: Features, k: int = NEIGHBOURS, seed: int = 0, network: str | None = None
) -> tuple[Score, Score]:
    """Return precision and recall of two sets of features, cut by lot to the same number of pictures.

    The intervals are for the pictures, with the balls as they are. ``floor`` is what one half of the real
    pictures reaches against the other: with half as many balls, it is a little low.

    Raises:
        ValueError: there are not enough pictures to have ``k`` neighbours in half of them.
    """
    n = min(len(real), len(generated))
    if n < 2 * k + 2:
        raise ValueError(f"{n} pictures are too few for {k} neighbours in each half")
    rng = np.random.default_rng(seed)
    real, generated = (rows[rng.permutation(len(rows))[:n]] for rows in (real, generated))
    half = n // 2
    precision = int(covered(generated, real, k).sum())
    recall = int(covered(real, generated, k).sum())
    floor = (
        float(covered(real[:half], real[half:], k).mean()),
        float(covered(real[half:], real[:half], k).mean()),
    )
    return share(precision, n, floor[0], network, seed), share(recall, n, floor[1], network, seed)


def covered(points: Features, by: Features, k: int = NEIGHBOURS) -> NDArray[np.bool_]:
    """Return for each of ``points`` whether it lies in a ball around one of ``by``, (n,)."""
    reach = radii(by, k)
    found = np.empty(len(points), np.bool_)
    for rows, squared in blocks(points, by):
        found[rows] = (squared <= reach).any(1)
    return found
