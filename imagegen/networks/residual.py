"""Residual networks without normalisation, after R3GAN (Huang et al. 2024), in a form that a CPU runs fast.

As there: blocks that begin as the identity, initialisation by fan-in scaled with the depth, a learned basis
at the coarsest map, no tanh (what lies outside is cut: `saturated`). Not as there, for speed on a CPU:

- the 3x3 convolution of a block is dense at half the width instead of grouped at twice the width (dense ones
  reach twice the FLOP/s of groups of 16 on AVX-512, and wide maps are slow to read and write);
- the finest level works on patches, 2 or 4 pixels from one to the next and overlapping by half, which a
  strided convolution cuts out. Only the generator's last two convolutions work at full resolution, on few
  maps, grown bilinearly: a transposed one learns a checkerboard (Odena et al. 2016);
- maps are resized bilinearly and by averaging, which are PyTorch's own operations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from imagegen.networks.attention import SelfAttention

Layer = TypeVar("Layer", nn.Conv2d, nn.Linear)

SLOPE = 0.2
_GAIN = math.sqrt(2 / (1 + SLOPE**2))  # keeps the variance through a leaky ReLU (He et al. 2015)
_DRAWING = 16  # maps at full resolution


class Block(nn.Module):
    """x + narrow 1x1, 3x3, wide 1x1. The last starts at zero: at first a block is the identity.

    ``depth`` is the number of blocks in the network. With L layers in a branch, the first L - 1 are scaled by
    depth^(-1 / (2L - 2)), so that a step of the optimiser changes a deep network as much as a shallow one
    (Zhang et al. 2019, "Fixup").
    """

    def __init__(self, width: int, depth: int) -> None:
        super().__init__()
        inner = width // 2
        self.enter = nn.Conv2d(width, inner, 1)
        self.middle = nn.Conv2d(inner, inner, 3, padding=1)
        self.leave = nn.Conv2d(inner, width, 1, bias=False)
        scale = _GAIN * depth ** (-1 / 4)  # L = 3
        initialise(self.enter, scale)
        initialise(self.middle, scale)
        nn.init.zeros_(self.leave.weight)

    def forward(self, x: Tensor) -> Tensor:
        """(n, width, h, w) -> the same shape."""
        y = functional.leaky_relu(self.enter(x), SLOPE)
        y = functional.leaky_relu(self.middle(y), SLOPE)
        change: Tensor = self.leave(y)
        return x + change


class Up(nn.Module):
    """Change the width, then double the sides."""

    def __init__(self, inner: int, outer: int) -> None:
        super().__init__()
        self.project = initialise(nn.Conv2d(inner, outer, 1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        """(n, inner, h, w) -> (n, outer, 2h, 2w)."""
        return functional.interpolate(self.project(x), scale_factor=2, mode="bilinear", align_corners=False)


class Down(nn.Module):
    """Halve the sides, then change the width."""

    def __init__(self, inner: int, outer: int) -> None:
        super().__init__()
        self.project = initialise(nn.Conv2d(inner, outer, 1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        """(n, inner, h, w) -> (n, outer, h / 2, w / 2)."""
        y: Tensor = self.project(functional.avg_pool2d(x, 2))
        return y


def coarsest(size: int, levels: int, patch: int) -> int:
    """Return the side of the coarsest map of ``levels`` levels.

    Raises:
        ValueError: ``size`` cannot be halved so often.
    """
    step = patch << (levels - 1)
    if size % step:
        raise ValueError(f"{size} px cannot be cut into {levels} levels over patches of {patch}")
    return size // step


def stem(channels: int, width: int, patch: int) -> nn.Conv2d:
    """Cut pictures into patches: (n, channels, size, size) -> (n, width, size / patch, size / patch)."""
    return initialise(nn.Conv2d(channels, width, 2 * patch, patch, patch // 2))


def head(width: int, channels: int, patch: int) -> nn.Sequential:
    """The reverse of ``stem``: (n, width, h, w) -> (n, channels, h * patch, w * patch).

    A few maps are grown, and what they say of edges is made sharp between two convolutions: one alone leaves
    pictures as blurred as what was grown.
    """
    return nn.Sequential(
        initialise(nn.Conv2d(width, _DRAWING, 1)),
        nn.Upsample(scale_factor=patch, mode="bilinear", align_corners=False),
        initialise(nn.Conv2d(_DRAWING, _DRAWING, 3, padding=1), _GAIN),
        nn.LeakyReLU(SLOPE),
        initialise(nn.Conv2d(_DRAWING, channels, 3, padding=1)),
    )


def level(width: int, blocks: int, depth: int, side: int, attention: int) -> list[nn.Module]:
    """The blocks at one resolution, with attention after them where ``side`` is the one asked for."""
    found: list[nn.Module] = [Block(width, depth) for _ in range(blocks)]
    return [*found, SelfAttention(width)] if side == attention else found


def climb(widths: Sequence[int], blocks: int, side: int, attention: int = 0) -> nn.Sequential:
    """From the coarsest map (n, widths[0], side, side) to the finest (n, widths[-1], ...)."""
    depth = blocks * len(widths)
    layers = level(widths[0], blocks, depth, side, attention)
    for inner, outer in pairwise(widths):
        side *= 2
        layers += [Up(inner, outer), *level(outer, blocks, depth, side, attention)]
    return nn.Sequential(*layers)


def descend(widths: Sequence[int], blocks: int, side: int, attention: int = 0) -> nn.Sequential:
    """The reverse of ``climb``; ``widths`` and ``side`` still begin with the coarsest map."""
    depth = blocks * len(widths)
    at = side << (len(widths) - 1)
    layers = level(widths[-1], blocks, depth, at, attention)
    for outer, inner in reversed(list(pairwise(widths))):
        at //= 2
        layers += [Down(inner, outer), *level(outer, blocks, depth, at, attention)]
    return nn.Sequential(*layers)


class Generator(nn.Module):
    """A vector to pictures. The output is not squashed: ``to_pixels`` cuts what lies outside [-1, 1]."""

    def __init__(
        self,
        inputs: int,
        channels: int,
        size: int,
        widths: Sequence[int],
        blocks: int,
        patch: int = 2,
        attention: int = 0,
    ) -> None:
        super().__init__()
        side = coarsest(size, len(widths), patch)
        self.basis = nn.Parameter(torch.randn(widths[0], side, side))
        self.mix = initialise(nn.Linear(inputs, widths[0], bias=False))
        self.levels = climb(widths, blocks, side, attention)
        self.head = head(widths[-1], channels, patch)

    def forward(self, z: Tensor) -> Tensor:
        """(n, inputs) -> (n, channels, size, size) in [-1, 1]."""
        x = self.mix(z)[:, :, None, None] * self.basis  # (n, widths[0], side, side)
        return saturated(self.head(self.levels(x.contiguous(memory_format=torch.channels_last))))


class Discriminator(nn.Module):
    """Pictures to features, the mirror of the generator."""

    def __init__(
        self,
        channels: int,
        size: int,
        widths: Sequence[int],
        blocks: int,
        patch: int = 2,
        attention: int = 0,
    ) -> None:
        super().__init__()
        side = coarsest(size, len(widths), patch)
        self.features = widths[0]
        self.stem = stem(channels, widths[-1], patch)
        self.levels = descend(widths, blocks, side, attention)
        self.basis = initialise(nn.Conv2d(widths[0], widths[0], side, groups=widths[0], bias=False))

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, size, size) -> (n, features)."""
        features: Tensor = self.basis(self.levels(self.stem(x)))  # (n, features, 1, 1)
        return features.flatten(1)


class _Saturated(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, x: Tensor) -> Tensor:
        context.save_for_backward(x)
        return x.clamp(-1, 1)

    @staticmethod
    def backward(context: Any, *gradients: Any) -> Tensor:
        (x,), (gradient,) = context.saved_tensors, gradients
        inwards: Tensor = gradient * ((x.abs() <= 1) | (x * gradient > 0))  # a step goes against the gradient
        return inwards


def saturated(x: Tensor) -> Tensor:
    """Cut to [-1, 1]; of what lies outside, only gradients that lead back inside pass.

    Pictures have grounds that are black, white or clear without a flaw. A generator that has to hit -1 itself
    never does to the last bit, and the discriminator need look at nothing else.
    """
    found: Tensor = _Saturated.apply(x)  # type: ignore[no-untyped-call]
    return found


def initialise(layer: Layer, gain: float = 1.0) -> Layer:
    """Draw weights from N(0, gain^2 / fan-in); biases start at zero."""
    fan_in = layer.weight[0].numel()
    nn.init.normal_(layer.weight, 0.0, gain / math.sqrt(fan_in))
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer
