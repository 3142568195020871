"""What each step learns from: a function of seed and step, so that a resumed run needs no memory of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from imagegen.data.images import Images
from imagegen.errors import BadInput
from imagegen.recipe import Data
from imagegen.tensors import to_tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures (n, c, h, w) in [-1, 1] and their labels (n,) int64."""

    x: Tensor
    style: Tensor
    category: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(self.x.to(device), self.style.to(device), self.category.to(device))


class Batches:
    """The batches of a run. Every picture is seen once before any is seen again, in an order of the epoch."""

    def __init__(self, images: Images, data: Data, size: int, seed: int) -> None:
        if len(images.pixels) == 0:
            raise BadInput(f"The {images.part} part of {images.name} is empty: nothing to learn from.")
        if data.stack and images.pixels.shape[3] != 1:
            raise BadInput("`stack` makes colours of grey pictures; these have colours already.")
        self._images, self._data, self._size, self._seed = images, data, size, seed
        self._epoch, self._order = -1, np.empty(0, np.int64)

    def at(self, step: int, rank: int = 0, processes: int = 1) -> Batch:
        """Return the share of process ``rank`` in the batch of ``step``, on the CPU.

        With ``binarise`` the pixels come from torch's generator, which the caller has seeded for the step.
        """
        mine = slice(rank * self._size // processes, (rank + 1) * self._size // processes)
        images = self._images
        if self._data.stack:  # three at random, as in Metz et al. 2016
            draws = np.random.default_rng((self._seed, 3, step))
            rows = draws.integers(0, len(images.pixels), (self._size, 3))[mine]
            pixels = np.concatenate([images.pixels[rows[:, k]] for k in range(3)], axis=3)
            style = category = np.zeros(len(rows), np.int64)
        else:
            places = range(step * self._size, (step + 1) * self._size)[mine]
            at = np.array([self._row(place) for place in places])
            pixels, style, category = images.pixels[at], images.styles[at], images.categories[at]
        x = to_tensor(pixels)
        if self._data.binarise:
            x = torch.bernoulli((x + 1) / 2) * 2 - 1
        return Batch(x, torch.from_numpy(style), torch.from_numpy(category))

    def _row(self, place: int) -> int:
        epoch, at = divmod(place, len(self._images.pixels))
        if epoch != self._epoch:
            self._order = _permutation(len(self._images.pixels), self._seed, epoch)
            self._epoch = epoch
        return int(self._order[at])


def _permutation(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    return np.random.default_rng((seed, 4, epoch)).permutation(count)


def seed_step(seed: int, step: int, rank: int) -> None:
    """Seed torch for one step. What a step draws then depends on nothing that happened before it."""
    torch.manual_seed(int(np.random.SeedSequence((seed, 5, step, rank)).generate_state(1, np.uint64)[0] >> 1))
