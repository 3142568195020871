"""What the command shows and writes: its progress, its files, and mistakes as a sentence and an exit code."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.progress import track

from imagegen import writing
from imagegen.errors import BadInput, ImagegenError
from imagegen.painting.latents import Point
from imagegen.painting.painter import Painter
from imagegen.painting.picture import Colour, Picture
from imagegen.painting.sheet import sheet
from imagegen.telling import CONSOLE, say


@contextmanager
def told() -> Iterator[None]:
    """Tell what a person can mend in a sentence; leave with 2 for bad input, 130 for Ctrl-C, else 1."""
    try:
        yield
    except ImagegenError as error:
        say(str(error))
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def painted(
    painter: Painter,
    points: Sequence[Point],
    style: str | None,
    category: str | None,
    size: int | None,
    paper: Colour | None,
) -> list[Picture]:
    """Paint a few pictures at a time, and show on a terminal how far it is."""
    step = 2 * (os.cpu_count() or 1)  # the cores share them
    starts = range(0, len(points), step)
    return [
        picture
        for start in track(
            starts, "Painting", console=CONSOLE, transient=True, disable=not CONSOLE.is_terminal
        )
        for picture in painter.paint(points[start : start + step], style, category, size, paper)
    ]


def write(pictures: Sequence[Picture], out: Path) -> None:
    """Write one picture to ``out``; of several, the sheet, and each beside it as NAME-1.png and so on."""
    if len(pictures) == 1:
        save(out, pictures[0].png(), pictures[0].origin.alt)
        return
    for number, picture in enumerate(pictures, 1):
        save(out.with_stem(f"{out.stem}-{number}"), picture.png(), picture.origin.alt)
    save(out, sheet(pictures), f"a sheet of {len(pictures)}")


def save(out: Path, content: bytes, told: str) -> None:
    """Write a file and tell what is on it."""
    writing.save(out, content)
    say(f"{out}: {told}")
