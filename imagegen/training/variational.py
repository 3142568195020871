"""One step of a VAE: encoder and decoder learn together, then their average follows."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Literal

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from imagegen.augment import mirror
from imagegen.recipe import VaeRecipe
from imagegen.subject import Subject
from imagegen.tensors import lay_out
from imagegen.training.averaging import follow
from imagegen.training.batches import Batch
from imagegen.training.schedules import autocast, learn, ramp
from imagegen.vae import VAE, balanced_loss, beta_loss


class Autoencoder:
    """A VAE with its optimiser. ``model`` is what is kept: the average."""

    def __init__(self, recipe: VaeRecipe, subject: Subject, accelerator: Accelerator) -> None:
        self.recipe, self.accelerator = recipe, accelerator
        self.vae = VAE(recipe.network, subject).to(accelerator.device)
        lay_out(self.vae)
        self.model = copy.deepcopy(self.vae).requires_grad_(False)
        plan = recipe.training
        self.optimizers = {"vae": torch.optim.Adam(self.vae.parameters(), plan.learning_rate, plan.betas)}

    @property
    def modules(self) -> dict[str, nn.Module]:
        """Everything with weights that a resumed run needs."""
        return {"vae": self.vae, "average": self.model}

    def update(self, step: int, batch: Batch) -> dict[str, Tensor]:
        """Learn from one batch; returns the loss and its two terms."""
        plan, loss = self.recipe.training, self.recipe.loss
        share = step / plan.steps
        for module in (self.vae, self.model):
            if module.labels is not None:
                module.labels.ramp.fill_(ramp(plan.ramp, share))
        weight = loss.weight * min(1.0, (step + 1) / (loss.warmup + 1))
        if loss.mirror:
            batch = replace(batch, x=mirror(batch.x))
        with autocast(plan, self.accelerator.device):
            found = objective(self.vae, batch, loss.kind, weight)
        learn(found["loss"], self.vae, self.optimizers["vae"], plan, share, self.accelerator)
        follow(self.model, self.vae, plan.half_life, step * plan.batch, plan.batch)
        return {name: term.detach() for name, term in found.items()}


def objective(
    model: VAE, batch: Batch, kind: Literal["beta", "balanced"], weight: float
) -> dict[str, Tensor]:
    """The loss that the recipe asks for, and its two terms."""
    form = beta_loss if kind == "beta" else balanced_loss
    return form(model, batch.x, batch.style, batch.category, weight)
