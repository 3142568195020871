"""Where pictures are written: under a name that tells the truth, and in one go or not at all."""

from __future__ import annotations

from pathlib import Path

from imagegen.errors import BadInput
from imagegen.writing import whole


def check(out: Path) -> None:
    """Refuse, before anything is painted, a name that says something else than PNG.

    Raises:
        BadInput: it does not end with .png.
    """
    if out.suffix.lower() != ".png":
        raise BadInput(f"A picture is written as a PNG, which {out} does not say: --out FILE.png")


def save(out: Path, content: bytes) -> None:
    """Write a file that takes its place at once, and leave nothing if it cannot.

    Raises:
        ImagegenError: the place cannot be written.
    """
    with whole(out) as part:
        part.write_bytes(content)
