"""What each part of our GAN is worth: Fashion-MNIST at equal time, with one part left out or another put in.

    python -m imagegen.data fashion
    python -m benchmarks.images_ablation --budget-minutes 4 --seeds 3 --n 5000     # two hours on one core

All train by turns, with the schedule cut to what the recipe does in the time, and of each the weights with
the best KID on the dev part are kept. The ratio is a variant's KID to that of the recipe with the same seed:
above 1, the variant is worse. One that breaks down is judged by what it kept before, and said in ``broken``.
Self-attention and WGAN-GP have recipes of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from benchmarks import images_runs as runs
from benchmarks.images_fashion import judged, opened
from imagegen.recipe import Recipe

BASE = "fashion.toml"
OTHERS = {"attention": "fashion-attention.toml", "wasserstein": "fashion-wgan.toml"}
#: One change each: (table, key, value).
CHANGES: dict[str, tuple[str, str, Any]] = {
    "no-penalties": ("loss", "penalty", 0.0),
    "cross-entropy": ("loss", "kind", "cross_entropy"),
    "no-average": ("training", "half_life", 0),
    "no-labels": ("network", "labels", 0),
    "labels-ramped": ("training", "ramp", (0.1, 0.3)),
    "augmentation": ("loss", "augment", ("translation", "cutout")),
}


@runs.explained()
def main(
    budget_minutes: runs.Minutes = 4,
    seeds: runs.Seeds = 3,
    n: runs.Drawn = 5000,
    steps: Annotated[int, typer.Option(min=1, help="of the schedule: about what the time allows")] = 1400,
    slice_minutes: runs.Slice = 1,
    test_limit: runs.TestLimit = 10_000,
    out: runs.Folder = None,
) -> None:
    """Train all variants in turns and print one JSON object."""
    real, dev = opened(test_limit)
    found: list[dict[str, dict[str, Any]]] = []
    broken: list[dict[str, str]] = []
    for seed in range(seeds):
        chosen, ends = variants(seed, steps), dict[str, str]()
        scored = judged(
            "images_ablation", chosen, real, dev, seed, budget_minutes, slice_minutes, n, out, ends
        )
        found.append(scored)
        broken.append(ends)
    runs.closing(
        "images_ablation",
        {
            "budget_minutes": budget_minutes,
            "schedule": steps,
            "data": real.test.fingerprint,
            "network": real.network,
            "floor": real.floor,
            "seeds": found,
            "broken": broken,
            "ratio": ratios(found),
        },
    )


def variants(seed: int, steps: int) -> dict[str, Recipe]:
    """Return the recipe and what it is compared with, by name; schedules run over ``steps``.

    WGAN-GP has no schedule, and its own number of steps.
    """
    base = _with(runs.seeded(BASE, seed), "training", "steps", steps)
    found = {"recipe": base, **{name: _with(base, *change) for name, change in CHANGES.items()}}
    found["no-penalties"] = _with(found["no-penalties"], "loss", "final_penalty", None)
    found["attention"] = _with(runs.seeded(OTHERS["attention"], seed), "training", "steps", steps)
    return found | {"wasserstein": runs.seeded(OTHERS["wasserstein"], seed)}


def ratios(found: list[dict[str, dict[str, Any]]]) -> Mapping[str, Any]:
    """Return for each variant its KID as a share of the recipe's, over the seeds where it has one."""
    shares: dict[str, list[float]] = {}
    for row in found:
        for name in row.keys() - {"recipe"}:
            shares.setdefault(name, []).append(row[name]["kid"]["value"] / row["recipe"]["kid"]["value"])
    return {name: runs.over_seeds(values) for name, values in sorted(shares.items())}


def _with(recipe: Recipe, table: str, key: str, value: Any) -> Recipe:
    """Return the recipe with one value changed, checked as one read from a file is."""
    fields = recipe.model_dump()
    fields[table][key] = value
    return type(recipe).model_validate(fields)


if __name__ == "__main__":
    typer.run(main)
