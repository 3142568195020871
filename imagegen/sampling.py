"""Drawing many pictures to be looked at or judged, by GAN or VAE: the same seed, the same pictures."""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from imagegen.density import normal
from imagegen.gan import Generator
from imagegen.subject import Sampler, draw_labels
from imagegen.tensors import to_pixels
from imagegen.vae import VAE

Source = Literal["prior", "fitted"]


def sampler(model: Generator | VAE, source: Source = "prior", at_once: int = 64) -> Sampler:
    """Return a function (count, seed) -> pixels, with labels as often as in the training data.

    ``source`` says where a VAE's z come from; see ``vectors``.
    """

    @torch.inference_mode()
    def sample(count: int, seed: int) -> NDArray[np.uint8]:
        labels = draw_labels(model.subject, count, seed)
        z = vectors(model, *labels, seed, source)
        device = next(model.parameters()).device
        was_training = model.training
        model.eval()
        drawn = []
        for start in range(0, count, at_once):
            rows = slice(start, start + at_once)
            some = [torch.from_numpy(part[rows]).to(device) for part in (z, *labels)]
            drawn.append(to_pixels(pictures(model, *some)))
        model.train(was_training)
        return np.concatenate(drawn)

    return sample


def vectors(
    model: Generator | VAE,
    style: NDArray[np.int64],
    category: NDArray[np.int64],
    seed: int,
    source: Source = "fitted",
) -> NDArray[np.float32]:
    """Draw z (n, latent) for labels (n,). A GAN has one source only, whichever is asked for."""
    if model.density is None or (isinstance(model, VAE) and source == "prior"):
        return normal(len(style), model.latent, seed)
    return model.density.draw(style, category, seed)


def pictures(model: Generator | VAE, z: Tensor, style: Tensor | None, category: Tensor | None) -> Tensor:
    """z (n, latent) and labels (n,) -> (n, c, h, w), about in [-1, 1]."""
    found: Tensor = model.decode(z, style, category) if isinstance(model, VAE) else model(z, style, category)
    return found
