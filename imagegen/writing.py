"""Files that are there whole or not at all, also when the disk is full or the process is killed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from safetensors import SafetensorError

from imagegen.errors import ImagegenError


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """Give a place to write to; what stands there becomes ``file`` at the end, for all readers at once.

    The place is this process's own: another one may want the same file. Nothing is left there after an error.

    Raises:
        ImagegenError: it cannot be written.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(file)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImagegenError(
            f"Cannot write {file}: {reason}. What was there before still is; with room and leave to write, "
            "the same command goes on."
        ) from error
    finally:
        with suppress(OSError):  # it has moved, or was never there
            part.unlink()


def save(file: Path, content: bytes) -> None:
    """Write a file in one go or not at all.

    Raises:
        ImagegenError: it cannot be written.
    """
    with whole(file) as part:
        part.write_bytes(content)
