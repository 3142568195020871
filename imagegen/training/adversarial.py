"""One step of a GAN: the discriminator learns, then the generator, then its average follows."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from imagegen.augment import augment
from imagegen.gan import (
    Generator,
    discriminator,
    discriminator_loss,
    encoder,
    generator_loss,
    lipschitz_penalty,
    zero_centred_penalty,
)
from imagegen.recipe import GanRecipe
from imagegen.subject import Subject
from imagegen.tensors import lay_out
from imagegen.training.averaging import follow
from imagegen.training.batches import Batch
from imagegen.training.schedules import autocast, between, learn, ramp
from imagegen.vae import VAE, draw


class Adversary:
    """Both networks with their optimisers. ``model`` is what is kept: the average of the generator."""

    def __init__(
        self, recipe: GanRecipe, subject: Subject, accelerator: Accelerator, start: VAE | None = None
    ) -> None:
        """``start`` is the VAE whose decoder the generator begins as, if the recipe names one."""
        self.recipe, self.accelerator = recipe, accelerator
        device = accelerator.device
        self.generator = Generator(recipe.network, subject).to(device)
        self.encoder = encoder(recipe.network, subject)
        if start is not None and self.encoder is not None:
            self.generator.become(start)
            self.encoder.load_state_dict(start.encoder.state_dict())
        with accelerator.main_process_first():  # which may have something to fetch
            self.discriminator = discriminator(recipe.network, subject).to(device)
        for module in (self.generator, self.discriminator):
            lay_out(module)
        if self.encoder is not None:
            lay_out(self.encoder.to(device).requires_grad_(False))
        self.model = copy.deepcopy(self.generator).requires_grad_(False)
        plan = recipe.training
        self.autocast = partial(autocast, plan, device)
        self.optimizers = {
            name: torch.optim.Adam(module.parameters(), plan.learning_rate, plan.betas)
            for name, module in (("generator", self.generator), ("discriminator", self.discriminator))
        }

    @property
    def modules(self) -> dict[str, nn.Module]:
        """Everything with weights that a resumed run needs."""
        networks: dict[str, nn.Module] = {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "average": self.model,
        }
        return networks if self.encoder is None else {**networks, "encoder": self.encoder}

    def update(self, step: int, batch: Batch) -> dict[str, Tensor]:
        """Learn from one batch; returns losses and ``wins``, the share of pairs that were told apart."""
        plan, share = self.recipe.training, step / self.recipe.training.steps
        for module in (self.generator, self.discriminator, self.model):
            if module.labels is not None:
                module.labels.ramp.fill_(ramp(plan.ramp, share))
        turn = (step + 1) % self.recipe.loss.critic_steps == 0  # the generator's
        with torch.set_grad_enabled(turn), self.autocast():
            fake = self._fake(batch)
        real, found = self._discriminate(step, share, batch, fake.detach())
        if turn:
            found |= self._generate(share, batch, fake, real)
            batches = self.recipe.loss.critic_steps  # since the generator's last turn
            follow(self.model, self.generator, plan.half_life, step * plan.batch, batches * plan.batch)
        return found

    def _discriminate(
        self, step: int, share: float, batch: Batch, fake: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Tell real from generated, and now and then pay for steep gradients; returns the real logits too."""
        loss, kind = self.recipe.loss, self.recipe.loss.kind
        weight = between(loss.penalty, loss.final_penalty, share)
        penalised = weight > 0 and step % loss.every == 0
        zero_centred = penalised and kind != "wasserstein"
        real_seen = self._seen(batch.x).detach().requires_grad_(zero_centred)
        fake_seen = self._seen(fake).detach().requires_grad_(zero_centred)
        with self.autocast():
            real, fake = self._judge(real_seen, batch), self._judge(fake_seen, batch)
        total = discriminator_loss(kind, real, fake)
        found = {"discriminator": total.detach(), "wins": (real > fake).float().mean()}
        if zero_centred:
            r1, r2 = zero_centred_penalty(real, real_seen), zero_centred_penalty(fake, fake_seen)
            penalty = r1 + r2
            found |= {"r1": r1.detach(), "r2": r2.detach()}
        elif penalised:
            penalty = lipschitz_penalty(lambda x: self._judge(x, batch), real_seen, fake_seen)
            found |= {"lipschitz": penalty.detach()}
        if penalised:
            total = total + weight * loss.every * penalty
        self._learn("discriminator", self.discriminator, total, share)
        return real.detach(), found

    def _generate(self, share: float, batch: Batch, fake: Tensor, real: Tensor) -> dict[str, Tensor]:
        """Draw what the discriminator takes for real.

        ``real`` are its logits from just before it learned: judging the same pictures again would cost a
        tenth of the step or more, and they only weigh the pairs.
        """
        with _frozen(self.discriminator), self.autocast():
            total = generator_loss(self.recipe.loss.kind, real, self._judge(self._seen(fake), batch))
        found = {"generator": total.detach()}
        if self.recipe.loss.reconstruction:
            known = _known(batch)
            error = reconstruction_error(fake[:known], batch.x[:known])
            total = total + self.recipe.loss.reconstruction * error
            found |= {"reconstruction": error.detach()}
        self._learn("generator", self.generator, total, share)
        return found

    def _learn(self, name: str, module: nn.Module, loss: Tensor, share: float) -> None:
        learn(loss, module, self.optimizers[name], self.recipe.training, share, self.accelerator)

    def _fake(self, batch: Batch) -> Tensor:
        """Pictures with the labels of the real ones, so that a pair shares its labels."""
        pictures: Tensor = self.generator(self._latents(batch), batch.style, batch.category)
        return pictures.float()

    def _latents(self, batch: Batch) -> Tensor:
        """Draw z (n, latent). A decoder's are for the first half what its VAE makes of the real pictures."""
        if self.encoder is None:
            return self.generator.latents(batch.style, batch.category)
        known = _known(batch)
        with torch.no_grad():
            mean, log_variance = (part.float() for part in self.encoder(batch.x[:known]))
        others = self.generator.latents(batch.style[known:], batch.category[known:])
        return torch.cat([draw(mean, log_variance), others])

    def _seen(self, x: Tensor) -> Tensor:
        """What the discriminator is shown of pictures, real or generated."""
        return augment(x, self.recipe.loss.augment)

    def _judge(self, x: Tensor, batch: Batch) -> Tensor:
        logits: Tensor = self.discriminator(x, batch.style, batch.category)
        return logits


def reconstruction_error(painted: Tensor, real: Tensor) -> Tensor:
    """How far pictures (n, c, h, w) are from what was encoded: colours squared (twice that), alpha absolute.

    An absolute error of colours forgives small parts that are missing, such as eyes: its best answer is the
    median of what may stand there. A squared one of alpha leaves half of it where an edge may or may not be.
    """
    off = painted - real
    colours, alpha = (off[:, :3], off[:, 3:]) if off.shape[1] == 4 else (off, off[:, :0])
    return torch.cat([2 * colours.square(), alpha.abs()], 1).mean()


def _known(batch: Batch) -> int:
    """How many of a batch, from the first on, a decoder draws from what its VAE has encoded."""
    return len(batch.x) // 2


@contextmanager
def _frozen(module: nn.Module) -> Iterator[None]:
    """Leave out the gradients of weights that this half of the step does not change."""
    module.requires_grad_(False)
    try:
        yield
    finally:
        module.requires_grad_(True)
