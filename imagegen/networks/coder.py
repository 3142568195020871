"""Encoder and decoder of the VAE: the residual levels of the GAN, ending in a linear layer over the whole
coarsest map."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from imagegen.networks.residual import climb, coarsest, descend, head, initialise, stem


class Encoder(nn.Module):
    """Pictures to mean and log-variance of a Gaussian over the latent space."""

    def __init__(
        self, channels: int, size: int, latent: int, widths: Sequence[int], blocks: int, patch: int = 2
    ) -> None:
        super().__init__()
        side = coarsest(size, len(widths), patch)
        self.stem = stem(channels, widths[-1], patch)
        self.levels = descend(widths, blocks, side)
        # A tenth of the usual gain: training begins near the prior, where KL is small.
        self.head = initialise(nn.Linear(widths[0] * side * side, 2 * latent), 0.1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(n, channels, size, size) -> mean and log-variance, (n, latent) each."""
        x = self.levels(self.stem(x))  # (n, widths[0], side, side)
        mean, log_variance = self.head(functional.leaky_relu(x, 0.2).flatten(1)).chunk(2, 1)
        return mean, log_variance


class Decoder(nn.Module):
    """A latent vector (with labels appended) to a map of parameters of the pixels' distribution."""

    def __init__(
        self, inputs: int, channels: int, size: int, widths: Sequence[int], blocks: int, patch: int = 2
    ) -> None:
        super().__init__()
        self.side = coarsest(size, len(widths), patch)
        self.enter = initialise(nn.Linear(inputs, widths[0] * self.side**2))
        self.levels = climb(widths, blocks, self.side)
        self.head = head(widths[-1], channels, patch)

    def forward(self, z: Tensor) -> Tensor:
        """(n, inputs) -> (n, channels, size, size)."""
        x = self.enter(z).unflatten(1, (-1, self.side, self.side))  # (n, widths[0], side, side)
        x = self.levels(x.contiguous(memory_format=torch.channels_last))
        parameters: Tensor = self.head(functional.leaky_relu(x, 0.2))
        return parameters


class Generator(Decoder):
    """A decoder whose map is the picture itself, cut to [-1, 1].

    Nothing is learned outside. A VAE has put what is clear or solid there, or near, and there it stays; with
    gradients that lead back inside, the noise of a discriminator brings it back as a haze.
    """

    def forward(self, z: Tensor) -> Tensor:
        """(n, inputs) -> (n, channels, size, size) in [-1, 1]."""
        return super().forward(z).clamp(-1, 1)
