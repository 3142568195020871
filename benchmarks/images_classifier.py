"""The classifier of the augmentation study: a small convolutional network, trained the same way in every arm.

Steps, batch and schedule never change. With generated pictures a share of every batch is theirs, so that an
arm with them costs what an arm without them costs, and sees fewer real ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.images_policies import Policy, apply
from imagegen.tensors import lay_out, to_tensor
from imagegen.training.batches import seed_step

_DRAW = 9  # sets this room's random draws apart from those of a generator with the same seed


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pictures (n, h, w, 1) in 0..255 and their categories (n,)."""

    pixels: NDArray[np.uint8]
    categories: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the classifier learns. ``width`` is that of the first layer; it doubles twice."""

    steps: int = 500
    batch: int = 64
    width: int = 24
    learning_rate: float = 3e-3


def network(width: int, classes: int) -> nn.Sequential:
    """(n, 1, h, w) -> logits (n, classes)."""

    def level(inner: int, outer: int, stride: int) -> list[nn.Module]:
        return [nn.Conv2d(inner, outer, 3, stride, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU()]

    return nn.Sequential(
        *level(1, width, 2),  # (n, width, h / 2, w / 2)
        *level(width, 2 * width, 1),
        *level(2 * width, 4 * width, 2),  # (n, 4 * width, h / 4, w / 4)
        nn.AdaptiveMaxPool2d(3),  # where a sleeve is matters: the mean of the whole map learned slower
        nn.Flatten(),
        nn.Dropout(0.5),
        nn.Linear(4 * width * 9, classes),
    )


def train(
    real: Labelled,
    policy: Policy,
    generated: Labelled | None,
    share: float,
    classes: int,
    plan: Plan,
    seed: int,
) -> nn.Module:
    """Train on ``real``, with ``generated`` making up ``share`` of each batch; all of it augmented alike.

    The same seed gives the same initial weights and the same order of the real pictures in every arm.
    """
    seed_step(seed, 0, _DRAW)
    model = network(plan.width, classes)
    lay_out(model)
    optimizer = torch.optim.AdamW(model.parameters(), plan.learning_rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, plan.learning_rate, total_steps=plan.steps)
    drawn = 0 if generated is None else round(share * plan.batch)
    at = np.random.default_rng((seed, _DRAW))
    order = at.permuted(np.tile(np.arange(len(real.pixels)), (_epochs(real, plan), 1)), axis=1).ravel()
    for step in range(plan.steps):
        rows = order[step * plan.batch :][: plan.batch - drawn]
        pixels, categories = real.pixels[rows], real.categories[rows]
        if generated is not None:
            some = at.integers(0, len(generated.pixels), drawn)
            pixels = np.concatenate([pixels, generated.pixels[some]])
            categories = np.concatenate([categories, generated.categories[some]])
        wanted = functional.one_hot(torch.from_numpy(categories), classes).float()
        x, y = apply(policy, _brightness(pixels), wanted)
        loss = functional.cross_entropy(model(x), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return model.eval()


def logistic(real: Labelled, seen: Labelled) -> float:
    """Return how often logistic regression on the pixels is right: what the network has to be better than."""
    from sklearn.linear_model import LogisticRegression

    x, held_out = (part.pixels.reshape(len(part.pixels), -1) / 255 for part in (real, seen))
    model = LogisticRegression(C=0.1, max_iter=1000).fit(x, real.categories)
    return float((model.predict(held_out) == seen.categories).mean())


@torch.inference_mode()
def accuracy(model: nn.Module, seen: Labelled, at_once: int = 500) -> float:
    """Return how often the model is right."""
    right = 0
    for start in range(0, len(seen.pixels), at_once):
        rows = slice(start, start + at_once)
        found = model(_brightness(seen.pixels[rows])).argmax(1).numpy()
        right += int((found == seen.categories[rows]).sum())
    return right / len(seen.pixels)


def _brightness(pixels: NDArray[np.uint8]) -> Tensor:
    """Pixels to (n, 1, h, w) in 0..1, so that the background is 0."""
    return to_tensor(pixels).add_(1).div_(2)


def _epochs(real: Labelled, plan: Plan) -> int:
    return -(-plan.steps * plan.batch // len(real.pixels))
