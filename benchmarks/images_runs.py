"""Trainings that are compared at equal time: in turns, a slice each, so that a slow hour slows both alike.

Every run keeps its checkpoint and the minutes that it has had: Ctrl-C stops after the step at hand, and the
same command goes on from there. What a finished run scored is kept beside its weights and not measured again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from benchmarks import about
from imagegen import places
from imagegen import recipe as recipes
from imagegen.data.images import Images
from imagegen.errors import Breakdown, ImagegenError
from imagegen.measures.panel import Real
from imagegen.measures.score import Score, mean
from imagegen.recipe import Recipe
from imagegen.training.checkpoint import Progress
from imagegen.training.judging import score_of
from imagegen.training.loop import Run

RECIPES = Path("imagegen/recipes")

# Options that these benchmarks share.
Minutes = Annotated[float, typer.Option(min=0.01, help="training time of each side and seed")]
Seeds = Annotated[int, typer.Option(min=1, help="how many seeds")]
Drawn = Annotated[int, typer.Option(min=8, help="pictures drawn from each")]
Slice = Annotated[float, typer.Option(min=0.01, help="how long one side trains at a time")]
TestLimit = Annotated[int, typer.Option(min=8, help="real test pictures, at most")]
Folder = Annotated[Path | None, typer.Option(help="folder of the runs")]


class Trained(Protocol):
    """What takes part: a run of ours, or a peer's in the same form."""

    progress: Progress

    def go(self, max_steps: int | None = None, minutes: float | None = None) -> bool:
        """Train on; False if Ctrl-C ended it."""
        ...

    def finish(self) -> None:
        """Do what is left to do after the last step."""
        ...


def folder_of(benchmark: str, side: str, seed: int, out: Path | None) -> Path:
    """Return where one run of a benchmark lives."""
    return (out or places.runs() / "benchmarks") / benchmark / f"{side}-{seed}"


def seeded(file: str, seed: int) -> Recipe:
    """Read one of the published recipes, with another seed."""
    return recipes.load(RECIPES / file).model_copy(update={"seed": seed})


def run_of(recipe: Recipe, train: Images, dev: Images, folder: Path) -> Run:
    """Return a run of ours, judged as ``imagegen.train`` judges it: that counts as its time."""
    return Run(recipe, train, dev, folder, score_of(recipe, dev), say)


def in_turns(
    runs: Mapping[str, Trained],
    steps: Mapping[str, int],
    minutes: float,
    at_once: float,
    broken: dict[str, str] | None = None,
) -> None:
    """Train all ``runs``, ``at_once`` minutes by turns, until each has had its minutes or its steps.

    ``broken`` takes up the reason of each that broke down, and the others go on; without it that ends all.

    Raises:
        Breakdown: a training broke down.
        typer.Exit: Ctrl-C.
    """

    def left(name: str) -> float:
        progress = runs[name].progress
        return minutes - progress.seconds / 60 if progress.step < steps[name] else 0.0

    while waiting := [name for name in runs if name not in (broken or {}) and left(name) > 0]:
        for name in waiting:
            try:
                if not runs[name].go(minutes=min(at_once, left(name))):
                    raise typer.Exit(130)
            except Breakdown as error:
                if broken is None:
                    raise
                broken[name] = str(error)
                say(f"{name}: {error}")
                continue
            progress = runs[name].progress
            say(f"{name}: step {progress.step}, {progress.seconds / 60:.1f} of {minutes:g} minutes")


def kept(
    folder: Path, run: Trained, asked: Mapping[str, int], measure: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Return what a run scored, measured now unless that was done for this very step and as ``asked``."""
    file = folder / "result.json"
    if file.is_file():
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if found["steps"] == run.progress.step and found["asked"] == asked:
            return found
    run.finish()
    progress = run.progress
    minutes = round(progress.seconds / 60, 2)
    found = {"steps": progress.step, "minutes": minutes, "asked": dict(asked), **measure()}
    file.write_text(json.dumps(found) + "\n", "utf-8")
    return found


@contextmanager
def explained() -> Iterator[None]:
    """Turn an error that the user can mend into its sentence and the exit code 2."""
    try:
        yield
    except ImagegenError as error:
        say(str(error))
        raise typer.Exit(2) from error


def over_seeds(values: Sequence[float]) -> dict[str, Any]:
    """Return the mean over seeds with Student's interval; of one seed, the value alone."""
    return asdict(mean(values)) if len(values) > 1 else {"value": values[0], "n": 1}


def compared(real: Real, test: Images, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a comparison by KID tells beside its settings: what judged it, and what was found."""
    return {
        "data": test.fingerprint,
        "network": real.network,
        "floor": real.floor,
        "seeds": found,
        "ratio": over_seeds([row["ratio"] for row in found]),
    }


def shown(score: Score) -> dict[str, Any]:
    """Return a score for JSON."""
    return asdict(score)


def closing(benchmark: str, fields: Mapping[str, Any]) -> None:
    """Print the last line: one JSON object with what is needed to compare it later."""
    machine = {"cores": os.cpu_count(), "versions": about.versions("accelerate", "numpy", "scikit-learn")}
    print(json.dumps({"benchmark": benchmark, **fields, **machine}))


def say(text: str) -> None:
    """Say something on the way, where it is not taken for the result."""
    typer.echo(text, err=True)
