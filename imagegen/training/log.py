"""The numbers of a run: one line of JSON for each look at it, with the step and how many pictures that is."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch

from imagegen import writing
from imagegen.errors import Breakdown


class Log:
    """``log.jsonl`` in a run's folder. ``rows`` are its lines."""

    def __init__(self, folder: Path, step: int, batch: int) -> None:
        """Read what was logged up to ``step``; ``batch`` is the number of pictures a step."""
        self._file, self._batch = folder / "log.jsonl", batch
        self.rows: list[dict[str, Any]] = [row for row in _read(self._file) if row["step"] <= step]

    def begin(self) -> None:
        """Write the log without what lies after the checkpoint: those steps are taken again."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        writing.save(self._file, "".join(json.dumps(row) + "\n" for row in self.rows).encode())

    def add(self, step: int, **numbers: float) -> None:
        """Add a line."""
        self.rows.append({"step": step, "images": step * self._batch, **numbers})
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(self.rows[-1]) + "\n")

    def last(self, name: str) -> float | None:
        """Return the last number of that name, if there was one."""
        return next((row[name] for row in reversed(self.rows) if name in row), None)


def means(recent: list[dict[str, torch.Tensor]], step: int) -> dict[str, float]:
    """Return the mean of each number.

    Raises:
        Breakdown: one is not finite.
    """
    found = {
        name: float(torch.stack([row[name] for row in recent if name in row]).mean())
        for name in dict.fromkeys(name for row in recent for name in row)
    }
    broken = [name for name, mean in found.items() if not math.isfinite(mean)]
    if broken:
        raise Breakdown(
            f"Training broke down before step {step}: {', '.join(broken)} is not a finite number any more. "
            "Begin anew with a lower learning rate, or more penalty."
        )
    return {name: round(mean, 5) for name, mean in found.items()}


def _read(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.endswith("}")]
