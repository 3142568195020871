"""Do the pictures show what was asked for? A classifier trained on real pictures reads their labels.

A linear classifier on the features, trained on the training part. How often it is right on unseen real
pictures is the most that one can ask for: agreement on generated pictures is given as a share of that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imagegen.measures.features import Features
from imagegen.measures.score import Score, ratio, share

Labels = NDArray[np.int64]  # (n,)
Reader = Callable[[Features], Labels]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often the classifier sees the wanted label, and the first as a share of the second."""

    generated: Score
    real: Score
    share: Score | None  # none if one of them is 0


def reader(features: Features, labels: Labels, seed: int = 0, most: int = 20_000) -> Reader:
    """Train a classifier (softmax regression, L2) on real pictures, ``most`` of them drawn by lot."""
    from sklearn.linear_model import LogisticRegression

    rows = np.random.default_rng(seed).permutation(len(features))[:most]
    middle, spread = features[rows].mean(0), features[rows].std(0) + np.float32(1e-6)
    model = LogisticRegression(C=0.01, max_iter=1000)
    model.fit((features[rows] - middle) / spread, labels[rows])

    def read(seen: Features) -> Labels:
        found: Labels = model.predict((seen - middle) / spread).astype(np.int64)
        return found

    return read


def agreement(
    read: Reader,
    held_out: tuple[Features, Labels],
    generated: tuple[Features, Labels],
    network: str | None = None,
    seed: int | None = None,
) -> Agreement:
    """Compare generated pictures with the labels they were asked for, and unseen real ones with theirs."""
    real = _right(read, *held_out, network, seed)
    drawn = _right(read, *generated, network, seed)
    return Agreement(drawn, real, ratio(drawn, real) if drawn.value and real.value else None)


def _right(read: Reader, seen: Features, labels: Labels, network: str | None, seed: int | None) -> Score:
    return share(int((read(seen) == labels).sum()), len(labels), None, network, seed)
