"""Noticing that a GAN goes wrong while there is time to stop it.

Two signs, both cheap. Diversity: how far each picture of a fixed sample is from the one most like it, as a
share of the same among real ones; it falls when the generator repeats itself. (The mean over all pairs would
not: of sixteen pictures repeated it is 0.93.) The discriminator's loss: near 0 for long, it
is sure of every picture and has nothing left to tell the generator. How many pairs it wins is no sign: a
penalty keeps its logits close together, so that it may win nearly all of them by a hair and teach well.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FALLEN = 0.5  # of the highest diversity so far
POOR = 0.25  # of real pictures' diversity; sixteen pictures repeated have 0.05, thirty-two 0.14
SURE = 0.05  # nats: of the discriminator's loss, where it is a cross-entropy
PATIENCE = 3  # looks in a row before it is said


class Watch:
    """Looks at a run from time to time and says, once for each bout, what it sees."""

    def __init__(self, kept: Mapping[str, float]) -> None:
        """``kept`` is what ``state`` gave before the run was interrupted, or empty."""
        self._highest = float(kept.get("highest", 0.0))
        self._fallen = int(kept.get("fallen", 0))
        self._sure = int(kept.get("sure", 0))

    @property
    def state(self) -> dict[str, float]:
        return {"highest": self._highest, "fallen": self._fallen, "sure": self._sure}

    def look(self, diversity: float, loss: float | None) -> list[str]:
        """Take in the sample's diversity as a share of real pictures', and the discriminator's loss."""
        self._highest = max(self._highest, min(diversity, 1.0))  # noise at the start is no achievement
        low = diversity < max(FALLEN * self._highest, POOR)
        self._fallen = self._fallen + 1 if low else 0
        self._sure = self._sure + 1 if loss is not None and loss < SURE else 0
        notices = []
        if self._fallen == PATIENCE:
            notices.append(
                f"Collapse? The fixed sample is {diversity:.0%} as diverse as real pictures, after "
                f"{self._highest:.0%} at best. More penalty or augmentation, or a later ramp, may help."
            )
        if self._sure == PATIENCE:
            notices.append(
                "The discriminator is sure of every picture: the generator learns next to nothing. More "
                "penalty or augmentation, or a smaller discriminator, may help."
            )
        return notices


def diversity(pixels: NDArray[np.uint8]) -> float:
    """Return the mean distance of a picture (n, h, w, c) to its nearest other, per pixel value, in 0..1."""
    flat = pixels.reshape(len(pixels), -1).astype(np.float64) / 255
    squares = (flat**2).sum(1)
    gaps = squares[:, None] + squares[None, :] - 2 * flat @ flat.T
    np.fill_diagonal(gaps, np.inf)
    return float(np.sqrt(np.maximum(gaps.min(1), 0) / flat.shape[1]).mean())
