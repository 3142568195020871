"""Small data and recipes that train in a second, for the tests of the models."""

from __future__ import annotations

import numpy as np
from torch import Tensor, nn
from torch.nn import functional

from imagegen import recipe as recipes
from imagegen.data.images import Images, Part
from imagegen.networks import mobilenet
from imagegen.recipe import GanRecipe, Recipe, VaeRecipe

_GAN = """
model = "gan"
name = "toy"
[data]
name = "toy"
[network]
{network}
[loss]
{loss}
[training]
steps = 20
batch = 8
learning_rate = 1e-3
betas = [0.0, 0.99]
half_life = 100
ramp = [0.2, 0.6]
"""
RESIDUAL = 'kind = "residual"\nlatent = 4\nwidths = [16, 8]\njudge_widths = [16, 8]\nlabels = 4'
DCGAN = 'kind = "dcgan"\nlatent = 4\nwidth = 4'
MODERN = (
    'kind = "relativistic"\npenalty = 1.0\nfinal_penalty = 0.1\nevery = 2\n'
    'augment = ["colour", "translation", "cutout"]'
)
_VAE = """
model = "vae"
name = "toy"
[data]
name = "toy"
binarise = true
[network]
latent = 4
widths = [16, 8]
labels = 2
components = 2
likelihood = "bernoulli"
[training]
steps = 20
batch = 8
learning_rate = 1e-3
half_life = 100
"""


def images(
    count: int = 40, size: int = 28, channels: int = 1, part: Part = "train", name: str = "toy"
) -> Images:
    """Bright squares whose place tells the category and whose level tells the style."""
    draws = np.random.default_rng(3)
    styles, categories = draws.integers(0, 2, count), draws.integers(0, 5, count)
    pixels = np.zeros((count, size, size, channels), np.uint8)
    for row in range(count):
        at = 1 + categories[row]
        pixels[row, at : at + size // 3, 3 : size // 2] = 250 - 100 * styles[row]
    groups = tuple(f"g{row}" for row in range(count))
    names = ("flat", "round"), ("a", "b", "c", "d", "e")
    return Images(name, part, pixels, styles, categories, *names, groups, "0123456789abcdef")


def gan(network: str = RESIDUAL, loss: str = MODERN) -> GanRecipe:
    found = recipes.parse(_GAN.format(network=network, loss=loss), "toy")
    assert isinstance(found, GanRecipe)
    return found


def vae() -> VaeRecipe:
    found = recipes.parse(_VAE, "toy")
    assert isinstance(found, VaeRecipe)
    return found


def changed(recipe: Recipe, section: str, **values: object) -> Recipe:
    """The same recipe with other values in one section."""
    part = getattr(recipe, section)
    return recipe.model_copy(update={section: part.model_copy(update=values)})


class Eyes(nn.Module):
    """In the place of MobileNetV2: maps of its shapes, the picture itself at each scale."""

    def forward(self, x: Tensor) -> list[Tensor]:
        return [
            functional.adaptive_avg_pool2d(x, x.shape[-1] >> level).repeat(1, channels // 3 + 1, 1, 1)[
                :, :channels
            ]
            for level, channels in enumerate(mobilenet.TAPS.values(), 2)
        ]
