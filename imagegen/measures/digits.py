"""A small convolutional classifier of handwritten digits, trained on real ones, which reads generated ones.

Trained on the training part alone, in about two minutes on two cores, and kept beside the data sets. How
often it is right on the test part stands beside every figure that rests on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from imagegen import places
from imagegen.data.images import Images
from imagegen.measures.features import Pixels
from imagegen.measures.score import Score, share
from imagegen.writing import whole

EPOCHS = 12
_BATCH = 128
_TURN = 0.2  # radians, and of the slant its tangent
_STRETCH = 0.12
_MOVE = 0.12  # of half a side


@dataclass(frozen=True, slots=True)
class Reader:
    """The classifier and how often it is right on digits that it never saw."""

    model: nn.Module
    test: Score
    fingerprint: str  # of the digits that it was trained on

    def __call__(self, pixels: Pixels) -> NDArray[np.int64]:
        """Grey digits (n, h, w, 1), of the size that it was trained at -> (n,)."""
        with torch.inference_mode():
            found = [
                self.model(_tensor(pixels[at : at + 512])).argmax(1) for at in range(0, len(pixels), 512)
            ]
        return torch.cat(found).cpu().numpy()


def network(size: int) -> nn.Sequential:
    """(n, 1, size, size) in 0..1 -> logits (n, 10)."""
    side = -(-size // 4)
    return nn.Sequential(
        *(nn.Conv2d(1, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU()),
        *(nn.Conv2d(32, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()),
        *(nn.Conv2d(64, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()),
        *(nn.Flatten(), nn.Dropout(0.3), nn.Linear(64 * side * side, 10)),
    )


def reader(
    train: Images,
    test: Images,
    seed: int = 0,
    epochs: int = EPOCHS,
    progress: Callable[[int, int], None] | None = None,
) -> Reader:
    """Return the classifier for digits of the size of ``train``, training it on first use."""
    size = int(train.pixels.shape[1])
    file = places.images() / "networks" / f"digits-{size}-{train.fingerprint}-{seed}-{epochs}.safetensors"
    with torch.random.fork_rng():  # whoever draws pictures meanwhile draws the same ones
        torch.manual_seed(seed)
        model = network(size)
        if not file.is_file():
            fit(model, train, epochs, progress)
            about = {"trained": json.dumps({"data": train.fingerprint, "seed": seed, "epochs": epochs})}
            with whole(file) as part:
                save_file(model.state_dict(), part, about)
    model.load_state_dict(load_file(file))
    model.eval().requires_grad_(False)
    read = Reader(model, Score(0, 0, 0, 0), train.fingerprint)
    right = int((read(test.pixels) == test.categories).sum())
    return Reader(model, share(right, len(test.pixels), seed=seed), train.fingerprint)


def fit(
    model: nn.Module, train: Images, epochs: int, progress: Callable[[int, int], None] | None = None
) -> None:
    """Train ``model`` with torch's generator as it stands."""
    x, y = _tensor(np.asarray(train.pixels)), torch.from_numpy(train.categories)
    steps = epochs * -(-len(x) // _BATCH)
    optimiser = torch.optim.AdamW(model.parameters(), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    model.train()
    for epoch in range(epochs):
        for rows in torch.split(torch.randperm(len(x)), _BATCH):
            loss = functional.cross_entropy(model(varied(x[rows])), y[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
        if progress is not None:
            progress(epoch + 1, epochs)


def _tensor(pixels: Pixels) -> Tensor:
    return torch.from_numpy(np.array(pixels)).permute(0, 3, 1, 2).float() / 255


def varied(x: Tensor) -> Tensor:
    """Turn, stretch, slant and move each picture (n, 1, h, w) a little, filling with black."""
    n = len(x)
    turn, slant = torch.empty(2, n).uniform_(-_TURN, _TURN)
    wide, high = torch.empty(2, n).uniform_(1 - _STRETCH, 1 + _STRETCH)
    across, down = torch.empty(2, n).uniform_(-_MOVE, _MOVE)
    rows = (
        torch.stack([wide * turn.cos(), slant - turn.sin(), across], 1),
        torch.stack([turn.sin(), high * turn.cos(), down], 1),
    )
    grid = functional.affine_grid(torch.stack(rows, 1), list(x.shape), align_corners=False)
    return functional.grid_sample(x, grid, align_corners=False)
