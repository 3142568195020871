"""Our GAN against the official DCGAN on Fashion-MNIST at equal time: KID to pictures that neither has seen.

    python -m imagegen.data fashion
    python -m benchmarks.images_fashion --budget-minutes 7 --seeds 3 --n 5000

Both train in turns, in the same loop, on the same pictures, and of both the weights with the best KID on the
dev part are kept; the time that this choice takes counts. DCGAN has its authors' sizes, initialisation,
optimiser and batch (`imagegen/recipes/fashion-dcgan.toml`), no labels and float32. Ours ends with small
steps: give it time for all of `imagegen/recipes/fashion.toml`, or it is judged in mid-course (`schedule` says
how far it came).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import typer

from benchmarks import images_runs as runs
from imagegen.data import images
from imagegen.measures.features import extract
from imagegen.measures.panel import Real
from imagegen.recipe import Recipe
from imagegen.sampling import sampler
from imagegen.weights import load

SIDES = {"ours": "fashion.toml", "dcgan": "fashion-dcgan.toml"}


@runs.explained()
def main(
    budget_minutes: runs.Minutes = 25,
    seeds: runs.Seeds = 3,
    n: runs.Drawn = 10_000,
    slice_minutes: runs.Slice = 1,
    test_limit: runs.TestLimit = 10_000,
    out: runs.Folder = None,
) -> None:
    """Train both sides in turns and print one JSON object."""
    real, dev = opened(test_limit)
    found = [compare(real, dev, seed, budget_minutes, slice_minutes, n, out) for seed in range(seeds)]
    runs.closing(
        "images_fashion",
        {
            "budget_minutes": budget_minutes,
            **runs.compared(real, real.test, found),
        },
    )


def opened(limit: int) -> tuple[Real, images.Images]:
    """Return what judges by up to ``limit`` test pictures, and the dev part."""
    train, dev, test = (images.load("fashion", part) for part in images.PARTS)
    return Real(train, test, runs.say, limit=limit), dev


def compare(
    real: Real, dev: images.Images, seed: int, minutes: float, at_once: float, n: int, out: Path | None
) -> dict[str, Any]:
    """Train and judge both sides with one seed."""
    chosen = {side: runs.seeded(file, seed) for side, file in SIDES.items()}
    found = judged("images_fashion", chosen, real, dev, seed, minutes, at_once, n, out)
    return {"seed": seed, **found, "ratio": found["ours"]["kid"]["value"] / found["dcgan"]["kid"]["value"]}


def judged(
    benchmark: str,
    chosen: Mapping[str, Recipe],
    real: Real,
    dev: images.Images,
    seed: int,
    minutes: float,
    at_once: float,
    n: int,
    out: Path | None,
    broken: dict[str, str] | None = None,
) -> dict[str, dict[str, Any]]:
    """Train a GAN of each recipe for ``minutes``, by turns, and return what it scored, by side.

    ``broken`` is that of ``images_runs.in_turns``: a side in it is judged by the weights that it kept before,
    and is left out if there are none.
    """
    folders = {side: runs.folder_of(benchmark, side, seed, out) for side in chosen}
    sides = {side: runs.run_of(recipe, real.train, dev, folders[side]) for side, recipe in chosen.items()}
    steps = {side: recipe.training.steps for side, recipe in chosen.items()}
    runs.in_turns(sides, steps, minutes, at_once, broken)

    def judge(side: str) -> dict[str, Any]:
        drawn = sampler(load(folders[side]).model)(n, seed)
        step, plan = sides[side].progress.step, chosen[side].training
        done = {"images": step * plan.batch, "schedule": round(step / plan.steps, 3)}  # 1: run to its end
        knows = {"labels": chosen[side].network.labels > 0, "precision": plan.precision}
        return {**done, **knows, "kid": runs.shown(real.distance(extract(drawn), seed))}

    asked = {"n": n, "real": len(real.test_features)}
    return {
        side: runs.kept(folders[side], sides[side], asked, partial(judge, side))
        for side in chosen
        if (folders[side] / "weights.safetensors").is_file()
    }


if __name__ == "__main__":
    typer.run(main)
