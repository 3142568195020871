"""The running average of a model's weights, which draws better than those of a step (Karras et al. 2018)."""

from __future__ import annotations

import torch
from torch import nn

_SHARE = 0.05  # of the pictures seen so far, at most, is the half-life: the beginning is soon forgotten


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, half_life: int, seen: int, batch: int) -> None:
    """Move ``average`` towards ``model`` after a step on ``batch`` pictures, ``seen`` of them before it.

    Parameters halve their distance every ``half_life`` pictures; buffers are copied. 0 copies everything.
    """
    horizon = min(half_life, seen * _SHARE)
    forget = 1.0 if horizon == 0 else 1 - 0.5 ** (batch / horizon)
    for mean, now in zip(average.parameters(), model.parameters(), strict=True):
        mean.lerp_(now, forget)
    for kept, fresh in zip(average.buffers(), model.buffers(), strict=True):
        kept.copy_(fresh)
