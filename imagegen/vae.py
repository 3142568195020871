"""The variational autoencoder (Kingma and Welling 2013): model, losses, and bounds on the likelihood.

An encoder gives q(z|x), a Gaussian with independent entries; a decoder gives p(x|z); the prior is N(0, I).
All likelihoods are in nats and of a whole picture, summed over its pixels. Pictures are in [-1, 1].
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from imagegen import density
from imagegen.errors import BadInput
from imagegen.networks.coder import Decoder, Encoder
from imagegen.networks.labels import Embedding
from imagegen.recipe import Coder
from imagegen.subject import Subject
from imagegen.tensors import to_tensor

_HALF_LEVEL = 1 / 255  # half the distance of two neighbouring levels in [-1, 1]


class VAE(nn.Module):
    """Encoder, decoder, the spread of the pixels, and the density that is fitted after training."""

    def __init__(self, network: Coder, subject: Subject) -> None:
        super().__init__()
        self.latent, self.likelihood, self.subject = network.latent, network.likelihood, subject
        styles, categories = len(subject.style_names), len(subject.category_names)
        self.labels = Embedding(styles, categories, network.labels) if network.labels else None
        c, size = subject.channels, subject.size
        inputs = network.latent + (self.labels.width if self.labels else 0)
        shape = (network.widths, network.blocks, network.patch)
        try:
            self.encoder = Encoder(c, size, network.latent, *shape)
            self.decoder = Decoder(inputs, c, size, *shape)
        except ValueError as error:
            raise BadInput(f"The recipe's `widths` or `patch` do not fit the data: {error}.") from error
        self.log_scale = nn.Parameter(torch.full((c, 1, 1), -2.0))  # of the logistic, for each channel
        self.density = density.of(network, subject)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(n, c, h, w) -> mean and log-variance of q(z|x), (n, latent) each.

        In the precision of the weights: z and KL are sums of small differences, too fine for bfloat16.
        """
        mean, log_variance = self.encoder(x)
        dtype = self.log_scale.dtype
        return mean.to(dtype), log_variance.to(dtype)

    def decode(self, z: Tensor, style: Tensor | None = None, category: Tensor | None = None) -> Tensor:
        """z (n, latent) and labels (n,) -> the expected picture (n, c, h, w), about in [-1, 1]."""
        parameters = self._distribution(z, style, category)
        return torch.tanh(parameters / 2) if self.likelihood == "bernoulli" else parameters

    def reconstruct(self, x: Tensor, style: Tensor | None = None, category: Tensor | None = None) -> Tensor:
        """Encode ``x`` (n, c, h, w) to the mean and decode that."""
        return self.decode(self.encode(x)[0], style, category)

    @torch.no_grad()
    def embed(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Your own pictures (n, h, w, c) -> (n, latent), their place among all pictures: the mean of q(z|x).

        Raises:
            BadInput: they have another size or number of channels than the data that the model knows.
        """
        wanted = (self.subject.size, self.subject.size, self.subject.channels)
        if pixels.shape[1:] != wanted:
            raise BadInput(
                f"This model knows pictures of {wanted} (height, width, channels), not {pixels.shape[1:]}."
            )
        mean: NDArray[np.float32] = self.encode(to_tensor(pixels).to(self.log_scale.device))[0].cpu().numpy()
        return mean

    def terms(self, x: Tensor, style: Tensor | None, category: Tensor | None) -> tuple[Tensor, Tensor]:
        """-log p(x|z) for one z of q(z|x), and KL(q(z|x) || p(z)), (n,) each; their sum is minus the ELBO."""
        mean, log_variance = self.encode(x)
        z = draw(mean, log_variance)
        return -self._log_likelihood(x, self._distribution(z, style, category)), divergence(
            mean, log_variance
        )

    def log_weights(
        self,
        x: Tensor,
        samples: int,
        style: Tensor | None = None,
        category: Tensor | None = None,
        at_once: int = 512,
    ) -> Tensor:
        """log p(x, z) - log q(z|x) for ``samples`` draws of z ~ q(z|x): (n, samples), in nats.

        Their mean is the ELBO; ``imagegen.measures.bounds`` makes the importance-weighted bound of them.
        At most ``at_once`` pictures are decoded at a time, and at least one sample of each.
        """
        mean, log_variance = self.encode(x)
        chunk = max(1, at_once // len(x))
        found = []
        for start in range(0, samples, chunk):
            k = min(chunk, samples - start)
            many = [None if t is None else t.repeat_interleave(k, 0) for t in (x, style, category)]
            wide_mean, wide_log_variance = mean.repeat_interleave(k, 0), log_variance.repeat_interleave(k, 0)
            z = draw(wide_mean, wide_log_variance)  # (n * k, latent)
            prior = log_normal(z, torch.zeros_like(z), torch.zeros_like(z))
            posterior = log_normal(z, wide_mean, wide_log_variance)
            assert many[0] is not None
            likelihood = self._log_likelihood(many[0], self._distribution(z, many[1], many[2]))
            found.append((likelihood + prior - posterior).view(len(x), k))
        return torch.cat(found, 1)

    def _distribution(self, z: Tensor, style: Tensor | None, category: Tensor | None) -> Tensor:
        """What the decoder says of the pixels: logits of a Bernoulli or means of a logistic, (n, c, h, w)."""
        parameters: Tensor = self.decoder(z if self.labels is None else self.labels(z, style, category))
        return parameters.to(self.log_scale.dtype)

    def _log_likelihood(self, x: Tensor, parameters: Tensor) -> Tensor:
        """log p(x|z), (n,), in nats."""
        if self.likelihood == "bernoulli":
            return log_bernoulli((x + 1) / 2, parameters)
        return log_logistic(x, parameters, self.log_scale)


def draw(mean: Tensor, log_variance: Tensor) -> Tensor:
    """One z ~ q(z|x) for each row, through which gradients reach the encoder."""
    return mean + torch.randn_like(mean) * (log_variance / 2).exp()


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, variance) || N(0, I)) in nats: (n, latent) -> (n,)."""
    return (mean.square() + log_variance.exp() - 1 - log_variance).sum(1) / 2


def log_normal(z: Tensor, mean: Tensor, log_variance: Tensor) -> Tensor:
    """log N(z; mean, variance): (n, latent) -> (n,)."""
    scaled = (z - mean).square() * (-log_variance).exp()
    return -(scaled + log_variance + math.log(2 * math.pi)).sum(1) / 2


def log_bernoulli(x: Tensor, logits: Tensor) -> Tensor:
    """log p of pixels in 0..1, (n,). A probability where they are 0 or 1, the documents' score in between."""
    return -functional.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3))


def log_logistic(x: Tensor, mean: Tensor, log_scale: Tensor) -> Tensor:
    """log p of pixels at 256 levels in [-1, 1] under a logistic cut into levels (Kingma et al. 2016): (n,).

    A level has the mass between its edges a > b, and the outermost ones all that lies beyond. In
    sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - exp(b - a)) no factor cancels.
    """
    scale = log_scale.exp()
    above = functional.logsigmoid((x + _HALF_LEVEL - mean) / scale)  # log of the mass below the upper edge
    below = functional.logsigmoid((mean - x + _HALF_LEVEL) / scale)  # and of that above the lower edge
    between = torch.log(-torch.expm1(-2 * _HALF_LEVEL / scale))
    inner = above + below + between
    edges = torch.where(x > 1 - _HALF_LEVEL, below, inner)
    return torch.where(x < _HALF_LEVEL - 1, above, edges).sum((1, 2, 3))


def beta_loss(
    model: VAE, x: Tensor, style: Tensor | None, category: Tensor | None, beta: float
) -> dict[str, Tensor]:
    """-log p(x|z) + beta KL (Higgins et al. 2017), means over the batch; at beta 1, minus the ELBO."""
    surprise, kl = (term.mean() for term in model.terms(x, style, category))
    return {"loss": surprise + beta * kl, "reconstruction": surprise, "kl": kl}


def balanced_loss(
    model: VAE, x: Tensor, style: Tensor | None, category: Tensor | None, balance: float
) -> dict[str, Tensor]:
    """Squared error + balance * KL, the form with a weight between reconstruction and KL.

    Up to a factor and a constant it is the ELBO of Gaussian pixels with variance ``balance`` / 2.
    """
    mean, log_variance = model.encode(x)
    found = model.decode(draw(mean, log_variance), style, category)
    error = (found - x).square().sum((1, 2, 3)).mean()
    kl = divergence(mean, log_variance).mean()
    return {"loss": error + balance * kl, "reconstruction": error, "kl": kl}
