"""Inverted residual blocks, of which MobileNetV2 (Sandler et al. 2018) and EfficientNet-Lite are made.

Normalisations are folded into the convolutions before them: these networks come trained and stay so.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional


class SameConv(nn.Conv2d):
    """A convolution padded as TensorFlow's "SAME": any odd pixel goes to the right and the bottom."""

    def forward(self, x: Tensor) -> Tensor:
        """(n, c, h, w) -> (n, out, ceil(h / stride), ceil(w / stride))."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        down, across = (max((-(-side // stride) - 1) * stride + kernel - side, 0) for side in x.shape[2:])
        if down % 2 or across % 2:
            x = functional.pad(x, (across // 2, across - across // 2, down // 2, down - down // 2))
            down = across = 0
        padding = (down // 2, across // 2)  # what the convolution adds by itself costs no copy
        return functional.conv2d(x, self.weight, self.bias, self.stride, padding, groups=self.groups)


class Block(nn.Module):
    """An inverted residual: widen, filter each channel, narrow, and add the input where the shapes agree."""

    def __init__(self, inner: int, outer: int, expansion: int, kernel: int, stride: int) -> None:
        super().__init__()
        wide = inner * expansion
        widen = [SameConv(inner, wide, 1), nn.ReLU6(inplace=True)] if expansion > 1 else []
        self.layers = nn.Sequential(
            *widen,
            *(SameConv(wide, wide, kernel, stride, groups=wide), nn.ReLU6(inplace=True)),
            SameConv(wide, outer, 1),
        )
        self.skip = stride == 1 and inner == outer

    def forward(self, x: Tensor) -> Tensor:
        """(n, inner, h, w) -> (n, outer, h / stride, w / stride)."""
        y: Tensor = self.layers(x)
        return x + y if self.skip else y


def stages(table: Iterable[tuple[int, int, int, int, int]], inner: int) -> list[Block]:
    """Return the blocks of ``table``: expansion, kernel, stride of the first block, channels, blocks."""
    blocks = []
    for expansion, kernel, stride, outer, count in table:
        for number in range(count):
            blocks.append(Block(inner, outer, expansion, kernel, stride if number == 0 else 1))
            inner = outer
    return blocks


def folded(
    kernel: Tensor, scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor, epsilon: float
) -> tuple[Tensor, Tensor]:
    """Fold a normalisation into the convolution before it: weight, bias. Jacob et al. 2018, section 3.2."""
    gain = scale / torch.sqrt(variance + epsilon)
    return (kernel * gain[:, None, None, None]).contiguous(), shift - mean * gain
