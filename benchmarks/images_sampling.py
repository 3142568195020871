"""A VAE's pictures from a fitted mixture against those from its prior: KID to pictures that it has not seen.

    python -m imagegen.data fashion
    python -m benchmarks.images_sampling --budget-minutes 12 --seeds 3

One model for each seed, trained by the recipe; only where z is drawn from differs (Ghosh et al. 2019).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks import images_runs as runs
from imagegen.data import images
from imagegen.measures.features import extract
from imagegen.measures.panel import Real
from imagegen.sampling import sampler
from imagegen.weights import load


@runs.explained()
def main(
    budget_minutes: Annotated[float, typer.Option(min=0.01, help="training time of each seed")] = 12,
    seeds: runs.Seeds = 3,
    n: runs.Drawn = 10_000,
    recipe: Annotated[str, typer.Option(help="a recipe of a VAE in imagegen/recipes")] = "fashion-vae.toml",
    test_limit: runs.TestLimit = 10_000,
    out: runs.Folder = None,
) -> None:
    """Train, draw from both and print one JSON object."""
    data = runs.seeded(recipe, 0).data
    train, dev, test = (images.load(data.name, part, data.size) for part in images.PARTS)
    real = Real(train, test, runs.say, limit=test_limit)
    found = [compare(real, dev, recipe, seed, budget_minutes, n, out) for seed in range(seeds)]
    runs.closing(
        "images_sampling",
        {
            "recipe": recipe,
            "budget_minutes": budget_minutes,
            **runs.compared(real, test, found),
        },
    )


def compare(
    real: Real, dev: images.Images, recipe: str, seed: int, minutes: float, n: int, out: Path | None
) -> dict[str, Any]:
    """Train one model and judge what it draws from mixture and prior."""
    chosen = runs.seeded(recipe, seed)
    folder = runs.folder_of("images_sampling", chosen.name, seed, out)
    run = runs.run_of(chosen, real.train, dev, folder)
    runs.in_turns({chosen.name: run}, {chosen.name: chosen.training.steps}, minutes, minutes)

    def judge() -> dict[str, Any]:
        model = load(folder).model
        mixture = real.distance(extract(sampler(model, "fitted")(n, seed)), seed)
        prior = real.distance(extract(sampler(model, "prior")(n, seed)), seed)
        return {
            "mixture": runs.shown(mixture),
            "prior": runs.shown(prior),
            "ratio": mixture.value / prior.value,
        }

    return {"seed": seed, **runs.kept(folder, run, {"n": n, "real": len(real.test_features)}, judge)}


if __name__ == "__main__":
    typer.run(main)
