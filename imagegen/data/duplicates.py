"""Which pictures are nearly the same: a perceptual hash, confirmed by the pictures themselves.

The hash says which frequencies of a small grey picture are above their median (64 bits; the method is known
as pHash). Copies that were recompressed, rescaled or slightly recoloured differ in few bits. Because
unlike pictures may do so too by chance, a pair counts only if its small pictures are alike as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from imagegen.data.pixels import over

SIDE = 32  # pixels of the small pictures that are compared
_BITS = 8  # of 64; pictures that differ in more are not compared further
_ALIKE = 0.06  # mean difference of the small pictures, of full scale


def near(pictures: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Return the pairs of rows that are nearly the same picture, the lower row first.

    ``pictures`` are RGBA premultiplied (n, 32, 32, 4). Time grows with n squared: 10,000 take seconds.
    """
    small = _grey(pictures)
    hashes = _hashes(small)
    pairs = []
    for at in range(1, len(pictures)):
        close = np.flatnonzero(np.bitwise_count(hashes[:at] ^ hashes[at]) <= _BITS)
        alike = close[np.abs(small[close] - small[at]).mean(axis=(1, 2)) <= _ALIKE]
        pairs += [(int(other), at) for other in alike]
    return pairs


def joined(groups: Sequence[str], pairs: Iterable[tuple[int, int]]) -> list[str]:
    """Return the groups with those of each pair of rows made one, named after the first of its names."""
    parent = {group: group for group in groups}

    def root(group: str) -> str:
        while parent[group] != group:
            group = parent[group]
        return group

    for one, other in pairs:
        first, second = sorted((root(groups[one]), root(groups[other])))
        parent[second] = first
    return [root(group) for group in groups]


def _grey(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Lay pictures over mid-grey, so that neither white nor black motifs vanish: (n, 32, 32), 0 to 1."""
    weights = np.array([0.299, 0.587, 0.114], np.float32) / 255
    return (over(pictures, 128) @ weights).astype(np.float32)


def _hashes(small: NDArray[np.float32]) -> NDArray[np.uint64]:
    """Hash small pictures (n, 32, 32): the 8 x 8 lowest frequencies against their median."""
    wave = np.cos(np.pi / SIDE * np.outer(np.arange(1, 9), np.arange(SIDE) + 0.5)).astype(np.float32)
    low = (wave @ small @ wave.T).reshape(-1, 64)  # from 1: without the mean brightness
    bits = low > np.median(low, axis=1, keepdims=True)
    hashes: NDArray[np.uint64] = np.packbits(bits, axis=1).view(np.uint64)[:, 0]
    return hashes
