"""Does Slack get one answer to one message, and how soon? The real process, a pocket Slack, one JSON object.

    python -m benchmarks.slack                                # everything; about 25 minutes on two cores
    python -m benchmarks.slack --only kills --only takeover
    python -m benchmarks.slack --only first_word --n 40

``kills``, ``takeover``, ``storm``, ``load`` and ``forged`` run with the fake engine, which repeats the
entry, so that every word of an answer is known; ``acks``, ``first_word`` and ``stop`` run with the default
model (``--fake`` for a quick look).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import about, slack_chaos, slack_load, slack_speed
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


def main(
    only: Annotated[list[Part] | None, typer.Option(help="this part alone; may be repeated")] = None,
    n: Annotated[int, typer.Option(help="questions (kills, storm, first word, stop)", min=1)] = 100,
    kills: Annotated[int, typer.Option(help="how often the process is killed", min=0)] = 20,
    times: Annotated[int, typer.Option(help="how often Slack delivers each event (kills)", min=1)] = 11,
    seconds: Annotated[float, typer.Option(help="length of storm (a tenth of it) and load")] = 600.0,
    rate: Annotated[float, typer.Option(help="acts a second of the mixed load")] = 1.0,
    requests: Annotated[int, typer.Option(help="forged requests")] = 1000,
    fake: Annotated[bool, typer.Option("--fake", help="the fake engine everywhere: no model needed")] = False,
    seed: int = 0,
) -> None:
    """Measure, and print one JSON object on the last line."""
    console = Console(stderr=True)

    def tell(line: str) -> None:
        console.print(line, style="dim", markup=False)

    parts: dict[Part, Callable[[], dict[str, Any]]] = {
        Part.KILLS: lambda: {
            name: slack_chaos.kills(name, n, kills, times, seed, tell) for name in ("sqlite", "postgresql")
        },
        Part.TAKEOVER: lambda: slack_chaos.takeover(n, seed, tell),
        Part.STORM: lambda: slack_chaos.storm(seconds / 10, 20, n, seed, tell),
        Part.FORGED: lambda: slack_load.forged(requests, seed, tell),
        Part.ACKS: lambda: slack_speed.acks(50, 100, seed, not fake, tell),
        Part.FIRST_WORD: lambda: slack_speed.first_word(n, seed, not fake, tell),
        Part.STOP: lambda: slack_speed.stop(max(n // 5, 1), seed, not fake, tell),
        Part.LOAD: lambda: slack_load.load(seconds, rate, seed, tell),
    }
    result: dict[str, Any] = {"benchmark": "slack", "seed": seed, "versions": about.versions()}
    try:
        for part in only or list(Part):
            console.print(part.value, style="bold")
            result[part.value] = parts[part]()
            console.print_json(json.dumps(result[part.value]))
    except ShopkeeperError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    print(json.dumps(result))


if __name__ == "__main__":
    typer.run(main)
