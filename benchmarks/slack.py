"""Does Slack get one answer to one message, and how soon? The real process, a pocket Slack, one JSON object.

    python -m benchmarks.slack                                # everything; about 25 minutes on two cores
    python -m benchmarks.slack --only kills --only takeover
    python -m benchmarks.slack --only first_word --n 40
    python -m benchmarks.slack --only load --n 60             # a minute of it

``kills``, ``takeover``, ``storm``, ``load`` and ``forged`` run with the fake engine, which repeats the
entry, so that every word of an answer is known; ``acks``, ``first_word`` and ``stop`` run with the default
model (``--fake`` for a quick look). All keep the product's limits on how often people may ask.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import about, slack_chaos, slack_forged, slack_load, slack_speed
from benchmarks.service import end_on_sigterm
from bot.errors import ShopkeeperError


class Part(StrEnum):
    """What can be measured alone."""

    KILLS = "kills"
    TAKEOVER = "takeover"
    STORM = "storm"
    FORGED = "forged"
    ACKS = "acks"
    FIRST_WORD = "first_word"
    STOP = "stop"
    LOAD = "load"


#: What ``n`` counts in each part, and how many there are if nobody says.
SIZES = {
    Part.KILLS: 100,  # questions on each database
    Part.TAKEOVER: 100,  # questions
    Part.STORM: 100,  # questions
    Part.FORGED: 1000,  # requests
    Part.ACKS: 100,  # events
    Part.FIRST_WORD: 100,  # questions
    Part.STOP: 20,  # questions
    Part.LOAD: 600,  # plays
}


def main(
    only: Annotated[list[Part] | None, typer.Option(help="this part alone; may be repeated")] = None,
    n: Annotated[
        int | None, typer.Option(help="questions, requests, events or plays of a part", min=1)
    ] = None,
    kills: Annotated[int, typer.Option(help="how often the process is killed", min=0)] = 20,
    times: Annotated[int, typer.Option(help="how often Slack delivers each event (kills)", min=1)] = 11,
    seconds: Annotated[float, typer.Option(help="length of the storm", min=1)] = 60.0,
    rate: Annotated[float, typer.Option(help="plays begun a second (load)", min=0.01)] = 1.0,
    fake: Annotated[bool, typer.Option("--fake", help="the fake engine everywhere: no model needed")] = False,
    seed: int = 0,
) -> None:
    """Measure, and print one JSON object on the last line."""
    console = Console(stderr=True)

    def tell(line: str) -> None:
        console.print(line, style="dim", markup=False)

    parts: dict[Part, Callable[[int], dict[str, Any]]] = {
        Part.KILLS: lambda size: {
            name: slack_chaos.kills(name, size, kills, times, seed, tell) for name in ("sqlite", "postgresql")
        },
        Part.TAKEOVER: lambda size: slack_chaos.takeover(size, seed, tell),
        Part.STORM: lambda size: slack_chaos.storm(seconds, 20, size, seed, tell),
        Part.FORGED: lambda size: slack_forged.forged(size, seed, tell),
        Part.ACKS: lambda size: slack_speed.acks(50, size, seed, not fake, tell),
        Part.FIRST_WORD: lambda size: slack_speed.first_word(size, seed, not fake, tell),
        Part.STOP: lambda size: slack_speed.stop(size, seed, not fake, tell),
        Part.LOAD: lambda size: slack_load.load(size, rate, seed, tell),
    }
    versions = about.versions("slack-bolt", "slack-sdk", "dbos", "sqlalchemy", "psycopg")
    result: dict[str, Any] = {"benchmark": "slack", "seed": seed, "versions": versions}
    try:
        for part in only or list(Part):
            console.print(part.value, style="bold")
            start = time.monotonic()
            found = parts[part](n or SIZES[part])
            result[part.value] = found | {"took_seconds": round(time.monotonic() - start, 1)}
            console.print_json(json.dumps(result[part.value]))
    except ShopkeeperError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    print(json.dumps(result))


if __name__ == "__main__":
    end_on_sigterm()
    typer.run(main)
