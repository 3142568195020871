"""A variational autoencoder of tables (Xu et al. 2019, "Modeling tabular data using conditional GAN": TVAE).

Rows are written as places within modes and as choices (``imagegen.columns``). The decoder gives each place a
Gaussian and each choice a softmax; the loss is their surprise, counted twice as in the authors' code, plus
the KL divergence to the prior, in nats a row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from imagegen.columns import Form, Table
from imagegen.density import normal
from imagegen.training.batches import seed_step
from imagegen.vae import divergence, draw

_TABLE = 10  # sets these draws apart from those of a picture's model with the same seed
_SCALES = (0.01, 1.0)  # between which the Gaussians' standard deviations stay


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes and training, the authors' but for the number of steps, which they count in epochs."""

    steps: int = 1000
    batch: int = 500
    hidden: int = 128
    latent: int = 128
    learning_rate: float = 1e-3
    reconstruction: float = 2.0  # weight of the surprise against the divergence


class TableVAE(nn.Module):
    """Encoder and decoder with two hidden layers, and the spread of each place."""

    def __init__(self, form: Form, plan: Plan) -> None:
        super().__init__()
        self.form, self.plan = form, plan
        self.split = (len(form.modes), *form.sizes)  # widths of the written row's parts
        width, hidden = sum(self.split), plan.hidden
        self.encoder = _layers(width, hidden, 2 * plan.latent)
        self.decoder = _layers(plan.latent, hidden, width)
        self.log_scale = nn.Parameter(torch.full((len(form.modes),), 0.1).log())

    def loss(self, places: Tensor, choices: Tensor) -> dict[str, Tensor]:
        """Places (n, p) and choices (n, k) -> what training makes small and its terms, nats a row."""
        ones = [functional.one_hot(column, k) for column, k in zip(choices.T, self.form.sizes, strict=True)]
        mean, log_variance = self.encoder(torch.cat([places, *ones], 1)).chunk(2, 1)
        middles, logits = self.decode(draw(mean, log_variance))
        away = (places - middles) / self._scale()
        surprise = (away.square() / 2 + self._scale().log()).sum(1)  # but for a constant
        for column, found in zip(choices.T, logits, strict=True):
            surprise = surprise + functional.cross_entropy(found, column, reduction="none")
        kl = divergence(mean, log_variance).mean()
        total = self.plan.reconstruction * surprise.mean() + kl
        return {"loss": total, "reconstruction": surprise.mean(), "kl": kl}

    def decode(self, z: Tensor) -> tuple[Tensor, list[Tensor]]:
        """z (n, latent) -> the Gaussians' means (n, p), and the logits of each choice."""
        middles, *logits = self.decoder(z).split(self.split, 1)
        return torch.tanh(middles), logits

    @torch.inference_mode()
    def sample(self, count: int, seed: int) -> Table:
        """Draw rows: z from the prior, then places and choices from what the decoder says of them."""
        middles, logits = self.decode(torch.from_numpy(normal(count, self.plan.latent, seed)))
        chance = np.random.default_rng((seed, _TABLE))
        noise = chance.standard_normal(middles.shape, np.float32)
        places = (middles.numpy() + self._scale().numpy() * noise).clip(-1, 1)
        # The largest of logit + Gumbel noise is a draw from the softmax.
        drawn = [(found.numpy() + chance.gumbel(size=found.shape)).argmax(1) for found in logits]
        return self.form.read(places, np.stack(drawn, 1))

    def _scale(self) -> Tensor:
        return self.log_scale.exp().clamp(*_SCALES)


def fit(table: Table, plan: Plan, seed: int) -> TableVAE:
    """Train on a table. The same table, plan and seed give the same model.

    Raises:
        BadInput: the table cannot be used; see ``Form.of``.
    """
    form = Form.of(table, seed)
    places, choices = (torch.from_numpy(part) for part in form.write(table, seed))
    seed_step(seed, 0, _TABLE)
    model = TableVAE(form, plan)
    optimizer = torch.optim.Adam(model.parameters(), plan.learning_rate, weight_decay=1e-5)
    for _ in range(plan.steps):
        rows = torch.randperm(len(table))[: plan.batch]
        optimizer.zero_grad(set_to_none=True)
        model.loss(places[rows], choices[rows])["loss"].backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return model.eval()


def _layers(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, hidden),
        nn.ReLU(),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Linear(hidden, outputs),
    )
