"""Which part a picture belongs to: decided by hashes, so the same on every machine and day.

A group is whatever must not be torn apart: a concept drawn in several styles, one picture and its near
duplicates. Each category gives the same share of its pictures to each part.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Sequence

from imagegen.data.images import Part

_FEW = 20  # pictures; smaller categories are cut together, or none of theirs would be held out


def cut(
    groups: Sequence[str], categories: Sequence[Hashable], dev: float = 0.1, test: float = 0.1
) -> tuple[Part, ...]:
    """Return the part of each picture; ``dev`` and ``test`` are their shares of every category.

    Groups stand in the order of their SHA-256; the first are test, the next dev. A group counts in the
    category of its first picture.
    """
    pictures = Counter(groups)
    category = dict(zip(reversed(groups), reversed(categories), strict=True))
    weight: Counter[Hashable] = Counter()
    for group, count in pictures.items():
        weight[category[group]] += count
    together: dict[Hashable, list[str]] = {}
    for group in sorted(pictures, key=_draw):
        home = category[group] if weight[category[group]] >= _FEW else None
        together.setdefault(home, []).append(group)
    part: dict[str, Part] = {}
    for drawn in together.values():
        total, before = sum(pictures[group] for group in drawn), 0
        for group in drawn:
            middle = (before + pictures[group] / 2) / total  # so that a big group is not held out by chance
            part[group] = "test" if middle < test else "dev" if middle < test + dev else "train"
            before += pictures[group]
    return tuple(part[group] for group in groups)


def _draw(group: str) -> bytes:
    return hashlib.sha256(group.encode()).digest()
