"""Distances of every picture to every other, a block at a time, so that sixty thousand fit into memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]  # (n, d)
_BLOCK = 1000


def blocks(a: Rows, b: Rows) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Yield a slice of the rows of ``a`` and their squared Euclidean distances to all of ``b``."""
    squares = np.einsum("nd,nd->n", b, b)
    for start in range(0, len(a), _BLOCK):
        rows = a[start : start + _BLOCK]
        found = np.einsum("nd,nd->n", rows, rows)[:, None] + squares - 2 * (rows @ b.T)
        yield slice(start, start + len(rows)), np.maximum(found, 0)


def radii(points: Rows, k: int) -> NDArray[np.float32]:
    """Return each point's squared distance to its ``k``-th nearest other point, (n,)."""
    found = np.empty(len(points), np.float32)
    for rows, squared in blocks(points, points):
        own = np.arange(len(squared))
        squared[own, rows.start + own] = -1  # itself comes first, duplicates or not
        found[rows] = np.partition(squared, k, axis=1)[:, k]
    return found


def nearest(a: Rows, b: Rows) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return for each row of ``a`` the index of the nearest row of ``b`` and their exact distance, (n,)."""
    index = np.empty(len(a), np.intp)
    for rows, squared in blocks(a, b):
        index[rows] = squared.argmin(1)
    return index, np.linalg.norm(a.astype(np.float64) - b[index], axis=1)
