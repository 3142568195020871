"""What a model draws: the shape of its pictures, and which labels they have how often.

Taken from the training part of a data set and kept beside the weights, so that a model can be rebuilt, and
asked for pictures with the labels of its data, without the data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imagegen.data.images import Images

#: Draws pictures to be judged: (count, seed) -> pixels (count, h, w, c). The first k of n are the k.
Sampler = Callable[[int, int], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Subject:
    """Pictures of ``size`` x ``size`` pixels with ``channels``, and how many there are of each label."""

    size: int
    channels: int
    style_names: tuple[str, ...]
    category_names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]  # of each style, for each category

    @classmethod
    def of(cls, images: Images, stack: bool = False) -> Subject:
        """Describe ``images``, or with ``stack`` triples of them as three channels, without labels."""
        size, channels = int(images.pixels.shape[1]), int(images.pixels.shape[3])
        if stack:
            return cls(size, 3 * channels, ("",), ("",), ((len(images.pixels),),))
        counts = np.zeros((len(images.style_names), len(images.category_names)), np.int64)
        np.add.at(counts, (images.styles, images.categories), 1)
        rows = tuple(tuple(row) for row in counts.tolist())
        return cls(size, channels, images.style_names, images.category_names, rows)


def draw_labels(subject: Subject, count: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw styles and categories, (count,) each, together and as often as in the training data."""
    counts = np.array(subject.counts, np.float64)
    cells = np.random.default_rng((seed, 1)).choice(counts.size, count, p=counts.ravel() / counts.sum())
    styles, categories = np.unravel_index(cells, counts.shape)
    return styles.astype(np.int64), categories.astype(np.int64)
