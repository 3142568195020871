"""The public data that some benchmarks measure on: where it is looked for, and what to say when it is absent.

It is not part of the project. README.md names each collection with its upstream repository. Without it
a benchmark measures our own shops and says so in its JSON.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_USUAL = Path(__file__).resolve().parents[2] / "shared" / "data"

Shared = Annotated[
    Path | None,
    typer.Option(help="folder of the public data; default: ../shared/data beside the project, if it exists"),
]


def folder(shared: Path | None) -> Path:
    """Return the folder to look in, whether it is there or not."""
    return _USUAL if shared is None else shared


def found(shared: Path | None, *needed: str) -> Path | None:
    """Return the folder of the public data if it holds everything that is ``needed``."""
    place = folder(shared)
    return place if all((place / name).is_file() for name in needed) else None


def absent(shared: Path | None, *needed: str) -> str:
    """Return a sentence that says what is missing and how to name it, without any path of this machine."""
    where = "there is no ../shared/data beside the project" if shared is None else "not in --shared"
    return (
        f"Public data {', '.join(needed)}: {where}. README.md says where it comes from. Measured without it."
    )
