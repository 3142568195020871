"""Self-attention over the positions of a feature map (Zhang et al. 2018, "Self-Attention GAN").

Written out rather than with PyTorch's fused attention, which has no second derivative on a CPU: gradient
penalties need one.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class SelfAttention(nn.Module):
    """Adds to each position what the others say; ``gain`` starts at 0, so that it begins as the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        inner = max(width // 8, 1)
        self.query = nn.Conv2d(width, inner, 1, bias=False)
        self.key = nn.Conv2d(width, inner, 1, bias=False)
        self.value = nn.Conv2d(width, width // 2, 1, bias=False)
        self.out = nn.Conv2d(width // 2, width, 1, bias=False)
        self.gain = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """(n, width, h, w) -> the same shape. Keys and values are pooled by 2, as in the authors' code."""
        query = self.query(x).flatten(2)  # (n, inner, h * w)
        key = functional.max_pool2d(self.key(x), 2).flatten(2)  # (n, inner, h * w / 4)
        value = functional.max_pool2d(self.value(x), 2).flatten(2)  # (n, width / 2, h * w / 4)
        attention = (query.transpose(1, 2) @ key).softmax(-1)  # (n, h * w, h * w / 4), rows sum to 1
        heard = (value @ attention.transpose(1, 2)).unflatten(2, x.shape[2:])  # (n, width / 2, h, w)
        said: Tensor = self.out(heard)
        return x + self.gain * said
