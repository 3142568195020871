"""Classical augmentation of a classifier's pictures: what generated ones have to be better than.

Pictures are (n, 1, h, w) in 0..1 with 0 as their background, labels (n, classes) are probabilities: mixup
blends them as it blends pictures.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from imagegen.augment import cutout, translation

Policy = tuple[str, ...]

#: The candidates. Shoes all point one way in Fashion-MNIST, so mirroring has to earn its place too.
POLICIES: tuple[Policy, ...] = (
    (),
    ("mirror",),
    ("shift",),
    ("mirror", "affine"),
    ("mirror", "affine", "erase"),
    ("mirror", "affine", "mixup"),
)


def name_of(policy: Policy) -> str:
    """Return a policy's name in results."""
    return "+".join(policy) or "none"


def named(name: str) -> Policy:
    """Return the candidate with that name."""
    return next(policy for policy in POLICIES if name_of(policy) == name)


def apply(policy: Policy, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Change each picture of a batch, with draws of its own, by every part of ``policy`` in turn."""
    for part in policy:
        if part == "mixup":
            x, y = mixup(x, y)
        else:
            x = _PARTS[part](x)
    return x, y


def mirror(x: Tensor) -> Tensor:
    """Turn half of the pictures left to right."""
    turned = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5
    return torch.where(turned, x.flip(3), x)


def shift(x: Tensor) -> Tensor:
    """Move by up to 2 of 28 pixels, in whole ones."""
    return translation(x, 1 / 14)


def affine(x: Tensor) -> Tensor:
    """Rotate by up to 6 degrees, scale by 0.9 to 1.1, move by up to a twentieth of the side."""
    angle = _uniform(x, -math.pi / 30, math.pi / 30)
    scale = _uniform(x, 0.9, 1.1)
    cosine, sine = angle.cos() / scale, angle.sin() / scale
    rows = [cosine, -sine, _uniform(x, -0.1, 0.1), sine, cosine, _uniform(x, -0.1, 0.1)]  # side = 2
    grid = functional.affine_grid(torch.stack(rows, 1).view(-1, 2, 3), list(x.shape), align_corners=False)
    return functional.grid_sample(x, grid, align_corners=False)


def erase(x: Tensor) -> Tensor:
    """Cover a square of a third of the side."""
    return cutout(x, 1 / 3)


def mixup(x: Tensor, y: Tensor, strength: float = 0.4) -> tuple[Tensor, Tensor]:
    """Blend each picture and its label with another of the batch (Zhang et al. 2017)."""
    other = torch.randperm(len(x), device=x.device)
    share = torch.distributions.Beta(strength, strength).sample((len(x), 1)).to(x.device)
    wide = share[:, :, None, None]
    return wide * x + (1 - wide) * x[other], share * y + (1 - share) * y[other]


def _uniform(x: Tensor, low: float, high: float) -> Tensor:
    return torch.empty(len(x), device=x.device).uniform_(low, high)


_PARTS = {"mirror": mirror, "shift": shift, "affine": affine, "erase": erase}
