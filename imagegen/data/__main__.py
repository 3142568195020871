"""``python -m imagegen.data``: make a data set of pictures, by one command each.

    python -m imagegen.data fashion
    python -m imagegen.data illustrations
    python -m imagegen.data folder ~/pictures/shoes --size 64 --skip-bad

Ctrl-C stops cleanly, and the same command goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from imagegen import needs, places

if __name__ == "__main__":
    needs.check("PIL")  # before it is imported

from imagegen.data import digits, fashion, folder, illustrations
from imagegen.errors import BadInput, ImagegenError
from imagegen.telling import say

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Fetch, check, split and card a data set of pictures.",
)


@contextmanager
def _told() -> Iterator[None]:
    """Tell what a person can mend in a sentence; leave with 2 for bad input, 130 for Ctrl-C, else 1."""
    try:
        yield
    except ImagegenError as error:
        say(str(error))
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from error
    except OSError as error:  # a full disk, or a folder that is another's
        home = places.images()
        say(
            f"Cannot use {error.filename or home}: {error.strerror or error}. Data sets are kept in {home}; "
            "make it writable, or choose another folder with SHOPKEEPER_IMAGES."
        )
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        say("Stopped; the same command goes on from here.")
        raise typer.Exit(130) from None


@cli.command("fashion")
def _fashion() -> None:
    """Fashion-MNIST: 70,000 grey pictures of clothes, at 28 and 32 pixels (31 MB to fetch)."""
    with _told():
        fashion.make(places.images(), say)


@cli.command("digits")
def _digits() -> None:
    """10,000 handwritten digits of MNIST, at 28 and 32 pixels (5 MB to fetch)."""
    with _told():
        digits.make(places.images(), say)


@cli.command("illustrations")
def _illustrations(
    openmoji: Annotated[
        bool, typer.Option("--openmoji", help="add a third style, which is under CC-BY-SA 4.0")
    ] = False,
) -> None:
    """Icons of 1,600 concepts in two styles, transparent, at 64 and 128 pixels (91 MB to fetch)."""
    with _told():
        illustrations.make(places.images(), say, openmoji)


@cli.command("folder")
def _folder(
    path: Annotated[Path, typer.Argument(help="folder of pictures; its sub-folders are the categories")],
    name: Annotated[str | None, typer.Option(help="the set's name; default: the folder's")] = None,
    size: Annotated[Literal["32", "64", "128", "256"], typer.Option(help="pixels")] = "64",
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="leave out what cannot be used")] = False,
    licence: Annotated[str, typer.Option(help="whose the pictures are; goes on the card")] = folder.UNSTATED,
) -> None:
    """Your own pictures: checked, near duplicates found, split and carded."""
    with _told():
        folder.make(path, places.images(), say, name, int(size), skip_bad, licence)


if __name__ == "__main__":
    cli(prog_name="python -m imagegen.data")
