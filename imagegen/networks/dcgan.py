"""DCGAN (Radford et al. 2015) at the sizes and with the initialisation of PyTorch's official example.

At 64 px and width 64 these are its networks, layer for layer: 3,576,704 and 2,765,568 weights with three
channels. Other sizes add or leave out levels: halve until 7 px or less remain (28 -> 7, 32 -> 4, 128 -> 4).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from torch import Tensor, nn

from imagegen.networks.attention import SelfAttention

Norm = Literal["batch", "layer"]


def levels(size: int) -> tuple[int, int]:
    """Return the side of the coarsest map and how many times it is doubled to reach ``size``."""
    doublings = 0
    while size > 7 and size % 2 == 0:
        size, doublings = size // 2, doublings + 1
    return size, doublings


def _attend(width: int, side: int, attention: int) -> list[nn.Module]:
    return [SelfAttention(width)] if side == attention else []


class Generator(nn.Module):
    """A vector to pictures: transposed convolutions, batch normalisation, ReLU, tanh at the end."""

    def __init__(self, inputs: int, channels: int, size: int, width: int = 64, attention: int = 0) -> None:
        super().__init__()
        side, doublings = levels(size)
        widths = [width << level for level in reversed(range(doublings))]  # 64 px: 512, 256, 128, 64
        layers = [nn.ConvTranspose2d(inputs, widths[0], side, 1, 0, bias=False), *_normed(widths[0])]
        for inner, outer in pairwise(widths):
            side *= 2
            layers += [nn.ConvTranspose2d(inner, outer, 4, 2, 1, bias=False), *_normed(outer)]
            layers += _attend(outer, side, attention)
        layers += [nn.ConvTranspose2d(widths[-1], channels, 4, 2, 1, bias=False), nn.Tanh()]
        self.layers = nn.Sequential(*layers)
        self.apply(initialise)

    def forward(self, z: Tensor) -> Tensor:
        """(n, inputs) -> (n, channels, size, size) in [-1, 1]."""
        pictures: Tensor = self.layers(z[:, :, None, None])
        return pictures


class Discriminator(nn.Module):
    """Pictures to features: strided convolutions, leaky ReLU, normalisation in all levels but the first.

    The linear head that ``imagegen.gan`` puts on it is the official last convolution, which has the side
    of its input. ``norm="layer"`` for a gradient penalty: batch normalisation would tie the rows of a
    batch together, whose gradients are penalised one by one (Gulrajani et al. 2017, section 4).
    """

    def __init__(
        self, channels: int, size: int, width: int = 64, norm: Norm = "batch", attention: int = 0
    ) -> None:
        super().__init__()
        side, doublings = levels(size)
        widths = [width << level for level in range(doublings)]  # 64 px: 64, 128, 256, 512
        self.features = widths[-1] * side * side
        at = size // 2
        layers: list[nn.Module] = [nn.Conv2d(channels, width, 4, 2, 1, bias=False), nn.LeakyReLU(0.2)]
        layers += _attend(width, at, attention)
        for inner, outer in pairwise(widths):
            at //= 2
            layers.append(nn.Conv2d(inner, outer, 4, 2, 1, bias=False))
            layers.append(nn.BatchNorm2d(outer) if norm == "batch" else nn.GroupNorm(1, outer))
            layers += [nn.LeakyReLU(0.2), *_attend(outer, at, attention)]
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.apply(initialise)

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, size, size) -> (n, features)."""
        features: Tensor = self.layers(x)
        return features


def initialise(module: nn.Module) -> None:
    """Draw weights from N(0, 0.02) and scales of normalisations from N(1, 0.02), as the paper says."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d | nn.GroupNorm):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)


def _normed(width: int) -> list[nn.Module]:
    return [nn.BatchNorm2d(width), nn.ReLU()]
