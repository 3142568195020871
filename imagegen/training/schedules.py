"""What changes over a run, its precision, and the step of an optimiser that all models share."""

from __future__ import annotations

import math

import torch
from accelerate import Accelerator
from torch import Tensor, nn
from torch.optim import Optimizer

from imagegen.recipe import Training


def between(first: float, last: float | None, share: float) -> float:
    """Half a cosine from ``first`` to ``last`` as ``share`` goes from 0 to 1; flat without ``last``."""
    if last is None:
        return first
    return last + (first - last) * (1 + math.cos(math.pi * min(share, 1.0))) / 2


def ramp(over: tuple[float, float], share: float) -> float:
    """How far labels count: 0 before ``over``, 1 after it, a straight line in between."""
    start, end = over
    if share >= end:
        return 1.0
    return 0.0 if share <= start else (share - start) / (end - start)


def precision(plan: Training, device: torch.device) -> str:
    """What the recipe asks for, or float32 where nothing is built for bfloat16 and it would crawl."""
    able = True
    if device.type == "cpu":
        able = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    elif device.type == "cuda":
        able = torch.cuda.is_bf16_supported(including_emulation=False)
    return plan.precision if able else "float32"


def autocast(plan: Training, device: torch.device) -> torch.autocast:
    """Compute in that precision inside ``with``."""
    return torch.autocast(device.type, torch.bfloat16, enabled=precision(plan, device) == "bfloat16")


def learn(
    loss: Tensor,
    module: nn.Module,
    optimizer: Optimizer,
    plan: Training,
    share: float,
    accelerator: Accelerator,
) -> None:
    """One step down ``loss``.

    Gradients are averaged over processes here, not by DistributedDataParallel, whose hooks do not see the
    second derivatives of a gradient penalty.
    """
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    gradients = [parameter.grad for parameter in module.parameters() if parameter.grad is not None]
    if accelerator.num_processes > 1:
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        mean = accelerator.reduce(flat, "mean")
        for gradient, part in zip(gradients, mean.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(part.view_as(gradient))
    if plan.clip is not None:
        nn.utils.clip_grad_norm_(module.parameters(), plan.clip)
    for group in optimizer.param_groups:
        group["lr"] = between(plan.learning_rate, plan.final_learning_rate, share)
    optimizer.step()
