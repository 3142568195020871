"""How long does a newcomer wait? From starting ``shopkeeper chat`` to the first word of an answer.

    python -m benchmarks.startup --runs 3 --json
    python -m benchmarks.startup --cold            also with nothing fetched: needs the package index

A real process gets one question through its pipe. First starts have an empty home, later ones find it
furnished; both find the models fetched. The clock starts before the process does.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks import about

QUESTION = "How do I cancel an order?"
_ROOT = Path(__file__).parents[1]
_err = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process to the first word of the answer, and to its last."""

    first_word: float
    whole: float


def measure(home: Path, models: Path | None = None) -> Start:
    """Start the chat, ask one question and listen.

    Raises:
        RuntimeError: no answer with a source came; the message has what came instead.
    """
    variables = {"SHOPKEEPER_HOME": str(home)} | ({"SHOPKEEPER_MODELS": str(models)} if models else {})
    heard: list[tuple[float, int]] = []  # when, and how much had been said by then
    said = b""
    with tempfile.TemporaryFile() as complaints:
        started = time.monotonic()
        with subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "chat"],
            cwd=_ROOT,
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        ) as process:
            assert process.stdin and process.stdout
            process.stdin.write(f"{QUESTION}\n".encode())
            process.stdin.close()
            while chunk := os.read(process.stdout.fileno(), 65536):
                said += chunk
                heard.append((time.monotonic() - started, len(said)))
        complaints.seek(0)
        # The chat repeats a piped question on a line of its own; the answer begins after that line.
        before, echo, answer = said.partition(f"> {QUESTION}\n".encode())
        if process.returncode or b"[1] " not in answer:
            raise RuntimeError(f"no answer with a source:\n{said.decode()}\n{complaints.read().decode()}")
    begin, end = len(before + echo), len(said.rstrip())
    return Start(
        first_word=next(when for when, much in heard if much > begin),
        whole=next(when for when, much in heard if much >= end),
    )


def summary(starts: Sequence[Start]) -> dict[str, Any]:
    """Return n, and median and range of both times."""
    return {
        "n": len(starts),
        "first_word": _spread([start.first_word for start in starts]),
        "whole_answer": _spread([start.whole for start in starts]),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(seconds), 2),
        "fastest": round(min(seconds), 2),
        "slowest": round(max(seconds), 2),
    }


def run(runs: int, cold: bool) -> dict[str, Any]:
    """Measure everything in homes of its own, which are removed again."""
    with tempfile.TemporaryDirectory(prefix="startup-") as folder:
        place = Path(folder)
        found: dict[str, Any] = {}
        if cold:
            found["nothing_fetched"] = summary([_told(place / "cold", "nothing fetched", place / "models")])
        first = [_told(place / f"home{number}", "first start") for number in range(runs)]
        later = [_told(place / "home0", "later start") for _ in range(runs)]
    return found | {"first_start": summary(first), "later_starts": summary(later)}


def _told(home: Path, kind: str, models: Path | None = None) -> Start:
    start = measure(home, models)
    _err.print(f"{kind}: first word after {start.first_word:.1f} s, whole answer after {start.whole:.1f} s")
    return start


def main(
    runs: Annotated[int, typer.Option(min=1, help="how many starts of each kind")] = 3,
    cold: Annotated[bool, typer.Option("--cold", help="also start without fetched models, once")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="only the JSON object")] = False,
) -> None:
    """Measure the start of the chat."""
    _err.quiet = as_json
    found = run(runs, cold)
    print(json.dumps({"question": QUESTION, "versions": about.versions(), "seconds": found}))


if __name__ == "__main__":
    typer.run(main)
