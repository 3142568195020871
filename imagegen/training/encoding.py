"""What a VAE needs a whole data set for: its loss on held-out pictures, and fitting its density."""

from __future__ import annotations

import math

import numpy as np
import torch

from imagegen.data.images import Images
from imagegen.density import KEPT
from imagegen.recipe import VaeRecipe
from imagegen.training.batches import Batches, seed_step
from imagegen.training.variational import objective
from imagegen.vae import VAE, draw

_HELD_OUT = 2000  # pictures, at most
_AT_ONCE = 100


@torch.inference_mode()
def held_out_loss(model: VAE, recipe: VaeRecipe, dev: Images) -> float:
    """The loss on up to 2,000 held-out pictures, with its last weight: lower is better.

    With ``beta`` at weight 1 it is minus the ELBO in nats a picture. At another weight the ELBO would be the
    wrong judge: it gets worse while the model learns what it was asked to learn.
    """
    count = min(len(dev.pixels), _HELD_OUT)
    at_once = min(_AT_ONCE, count)
    batches = Batches(dev, recipe.data, at_once, seed=0)
    total, steps = 0.0, math.ceil(count / at_once)
    for step in range(steps):
        seed_step(0, step, 0)
        batch = batches.at(step).to(model.log_scale.device)
        total += float(objective(model, batch, recipe.loss.kind, recipe.loss.weight)["loss"])
    return total / steps


@torch.inference_mode()
def fit_density(model: VAE, recipe: VaeRecipe, train: Images) -> None:
    """Fit the model's density to one draw from the posterior of each of up to ``KEPT`` training pictures."""
    count = min(len(train.pixels), KEPT)
    at_once = min(_AT_ONCE, count)
    batches = Batches(train, recipe.data, at_once, recipe.seed)
    encoded = []
    for step in range(math.ceil(count / at_once)):
        seed_step(recipe.seed, step, 1)
        batch = batches.at(step)
        x = batch.x.to(model.log_scale.device)
        encoded.append((draw(*model.encode(x)).cpu().numpy(), batch.style.numpy(), batch.category.numpy()))
    z, style, category = (np.concatenate(part)[:count] for part in zip(*encoded, strict=True))
    model.density.fit(z, style, category, recipe.seed)
