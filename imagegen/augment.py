"""Differentiable augmentation (Zhao et al. 2020): what the discriminator sees, of real and generated alike.

The same policy is applied to both, each picture with a draw of its own. Because the generator's gradient
passes through it, the generator learns the pictures and not the augmentation. Colours are drawn alike for all
pixels of a picture; translation fills, and cutout covers, with 0, which is no picture's background here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

Policy = Literal["ground", "mirror", "colour", "translation", "cutout"]


def augment(x: Tensor, policy: Sequence[Policy]) -> Tensor:
    """(n, c, h, w) -> the same shape, each picture changed by every part of ``policy`` in turn."""
    for name in policy:
        x = _PARTS[name](x)
    return x


def ground(x: Tensor) -> Tensor:
    """Lay premultiplied RGBA over a colour by lot, with its alpha kept beside it. Others stay as they are.

    Where colour and alpha do not fit together, a seam shows on most grounds, and none on black.
    """
    if x.shape[1] != 4:
        return x
    paint, alpha = x[:, :3], x[:, 3:]
    through = (1 - alpha) / 2  # 1 where nothing is
    colours = torch.empty(len(x), 3, 1, 1, device=x.device).uniform_(0.0, 2.0)  # above black, which is -1
    return torch.cat([paint + through * colours, alpha], 1)


def mirror(x: Tensor) -> Tensor:
    """Turn left and right around, of every other picture by lot; the generator may then draw both ways.

    Where pictures have no fixed direction it doubles their number (Karras et al. 2020, "StyleGAN2-ADA").
    """
    return torch.where(torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5, x.flip(3), x)


def colour(x: Tensor) -> Tensor:
    """Brightness +-0.5, saturation x0..2, contrast x0.5..1.5. An alpha channel stays as it is."""
    paint, alpha = x[:, :3], x[:, 3:]
    paint = paint + _uniform(x, -0.5, 0.5)
    grey = paint.mean(1, keepdim=True)
    paint = grey + (paint - grey) * _uniform(x, 0.0, 2.0)  # leaves one channel as it is
    middle = paint.mean((1, 2, 3), keepdim=True)
    paint = middle + (paint - middle) * _uniform(x, 0.5, 1.5)
    return torch.cat([paint, alpha], 1) if x.shape[1] == 4 else paint


def translation(x: Tensor, share: float = 0.125) -> Tensor:
    """Shift by up to ``share`` of the side, in whole pixels."""
    n, _, height, width = x.shape
    reach = round(height * share), round(width * share)
    rows = _shift(n, reach[0], x) + torch.arange(height, device=x.device)  # (n, height), into the padded map
    columns = _shift(n, reach[1], x) + torch.arange(width, device=x.device)
    padded = functional.pad(x, (reach[1], reach[1], reach[0], reach[0])).permute(0, 2, 3, 1)
    picture = torch.arange(n, device=x.device)[:, None, None]
    return padded[picture, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def cutout(x: Tensor, share: float = 0.5) -> Tensor:
    """Cover a square with a side of ``share`` of the picture's; its centre lies anywhere in the picture."""
    n, _, height, width = x.shape
    keep = torch.ones(n, 1, height, width, device=x.device, dtype=torch.bool)
    inside = []
    for side in (height, width):
        half = side * share / 2
        centre = torch.rand(n, 1, device=x.device) * side
        at = torch.arange(side, device=x.device) + 0.5
        inside.append((at - centre).abs() < half)  # (n, side)
    keep &= ~(inside[0][:, None, :, None] & inside[1][:, None, None, :])
    return x * keep


def _uniform(x: Tensor, low: float, high: float) -> Tensor:
    """One number for each picture, (n, 1, 1, 1)."""
    return torch.empty(len(x), 1, 1, 1, device=x.device).uniform_(low, high)


def _shift(n: int, reach: int, x: Tensor) -> Tensor:
    return torch.randint(0, 2 * reach + 1, (n, 1), device=x.device)


_PARTS = {"ground": ground, "mirror": mirror, "colour": colour, "translation": translation, "cutout": cutout}
