"""Training pictures a second at 64 px: our GANs against the official DCGAN, in one run.

    python -m benchmarks.images_speed --budget-minutes 10

Rounds of a few steps by turns; the ratio is taken within each round, so that a busy moment hurts both. DCGAN
runs twice: laid out as in PyTorch's example, and in the faster layout that our loop gives every network. The
pictures are noise, which costs what pictures cost. Rounds are kept: an interrupted run goes on.

The illustrator is timed too, and is no match for it: its discriminator looks through a trained network, which
costs more a picture and needs far fewer of them.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from accelerate import Accelerator

from benchmarks import images_runs as runs
from imagegen.data.images import Images
from imagegen.recipe import GanRecipe
from imagegen.subject import Subject
from imagegen.training.adversarial import Adversary
from imagegen.training.batches import Batch, Batches

SIDES = {
    "ours": "illustrations-alone.toml",
    "illustrator": "illustrations.toml",
    "dcgan": "illustrations-dcgan.toml",
    "dcgan_faster": "illustrations-dcgan.toml",
}
SIZE = 64


def main(
    budget_minutes: Annotated[float, typer.Option(min=0.01, help="time for all rounds")] = 10,
    seeds: Annotated[int, typer.Option(min=1, help="models of each side")] = 1,
    channels: Annotated[int, typer.Option(min=1, max=4, help="of a picture: 3, or 4 with transparency")] = 3,
    batch: Annotated[int | None, typer.Option(min=2, help="pictures a step; default: the recipe's")] = None,
    out: Annotated[Path | None, typer.Option(help="folder of the rounds")] = None,
) -> None:
    """Time rounds of all sides and print one JSON object."""
    folder = runs.folder_of("images_speed", f"{channels}-{batch or 'recipe'}", seeds, out)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "rounds.jsonl"
    found = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []
    spent = sum(row["seconds"] for row in found)
    for seed in range(seeds):
        sides = {name: step_of(name, seed, channels, batch) for name in SIDES}
        for step in sides.values():
            step()  # the first one allocates
        while spent < 60 * budget_minutes * (seed + 1) / seeds or not found:
            rates = {name: step() for name, step in sides.items()}
            found.append({"seed": seed, "seconds": sum(row[1] for row in rates.values())})
            found[-1] |= {name: rate for name, (rate, _) in rates.items()}
            spent += found[-1]["seconds"]
            with file.open("a", encoding="utf-8") as log:
                log.write(json.dumps(found[-1]) + "\n")
            runs.say(f"round {len(found)}: " + ", ".join(f"{name} {rates[name][0]:.1f}/s" for name in SIDES))
    runs.closing(
        "images_speed",
        {
            "size": SIZE,
            "channels": channels,
            "threads": torch.get_num_threads(),
            "images_per_second": {name: spread([row[name] for row in found]) for name in SIDES},
            "ratio": spread([row["ours"] / row["dcgan"] for row in found]),
            "ratio_of_illustrator": spread([row["illustrator"] / row["dcgan"] for row in found]),
            "ratio_to_faster_layout": spread([row["ours"] / row["dcgan_faster"] for row in found]),
        },
    )


def step_of(name: str, seed: int, channels: int, batch: int | None) -> Callable[[], tuple[float, float]]:
    """Return a function that trains one side for one round and returns pictures a second, and seconds."""
    recipe = runs.seeded(SIDES[name], seed)
    assert isinstance(recipe, GanRecipe)
    size = batch or recipe.training.batch
    data = noise(max(256, size), channels, seed)
    learner = Adversary(recipe, Subject.of(data), Accelerator())
    plain = name == "dcgan"
    if plain:
        for module in (learner.generator, learner.discriminator):
            module.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    batches = Batches(data, recipe.data, size, seed)
    every = recipe.loss.every  # a round has each kind of step as often as training has
    done = 0

    def step() -> tuple[float, float]:
        nonlocal done
        began = time.perf_counter()
        for _ in range(every):
            found = batches.at(done)
            x = found.x.contiguous() if plain else found.x
            learner.update(done, Batch(x, found.style, found.category))
            done += 1
        seconds = time.perf_counter() - began
        return every * size / seconds, seconds

    return step


def noise(n: int, channels: int, seed: int) -> Images:
    """Return pictures of noise with two styles and eight categories."""
    rng = np.random.default_rng(seed)
    return Images(
        name="noise",
        part="train",
        pixels=rng.integers(0, 256, (n, SIZE, SIZE, channels), np.uint8),
        styles=rng.integers(0, 2, n),
        categories=rng.integers(0, 8, n),
        style_names=("one", "two"),
        category_names=tuple("abcdefgh"),
        groups=tuple(map(str, range(n))),
        fingerprint="noise",
    )


def spread(values: list[float]) -> dict[str, Any]:
    """Return median and extremes of the rounds."""
    return {
        "median": round(statistics.median(values), 3),
        "low": round(min(values), 3),
        "high": round(max(values), 3),
        "rounds": len(values),
    }


if __name__ == "__main__":
    typer.run(main)
