"""One step of a GAN: the discriminator learns, then the generator, then its average follows."""

from __future__ import annotations

import copy
import math
from contextlib import contextmanager
from collections.abc import Iterator

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from imagegen.augment import augment
from imagegen.gan import (
    Discriminator,
    Generator,
    discriminator_loss,
    generator_loss,
    lipschitz_penalty,
    zero_centred_penalty,
)
from imagegen.recipe import GanRecipe
from imagegen.subject import Subject
from imagegen.training.averaging import follow
from imagegen.training.batches import Batch
from imagegen.training.schedules import between, learn, ramp


class Adversary:
    """Both networks with their optimisers. ``model`` is what is kept: the average of the generator."""

    def __init__(self, recipe: GanRecipe, subject: Subject, accelerator: Accelerator) -> None:
        self.recipe, self.accelerator = recipe, accelerator
        device = accelerator.device
        self.generator = Generator(recipe.network, subject).to(device)
        self.discriminator = Discriminator(recipe.network, subject).to(device)
        for module in (self.generator, self.discriminator):
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.model = copy.deepcopy(self.generator).requires_grad_(False)
        plan = recipe.training
        self.optimizers = {
            name: torch.optim.Adam(module.parameters(), plan.learning_rate, plan.betas)
            for name, module in (("generator", self.generator), ("discriminator", self.discriminator))
        }

    @property
    def modules(self) -> dict[str, nn.Module]:
        """Everything with weights that a resumed run needs."""
        return {"generator": self.generator, "discriminator": self.discriminator, "average": self.model}

    def update(self, step: int, batch: Batch) -> dict[str, Tensor]:
        """Learn from one batch; returns losses and ``wins``, the share of pairs that were told apart."""
        plan, share = self.recipe.training, step / self.recipe.training.steps
        for module in (self.generator, self.discriminator, self.model):
            if module.labels is not None:
                module.labels.ramp.fill_(ramp(plan.ramp, share))
        found = self._discriminate(step, share, batch)
        if (step + 1) % self.recipe.loss.critic_steps == 0:
            found |= self._generate(share, batch)
        follow(self.model, self.generator, plan.half_life, step * plan.batch, plan.batch)
        return found

    def _discriminate(self, step: int, share: float, batch: Batch) -> dict[str, Tensor]:
        loss, kind = self.recipe.loss, self.recipe.loss.kind
        with torch.no_grad(), self.accelerator.autocast():
            fake = self._fake(batch)
        penalised = loss.penalty > 0 and step % loss.every == 0
        zero_centred = penalised and kind != "wasserstein"
        real_seen, fake_seen = self._seen(batch.x), self._seen(fake)
        if zero_centred:
            real_seen.requires_grad_()
            fake_seen.requires_grad_()
        with self.accelerator.autocast():
            real_logits, fake_logits = self._judge(real_seen, batch), self._judge(fake_seen, batch)
        total = discriminator_loss(kind, real_logits.float(), fake_logits.float())
        found = {"discriminator": total.detach(), "wins": (real_logits > fake_logits).float().mean()}
        if penalised:
            weight = between(loss.penalty, loss.final_penalty, share) * loss.every
            if zero_centred:
                r1 = zero_centred_penalty(real_logits, real_seen)
                r2 = zero_centred_penalty(fake_logits, fake_seen)
                found |= {"r1": r1.detach(), "r2": r2.detach()}
                penalty = r1 + r2
            else:
                penalty = lipschitz_penalty(lambda x: self._judge(x, batch), real_seen, fake_seen)
                found |= {"lipschitz": penalty.detach()}
            total = total + weight * penalty
        learn(total, self.discriminator, self.optimizers["discriminator"], self.recipe.training, share, self.accelerator)
        return found

    def _generate(self, share: float, batch: Batch) -> dict[str, Tensor]:
        kind = self.recipe.loss.kind
        with _frozen(self.discriminator), self.accelerator.autocast():
            fake_logits = self._judge(self._seen(self._fake(batch)), batch)
            real_logits = fake_logits.detach()
            if kind == "relativistic":
                with torch.no_grad():
                    real_logits = self._judge(self._seen(batch.x), batch)
            total = generator_loss(kind, real_logits.float(), fake_logits.float())
        learn(total, self.generator, self.optimizers["generator"], self.recipe.training, share, self.accelerator)
        return {"generator": total.detach()}

    def _fake(self, batch: Batch) -> Tensor:
        """Pictures with the labels of the real ones, so that a pair shares its labels."""
        z = torch.randn(len(batch.x), self.recipe.network.latent, device=batch.x.device)
        pictures: Tensor = self.generator(z, batch.style, batch.category)
        return pictures.float()

    def _seen(self, x: Tensor) -> Tensor:
        """What the discriminator is shown of pictures, real or generated."""
        return augment(x, self.recipe.loss.augment)

    def _judge(self, x: Tensor, batch: Batch) -> Tensor:
        logits: Tensor = self.discriminator(x, batch.style, batch.category)
        return logits


@contextmanager
def _frozen(module: nn.Module) -> Iterator[None]:
    """Leave out the gradients of weights that this half of the step does not change."""
    module.requires_grad_(False)
    try:
        yield
    finally:
        module.requires_grad_(True)
