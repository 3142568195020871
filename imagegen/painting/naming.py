"""The name of a picture's file: it tells the truth about what is in it."""

from __future__ import annotations

from pathlib import Path

from imagegen.errors import BadInput


def check(out: Path) -> None:
    """Refuse, before anything is painted, a name that says something else than PNG.

    Raises:
        BadInput: it does not end with .png.
    """
    if out.suffix.lower() != ".png":
        raise BadInput(f"A picture is written as a PNG, which {out} does not say: --out FILE.png")
