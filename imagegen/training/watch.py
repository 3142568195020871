"""Noticing that a GAN goes wrong while there is time to stop it.

Two signs, both cheap. Diversity: how far apart the pictures of a fixed sample are, as a share of how far
apart real ones are; it falls when the generator repeats itself. Wins: how often the discriminator gives the
real picture of a pair the higher logit; near 1 for long, the generator learns next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FALLEN = 0.5  # of the highest diversity so far
POOR = 0.25  # of real pictures' diversity, once it has been above this
SATURATED = 0.995  # of the pairs since the last look
PATIENCE = 3  # looks in a row before it is said


class Watch:
    """Looks at a run from time to time and says, once for each bout, what it sees."""

    def __init__(self, kept: Mapping[str, float]) -> None:
        """``kept`` is what ``state`` gave before the run was interrupted, or empty."""
        self._highest = float(kept.get("highest", 0.0))
        self._fallen = int(kept.get("fallen", 0))
        self._won = int(kept.get("won", 0))

    @property
    def state(self) -> dict[str, float]:
        return {"highest": self._highest, "fallen": self._fallen, "won": self._won}

    def look(self, diversity: float, wins: float | None) -> list[str]:
        """Take in the sample's diversity as a share of real pictures', and the share of pairs won."""
        self._highest = max(self._highest, min(diversity, 1.0))  # noise at the start is no achievement
        low = diversity < FALLEN * self._highest or diversity < POOR < self._highest
        self._fallen = self._fallen + 1 if low else 0
        self._won = self._won + 1 if wins is not None and wins > SATURATED else 0
        notices = []
        if self._fallen == PATIENCE:
            notices.append(
                f"Collapse? The fixed sample is {diversity:.0%} as diverse as real pictures, after "
                f"{self._highest:.0%} at best. More penalty or augmentation, or a later ramp, may help."
            )
        if self._won == PATIENCE:
            notices.append(
                "The discriminator tells every pair apart: the generator learns next to nothing. More "
                "penalty or augmentation, or a smaller discriminator, may help."
            )
        return notices


def diversity(pixels: NDArray[np.uint8]) -> float:
    """Return the mean distance of two different pictures (n, h, w, c), per pixel value, in 0..1."""
    flat = pixels.reshape(len(pixels), -1).astype(np.float64) / 255
    squares = (flat**2).sum(1)
    gaps = squares[:, None] + squares[None, :] - 2 * flat @ flat.T
    rows, columns = np.triu_indices(len(flat), 1)
    return float(np.sqrt(np.maximum(gaps[rows, columns], 0) / flat.shape[1]).mean())
