"""The cells of a study, one size and one seed each, kept as they are done: an interrupted study goes on.

A cell is measured once for what it was asked with (settings, data, choices). Asked otherwise it is another
cell, so that no result is ever shown under settings that it does not have.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from imagegen.measures.score import mean

Say = Callable[[str], None]


class Cells:
    """What a study has measured so far, a JSON file a cell."""

    def __init__(self, folder: Path, asked: Mapping[str, Any], say: Say) -> None:
        """``asked`` is what all cells share."""
        self._folder, self._asked, self._say = folder, dict(asked), say

    def get(self, name: str, asked: Mapping[str, Any], measure: Callable[[], dict[str, Any]]) -> Any:
        """Return what a cell holds, measured now unless that was done before."""
        key = json.dumps([self._asked, dict(asked)], sort_keys=True)
        file = self._folder / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.json"
        if file.is_file():
            return json.loads(file.read_text("utf-8"))
        found = measure()
        self._folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")  # a file that is cut short is never taken for a cell
        part.write_text(json.dumps(found) + "\n", "utf-8")
        part.replace(file)
        self._say(f"{name}: {json.dumps(found)}")
        return found


def over_seeds(values: Sequence[float]) -> dict[str, Any]:
    """Return the mean over seeds with Student's 95 % interval."""
    score = asdict(mean(values))
    return {name: round(score[name], 4) for name in ("value", "low", "high")}


def gain(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, Any]:
    """Return how much better ``ours`` is, paired by seed, and what the interval allows to be said of it."""
    found = over_seeds([one - other for one, other in zip(ours, theirs, strict=True)])
    verdict = "helps" if found["low"] > 0 else "hurts" if found["high"] < 0 else "undecided"
    return {**found, "verdict": verdict}


def best(found: Sequence[Mapping[str, float]]) -> str:
    """Return the name with the highest mean over ``found``; of equals, the first."""
    return max(found[0], key=lambda name: sum(row[name] for row in found))
