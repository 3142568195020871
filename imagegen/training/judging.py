"""The held-out score that decides which weights are kept: KID of what is drawn to pictures it never saw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from imagegen.data.images import Images
from imagegen.errors import BadInput
from imagegen.recipe import Data, Recipe
from imagegen.subject import Sampler
from imagegen.tensors import to_pixels
from imagegen.training.batches import Batches

_COUNT = 1000  # real pictures, at most, and generated ones


def score_of(recipe: Recipe, dev: Images) -> Callable[[Sampler], float] | None:
    """Return what judges the pictures of a GAN, or of a VAE that draws between neighbours; else ``None``.

    Other VAEs are judged by their loss. Between neighbours pictures go on getting better long after that has
    begun to rise.
    """
    drawn = recipe.model == "gan" or recipe.network.neighbours
    return held_out_kid(dev, recipe.data) if drawn else None


def held_out_kid(dev: Images, data: Data) -> Callable[[Sampler], float]:
    """Return a function that scores a sampler; the first call fetches the feature network.

    Raises:
        BadInput: there are too few held-out pictures for a score.
    """
    from imagegen.measures.kid import FEWEST, scorer

    if len(dev.pixels) < FEWEST:
        raise BadInput(
            f"The dev part of {dev.name} has {len(dev.pixels)} pictures, and a score takes {FEWEST}: add "
            "pictures, and make the data again."
        )

    return scorer(held_out(dev, data), _COUNT)


def held_out(dev: Images, data: Data, count: int = _COUNT) -> NDArray[np.uint8]:
    """Up to ``count`` held-out pictures in random order, stacked if the recipe stacks: (n, h, w, c)."""
    wanted = count if data.stack else min(count, len(dev.pixels))
    batches = Batches(dev, data.model_copy(update={"binarise": False}), wanted, seed=0)
    return to_pixels(batches.at(0).x)
