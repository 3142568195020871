"""Tables of numbers and choices, and the form in which a network reads a row.

A number is written as the mode of its column that it belongs to and its place within that mode (mode-specific
normalisation, Xu et al. 2019, section 4.2): columns with several peaks and long tails become what a Gaussian
fits. A choice is written as one of k. Numpy and scikit-learn only.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagegen.errors import BadInput

_MODES = 10  # of a column, at most
_SELDOM = 0.005  # modes with a smaller share are left out
_SPREAD = 4.0  # standard deviations from a mode's mean to 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of mixed columns."""

    numbers: NDArray[np.float64]  # (n, columns of numbers)
    choices: NDArray[np.int64]  # (n, columns of choices), from 0
    sizes: tuple[int, ...]  # how many values each column of choices may have

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: NDArray[np.intp]) -> Table:
        """Return some of the rows."""
        return Table(self.numbers[rows], self.choices[rows], self.sizes)

    def joined(self, other: Table) -> Table:
        """Return the rows of both."""
        numbers = np.concatenate([self.numbers, other.numbers])
        return Table(numbers, np.concatenate([self.choices, other.choices]), self.sizes)


@dataclass(frozen=True, slots=True)
class Modes:
    """The modes of one column of numbers: means, standard deviations and shares, (k,) each."""

    means: NDArray[np.float64]
    spreads: NDArray[np.float64]
    shares: NDArray[np.float64]

    @classmethod
    def of(cls, column: NDArray[np.float64], seed: int) -> Modes:
        """Find the modes of a column (n,) by a variational mixture, which leaves the needless ones empty."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.mixture import BayesianGaussianMixture

        most = min(_MODES, len(np.unique(column)))
        mixture = BayesianGaussianMixture(
            n_components=most, weight_concentration_prior=0.001, max_iter=200, random_state=seed
        )
        with warnings.catch_warnings():  # any mixture writes and reads the same numbers
            warnings.simplefilter("ignore", ConvergenceWarning)
            mixture.fit(column[:, None])
        kept = mixture.weights_ > _SELDOM
        shares = mixture.weights_[kept]
        spreads = np.sqrt(mixture.covariances_[kept, 0, 0])
        return cls(mixture.means_[kept, 0], spreads, shares / shares.sum())

    def write(
        self, column: NDArray[np.float64], chance: np.random.Generator
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Numbers (n,) -> places in -1..1 within modes, and the modes, drawn by their chances: (n,) each."""
        away = (column[:, None] - self.means) / self.spreads  # (n, k)
        surprise = away**2 / 2 + np.log(self.spreads) - np.log(self.shares)
        # The largest of log-chance + Gumbel noise is a draw by those chances.
        modes = (chance.gumbel(size=away.shape) - surprise).argmax(1)
        places = away[np.arange(len(column)), modes] / _SPREAD
        return places.clip(-1, 1), modes

    def read(self, places: NDArray[np.floating[Any]], modes: NDArray[np.int64]) -> NDArray[np.float64]:
        """The reverse of ``write``."""
        return places * _SPREAD * self.spreads[modes] + self.means[modes]


@dataclass(frozen=True, slots=True)
class Form:
    """How the rows of one table are written: places (n, p) in -1..1 and choices (n, m), modes first."""

    modes: tuple[Modes, ...]
    sizes: tuple[int, ...]  # values of each choice; of the modes first
    low: NDArray[np.float64]  # of each column of numbers: what is drawn stays within what was seen
    high: NDArray[np.float64]

    @classmethod
    def of(cls, table: Table, seed: int) -> Form:
        """Learn the form of a table.

        Raises:
            BadInput: it has no rows, numbers that are not finite, or choices beyond their column's sizes.
        """
        if len(table) < 2:
            raise BadInput(f"A table of {len(table)} rows has nothing to learn from.")
        if not np.isfinite(table.numbers).all():
            raise BadInput(
                "The table has numbers that are missing or not finite. Leave those rows out first."
            )
        if (table.choices < 0).any() or (table.choices >= np.array(table.sizes, np.int64)).any():
            raise BadInput("The table has choices that are outside the values which its columns may have.")
        modes = tuple(Modes.of(column, seed) for column in table.numbers.T)
        sizes = (*(len(found.means) for found in modes), *table.sizes)
        return cls(modes, sizes, table.numbers.min(0), table.numbers.max(0))

    def write(self, table: Table, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Rows -> places (n, p) and choices (n, p + m)."""
        chance = np.random.default_rng((seed, 0))
        written = [
            mode.write(column, chance) for mode, column in zip(self.modes, table.numbers.T, strict=True)
        ]
        places = np.stack([place for place, _ in written], 1).astype(np.float32)
        return places, np.concatenate([np.stack([mode for _, mode in written], 1), table.choices], 1)

    def read(self, places: NDArray[np.floating[Any]], choices: NDArray[np.int64]) -> Table:
        """The reverse of ``write``."""
        p = len(self.modes)
        numbers = [mode.read(places[:, k], choices[:, k]) for k, mode in enumerate(self.modes)]
        return Table(np.stack(numbers, 1).clip(self.low, self.high), choices[:, p:], self.sizes[p:])
