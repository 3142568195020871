"""Pythae's VAE in the form of our runs, so that both can be trained and judged by the same code.

Pythae 0.1.2 (Apache-2.0) is installed for this benchmark only. Its networks are taken as they come, with its
loss: `conv` (17 million weights) is what it calls its benchmark's for MNIST; `mlp` (one hidden layer of
512) is what it takes when given none, and nearest to the one layer of 400 behind its published likelihoods.
Batch and learning rate are those of its published configuration for MNIST, the latents as many as ours. The
loop around them is bare, which is kinder to its speed than its own trainer.
"""

from __future__ import annotations

import copy
import time
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from torch import Tensor

from benchmarks.images_runs import say
from imagegen.data.images import Images
from imagegen.errors import BadInput
from imagegen.measures.bounds import bounds
from imagegen.recipe import Data
from imagegen.training import checkpoint
from imagegen.training.batches import Batches, seed_step
from imagegen.training.checkpoint import Progress
from imagegen.training.stopping import Stop
from imagegen.vae import log_normal

Kind = Literal["conv", "mlp"]
BATCH = 100
RATE = 1e-3
_JUDGED = 1000  # dev pictures whose bound decides which weights are kept
_EVERY = 250  # steps between these, twice as often as ours: 8,000 digits are soon learnt by heart


class Peer:
    """One training of Pythae's VAE on binarised digits; the best weights by the bound on dev are kept."""

    def __init__(self, kind: Kind, latent: int, train: Images, dev: Images, folder: Path, seed: int) -> None:
        torch.manual_seed(seed)
        data = Data(name=train.name, binarise=True)
        self.model = build(kind, int(train.pixels.shape[1]), latent)
        self.optimizer = torch.optim.Adam(self.model.parameters(), RATE)
        self.train, self.seed, self.folder = Batches(train, data, BATCH, seed), seed, folder
        self.dev = drawn(dev, _JUDGED)
        self.modules: dict[str, Any] = {"model": self.model, "best": copy.deepcopy(self.model)}
        self.file = folder / "checkpoint.safetensors"
        self.progress: Progress = checkpoint.load(
            self.file, self.modules, {"adam": self.optimizer}, f"{kind}-{latent}-{seed}-{train.fingerprint}"
        )

    def go(self, max_steps: int | None = None, minutes: float | None = None) -> bool:
        """Train on, as ``imagegen.training.loop.Run.go`` does; False if Ctrl-C ended it."""
        stop = Stop(Accelerator(), minutes)
        began = time.monotonic() - self.progress.seconds
        self.model.train()
        with stop.listening(say):
            while not stop.now() and (max_steps is None or self.progress.step < max_steps):
                seed_step(self.seed, self.progress.step, 0)
                x = (self.train.at(self.progress.step).x + 1) / 2
                loss = self.model({"data": x}).loss
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
                self.progress.step += 1
                if self.progress.step % _EVERY == 0:
                    self._judge()
        if not stop.asked:
            self._judge()
        self.progress.seconds = time.monotonic() - began
        checkpoint.save(self.file, self.modules, {"adam": self.optimizer}, self.progress)
        return not stop.asked

    def finish(self) -> None:
        """Nothing is left to do."""

    def _judge(self) -> None:
        value = bounds(log_weights(self.model), self.dev, 1)["elbo"].value
        if self.progress.best is None or value < self.progress.best:
            self.progress.best, self.progress.best_step = value, self.progress.step
            self.modules["best"].load_state_dict(self.model.state_dict())


def build(kind: Kind, size: int, latent: int) -> Any:
    """Return Pythae's VAE for grey pictures of ``size`` px.

    Raises:
        BadInput: Pythae is not installed, or has no network for pictures of this size.
    """
    try:
        from pythae.models import VAE, VAEConfig
        from pythae.models.nn.benchmarks.mnist import Decoder_Conv_AE_MNIST, Encoder_Conv_VAE_MNIST
    except ImportError as error:
        raise BadInput(
            f"Pythae is not installed ({error}). For this: pip install --no-deps pythae==0.1.2 imageio"
        ) from error
    if size != 28:
        raise BadInput(f"Pythae's networks are for pictures of 28 pixels, not of {size}.")
    config = VAEConfig(input_dim=(1, size, size), latent_dim=latent, reconstruction_loss="bce")
    if kind == "mlp":
        return VAE(config)
    return VAE(config, Encoder_Conv_VAE_MNIST(config), Decoder_Conv_AE_MNIST(config))


def drawn(part: Images, count: int) -> NDArray[np.uint8]:
    """Return up to ``count`` pictures with every pixel drawn black or white once: (n, h, w, 1), 0 or 255."""
    seed_step(0, 0, 0)
    x = Batches(part, Data(name=part.name, binarise=True), min(count, len(part.pixels)), 0).at(0).x
    return ((x + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()


def log_weights(model: Any) -> Any:
    """Return log p(x, z) - log q(z|x) of Pythae's VAE as ``imagegen.measures.bounds`` wants it."""

    @torch.inference_mode()
    def weigh(pixels: NDArray[np.uint8], k: int) -> NDArray[np.float32]:
        model.eval()
        x = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
        coded = model.encoder(x)
        found: list[Tensor] = []
        for _ in range(k):
            mean, log_variance = coded.embedding, coded.log_covariance
            z = mean + torch.randn_like(mean) * (log_variance / 2).exp()
            p = model.decoder(z)["reconstruction"].reshape(x.shape)
            likelihood = -torch.nn.functional.binary_cross_entropy(p, x, reduction="none").sum((1, 2, 3))
            prior = log_normal(z, torch.zeros_like(z), torch.zeros_like(z))
            found.append(likelihood + prior - log_normal(z, mean, log_variance))
        model.train()
        weights: NDArray[np.float32] = torch.stack(found, 1).numpy()
        return weights

    return weigh
