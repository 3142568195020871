"""Pixels to tensors and back: the one place where the range of a picture and its rounding are defined."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


def to_tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """Pixels (n, h, w, c) in 0..255 -> float32 (n, c, h, w) in [-1, 1], laid out channels_last.

    The layout costs nothing (it is that of the pixels) and is the faster one for convolutions on a CPU.
    """
    return torch.from_numpy(np.array(pixels)).permute(0, 3, 1, 2).float().mul_(2 / 255).sub_(1)


def to_pixels(x: Tensor) -> NDArray[np.uint8]:
    """Tensor (n, c, h, w) -> pixels (n, h, w, c): cut to [-1, 1] and rounded to the nearest level."""
    levels = x.detach().float().clamp(-1, 1).add(1).mul(127.5).round()
    return levels.to(torch.uint8).permute(0, 2, 3, 1).contiguous().cpu().numpy()


def lay_out(module: nn.Module) -> None:
    """Put a module's kernels into the layout that ``to_tensor`` gives pictures."""
    module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # missing in torch's types
