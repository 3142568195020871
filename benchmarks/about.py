"""What a figure needs beside it to mean anything later: versions and hashes, without paths."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.domain import Entry


def versions(*more: str) -> dict[str, str]:
    """Return the versions that answers depend on, and of ``more`` packages. Nothing is imported for it."""
    found = {"python": platform.python_version()}
    for name in ("torch", "transformers", "peft", "shopkeeper", *more):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "from source" if name == "shopkeeper" else "absent"
    return found


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 (first 16 digits) of each file, by folder and name only."""
    return {f"{file.parent.name}/{file.name}": hash_of(file) for file in files}


def hash_of(file: Path) -> str:
    """Return the first 16 digits of a file's SHA-256."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()[:16]


def hash_of_entries(entries: Iterable[Entry]) -> str:
    """Return a short hash of what an FAQ says, in any order."""
    words = sorted(f"{entry.id}\0{entry.question}\0{entry.answer}\0{entry.also}" for entry in entries)
    return hashlib.sha256("\0\0".join(words).encode()).hexdigest()[:12]


def adapter_hash(folder: Path, adapter: str | None) -> str | None:
    """Return the hash of an adapter's weights, if there is one."""
    weights = folder / (adapter or "") / "adapter_model.safetensors"
    return hash_of(weights) if adapter and weights.is_file() else None
