"""Shares with their uncertainty: Wilson intervals, bootstrap, percentiles.

A share without an interval says nothing on a few hundred questions, so every benchmark
reports its shares through ``share``.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import TypedDict, TypeVar

Value = TypeVar("Value")
_Z95 = 1.959963984540054  # two-sided 95 % of the normal distribution


class Share(TypedDict):
    """``hits`` of ``n``, as a share with a 95 % interval (``None`` when there was nothing to count)."""

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None


def wilson(hits: int, n: int, z: float = _Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share; it stays within 0..1 and is honest at 0 and n hits.

    Raises:
        ValueError: there is no such share.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is not a share")
    share = hits / n
    middle = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At the ends the formula gives 0 and 1 but for rounding.
    low = 0.0 if hits == 0 else max(0.0, (middle - spread) / scale)
    high = 1.0 if hits == n else min(1.0, (middle + spread) / scale)
    return low, high


def share(hits: int, n: int) -> Share:
    """Return a share ready for JSON."""
    if n == 0:
        return {"hits": 0, "n": 0, "share": None, "low": None, "high": None}
    low, high = wilson(hits, n)
    return {"hits": hits, "n": n, "share": round(hits / n, 4), "low": round(low, 4), "high": round(high, 4)}


def share_of(verdicts: Sequence[bool]) -> Share:
    """Return how many of ``verdicts`` hold, as a share."""
    return share(sum(verdicts), len(verdicts))


def bootstrap(
    values: Sequence[Value],
    statistic: Callable[[Sequence[Value]], float],
    draws: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of ``statistic``; the same seed gives the same interval.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values to draw from")
    chance = random.Random(seed)
    found = sorted(statistic(chance.choices(values, k=len(values))) for _ in range(draws))
    return percentile(found, 2.5), percentile(found, 97.5)


def share_by_group(verdicts: Sequence[tuple[str, bool]], seed: int = 0) -> Share:
    """Return a share whose interval takes whole groups: verdicts on one text, say, are not independent.

    The groups are drawn again (bootstrap). Where every verdict is the same there is nothing to draw, and the
    interval is Wilson's for so many groups.
    """
    groups: dict[str, list[bool]] = {}
    for name, verdict in verdicts:
        groups.setdefault(name, []).append(verdict)
    found = share_of([verdict for _, verdict in verdicts])
    if 0 < found["hits"] < found["n"]:
        low, high = bootstrap(list(groups.values()), _pooled, seed=seed)
    elif groups:
        low, high = wilson(len(groups) if found["hits"] else 0, len(groups))
    else:
        return found
    return {**found, "low": round(low, 4), "high": round(high, 4)}


def _pooled(groups: Sequence[Sequence[bool]]) -> float:
    return sum(map(sum, groups)) / sum(map(len, groups))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which ``percent`` of ``values`` lie, between neighbours in proportion.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values, no percentile")
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
