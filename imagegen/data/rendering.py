"""Drawing many pictures into memory-mapped arrays, so that an interrupted run goes on where it stopped.

Each picture is opened once and scaled to every size that is asked for. A journal has a line for each that
is done; it and the arrays lie in a work folder, which counts only as long as the inputs are the same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from rich.progress import track

from imagegen.data.pixels import premultiplied
from imagegen.errors import BadInput

Pixels = dict[int, NDArray[np.uint8]]  # size -> (n, size, size, 4), RGBA premultiplied


def rendered(
    work: Path, inputs: Sequence[str], sizes: Sequence[int], draw: Callable[[int], Image.Image]
) -> tuple[Pixels, dict[int, str]]:
    """Draw picture ``row`` of every input in every size; return the arrays and why some rows stayed empty.

    ``inputs`` tell the pictures from others that were there before (a name with a version or a time).
    ``draw`` opens one, or raises ``BadInput`` with the reason that is returned for its row.
    """
    _prepare(work, inputs, sizes)
    pixels = {size: np.lib.format.open_memmap(work / f"{size}.npy", mode="r+") for size in sizes}
    journal = work / "done.jsonl"
    written = journal.read_text("utf-8") if journal.exists() else ""
    whole = written[: written.rfind("\n") + 1]  # a killed run may have left half a line
    journal.write_text(whole, "utf-8")
    done: dict[int, str] = dict(json.loads(line) for line in whole.splitlines())
    missing = [row for row in range(len(inputs)) if row not in done]
    err = Console(stderr=True)
    title = f"Drawing ({len(done):,} were done)" if done else "Drawing"
    with journal.open("a", encoding="utf-8") as file:
        for row in track(missing, title, console=err, transient=True, disable=not err.is_terminal):
            reason = ""
            try:
                picture = draw(row)
            except BadInput as error:
                reason = str(error)
            else:
                for size in sizes:
                    pixels[size][row] = premultiplied(picture, size)
            file.write(json.dumps([row, reason]) + "\n")
            file.flush()
            done[row] = reason
    return dict(pixels), {row: reason for row, reason in sorted(done.items()) if reason}


def _prepare(work: Path, inputs: Sequence[str], sizes: Sequence[int]) -> None:
    """Make the work folder with empty arrays, unless it is there for the very same pictures and sizes."""
    key = hashlib.sha256(json.dumps([list(inputs), list(sizes)]).encode()).hexdigest()
    label = work / "inputs.sha256"
    if label.is_file() and label.read_text("utf-8") == key:
        return
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for size in sizes:
        shape = (len(inputs), size, size, 4)
        np.lib.format.open_memmap(work / f"{size}.npy", mode="w+", dtype=np.uint8, shape=shape).flush()
    label.write_text(key, "utf-8")  # last: without it the folder does not count
