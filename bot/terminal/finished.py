"""The finished table of a batch, known again: the same command finds it done, another one leaves it alone.

A table does not hold what was asked for, so a hidden file beside it keeps a digest of that and of the table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from bot.briefs import Json
from bot.errors import BadInput


def mark(target: Path, whole: Path, asked: Sequence[Json]) -> None:
    """Keep by what to know ``target`` again, whose content is in ``whole`` as yet."""
    _mark(target).write_text(_digest(whole, asked), "utf-8")


def same(target: Path, asked: Sequence[Json]) -> None:
    """Look whether a table is, as it stands there, what came of the same batch.

    Raises:
        BadInput: it is something else, or somebody has changed it.
    """
    kept = _mark(target)
    if not kept.is_file() or kept.read_bytes().decode("ascii", "replace") != _digest(target, asked):
        raise BadInput(f"{target} is there already. Name another file, or remove this one.")


def _mark(target: Path) -> Path:
    return target.with_name(f".{target.name}.batch")


def _digest(file: Path, asked: Sequence[Json]) -> str:
    """A short name for exactly this content and what was asked for."""
    return hashlib.sha256(json.dumps(asked).encode() + file.read_bytes()).hexdigest()
