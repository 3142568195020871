"""Where the generated pictures of the augmentation study come from: four generators, by what they have seen.

- ``vae``, ``gan``: class-conditional, trained on the labelled pictures only. The honest case.
- ``pictures``: a VAE of every training picture without any label. Whoever has so many pictures without
  labels could also do other things with them.
- ``labels``: a class-conditional VAE of every training picture with its label. Nobody with few labels has
  it: it is there to show that the study would notice pictures that help.

What a VAE draws lies between two pictures of one category, for ``labels`` of all, else of the labelled ones.
Which weights of a VAE are kept is decided by its bound on the dev part.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import typer
from numpy.typing import NDArray

from benchmarks import images_runs as runs
from benchmarks.images_classifier import Labelled
from imagegen import recipe as recipes
from imagegen.data.images import Images
from imagegen.gan import Generator
from imagegen.sampling import pictures, sampler
from imagegen.subject import draw_labels
from imagegen.tensors import to_pixels
from imagegen.training.loop import Run
from imagegen.vae import VAE
from imagegen.weights import load

SOURCES = ("vae", "gan", "pictures", "labels")
ALONE = ("vae", "gan")  # these have seen nothing but the labelled pictures


class Generators:
    """Trains each generator when it is first asked for, and keeps it under ``folder``."""

    def __init__(self, everything: Images, dev: Images, folder: Path, most_steps: int | None = None) -> None:
        """``most_steps`` cuts every training short, for a trial."""
        self._everything, self._dev, self._folder, self._most = everything, dev, folder, most_steps

    def draw(self, source: str, labelled: Images, count: int, seed: int) -> Labelled:
        """Return ``count`` pictures of a source, with the categories that they are meant to show."""
        model = self._model(source, labelled if source in ALONE else self._everything, seed)
        if isinstance(model, VAE):
            return between(model, self._everything if source == "labels" else labelled, count, seed)
        _, categories = draw_labels(model.subject, count, seed)
        return Labelled(sampler(model)(count, seed), categories)

    def _model(self, source: str, seen: Images, seed: int) -> Generator | VAE:
        # What has seen everything is trained once, for it costs minutes: its luck is in no interval.
        recipe = runs.seeded(f"augmentation-{source}.toml", seed if source in ALONE else 0)
        if self._most is not None:
            shorter = min(self._most, recipe.training.steps)
            recipe = recipe.model_copy(
                update={"training": recipe.training.model_copy(update={"steps": shorter})}
            )
        folder = self._folder / f"{source}-{seen.fingerprint}-{recipes.digest(recipe)}"
        run = Run(recipe, seen, self._dev, folder, say=lambda text: None)
        if run.progress.step < recipe.training.steps and not run.go():
            raise typer.Exit(130)
        run.finish()
        return load(folder).model


def subset(images: Images, labels: int, seed: int) -> Images:
    """Return ``labels`` pictures drawn by ``seed``, as many of each category."""
    classes = len(images.category_names)
    chance = np.random.default_rng((seed, labels))
    each = [np.flatnonzero(images.categories == k) for k in range(classes)]
    rows = np.sort(np.concatenate([chance.choice(found, labels // classes, replace=False) for found in each]))
    return replace(
        images,
        pixels=images.pixels[rows],
        styles=images.styles[rows],
        categories=images.categories[rows],
        groups=tuple(images.groups[row] for row in rows),
        fingerprint=f"{images.fingerprint}-{labels}-{seed}",
    )


@torch.inference_mode()
def between(model: VAE, seen: Images, count: int, seed: int, at_once: int = 64) -> Labelled:
    """Decode points on the line between two pictures of a category in the latent space.

    Drawing from the prior instead, with the label for the decoder, gives many pictures of other categories:
    the encoder writes the category into z as well.
    """
    chance = np.random.default_rng((seed, 8))
    first = chance.integers(0, len(seen.pixels), count)
    second = partners(seen.categories, first, chance)
    share = chance.random((count, 1), np.float32)
    drawn = []
    for start in range(0, count, at_once):
        rows = slice(start, start + at_once)
        one, other = (model.embed(seen.pixels[ends[rows]]) for ends in (first, second))
        z = torch.from_numpy(share[rows] * one + (1 - share[rows]) * other)
        labels = (torch.from_numpy(named[first[rows]]) for named in (seen.styles, seen.categories))
        drawn.append(to_pixels(pictures(model, z, *labels)))
    return Labelled(np.concatenate(drawn), seen.categories[first])


def partners(
    categories: NDArray[np.int64], rows: NDArray[np.int64], chance: np.random.Generator
) -> NDArray[np.int64]:
    """Return for each of ``rows`` another row of its category by lot, or itself if it is the only one."""
    order = np.argsort(categories, kind="stable")
    start = np.searchsorted(categories[order], categories[rows])
    length = np.searchsorted(categories[order], categories[rows], side="right") - start
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    step = 1 + (chance.random(len(rows)) * np.maximum(length - 1, 1)).astype(np.int64)
    other: NDArray[np.int64] = order[start + (place[rows] - start + step) % length]
    return other
