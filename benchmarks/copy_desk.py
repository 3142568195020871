"""How the benchmarks of copy begin and end: the marketing desk is opened, the result is one JSON object.

An error that the user can mend is its sentence and the exit code 1, wherever it comes up. ``completed`` reads
what only the desk's own words tell of a copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console

from bot import build, settings
from bot.build.marketing import Marketing, build_marketing
from bot.domain import Copy
from bot.engines import Engine
from bot.errors import ShopkeeperError
from bot.models import Say, silent
from bot.settings import Settings
from bot.store import MemoryStore


def open_desk(
    adapter: str, shop: str | None = None, engine: Engine | None = None, say: Say = silent
) -> tuple[Settings, Marketing]:
    """Open a demo shop's desk, whatever the house at hand holds, and return it with the settings used.

    Without ``shop`` and ``engine`` it has those of the settings; ``say`` gets a line for each slow step.

    Raises:
        NotReady: a model or the adapter is missing.
        BadInput: a setting or a file that one names cannot be used.
    """
    named = {} if shop is None else {"shop": shop}
    current = settings.load(copy_adapter=adapter, **named)
    if current.brand is None:  # the demo's book holds for any product here, and not for the demo's alone
        brand = settings.data_folder() / current.shop / "brand.yaml"
        current = settings.load(copy_adapter=adapter, brand=brand, **named)
    if engine is None:
        engine = build.build_engine(current, say)
    return current, build_marketing(current, engine, MemoryStore())


@contextmanager
def explained(console: Console) -> Iterator[None]:
    """Turn an error that the user can mend into its sentence and the exit code 1."""
    try:
        yield
    except ShopkeeperError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


def report(result: Mapping[str, Any], console: Console, as_json: bool) -> None:
    """Print the last line, one JSON object; before it the same for people, unless only that was asked for."""
    line = json.dumps(result, ensure_ascii=False)
    if not as_json:
        console.print_json(line)
    print(line)


def completed(copy: Copy) -> list[str]:
    """Return the desk's notes of what the catalogue tells in the model's text, one for each fact: it had to
    be told and was not, or the text was thin without it."""
    return [note for note in copy.warnings if note.startswith("Added from the catalogue: ")]
