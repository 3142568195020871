"""Where pictures are written: under a name that tells the truth, and in one go or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from imagegen.errors import BadInput, ImagegenError


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
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        raise ImagegenError(f"Cannot write {out}: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):  # it has moved, or was never there
            part.unlink()
