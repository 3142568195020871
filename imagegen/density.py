"""Where z are drawn from: densities over a latent space, fitted to encoded pictures after training.

The aggregate of all posteriors is seldom the prior that the loss pulls it towards. Drawing z from a density
fitted to it, after the fact, gives better pictures at no cost in training (Ghosh et al. 2019, "From
variational to deterministic autoencoders", section 4).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from imagegen.recipe import BETWEEN, Decoder, Latents
from imagegen.subject import Subject

Array = NDArray[np.float32]
Labels = NDArray[np.int64]  # (n,)

KEPT = 10_000  # pictures that a density is fitted to, at most


class Mixture(nn.Module):
    """A Gaussian mixture: shares (k,), means (k, latent), Cholesky factors (k, latent, latent).

    Unfitted, each component is the prior. Labels do not count.
    """

    shares: Tensor
    means: Tensor
    factors: Tensor

    def __init__(self, components: int, latent: int) -> None:
        super().__init__()
        self.register_buffer("shares", torch.full((components,), 1 / components))
        self.register_buffer("means", torch.zeros(components, latent))
        self.register_buffer("factors", torch.eye(latent).repeat(components, 1, 1))

    @property
    def fitted(self) -> bool:
        """Whether it is more than the prior."""
        return bool(self.means.any())

    def fit(self, encoded: Array, style: Labels, category: Labels, seed: int) -> None:
        """Fit to ``encoded`` (n, latent), draws from the posteriors of training pictures, by EM."""
        from sklearn.mixture import GaussianMixture

        found = GaussianMixture(len(self.shares), reg_covar=1e-4, max_iter=500, random_state=seed)
        found.fit(encoded.astype(np.float64))
        self.shares.copy_(torch.from_numpy(found.weights_))
        self.means.copy_(torch.from_numpy(found.means_))
        self.factors.copy_(torch.from_numpy(np.linalg.cholesky(found.covariances_)))

    def draw(self, style: Labels, category: Labels, seed: int) -> Array:
        """(n, latent) for labels (n,). The first k of n draws are the k."""
        ends = np.cumsum(self.shares.double().cpu().numpy())
        chance = np.random.default_rng((seed, 0)).random(len(style))
        which = np.minimum(np.searchsorted(ends, chance, "right"), len(ends) - 1)
        means, factors = self.means.cpu().numpy(), self.factors.cpu().numpy()
        noise = normal(len(style), means.shape[1], seed)
        drawn: Array = means[which] + np.einsum("nij,nj->ni", factors[which], noise)
        return drawn


class Neighbours(nn.Module):
    """Between a picture and one near it, of the same style and category (after SMOTE, Chawla et al. 2002).

    z tells most of what a picture shows, its labels too: drawn from a density of all pictures it outvotes the
    label that is asked for. And few pictures in many dimensions have no covariance to speak of; the way from
    one to the next has been learned. Codes (n, latent) in the order of their labels, the rows of their
    neighbours (n, k), and where each combination of labels begins (cells + 1,).
    """

    codes: Tensor
    near: Tensor
    starts: Tensor

    def __init__(
        self, neighbours: int, latent: int, subject: Subject, between: tuple[float, float] = BETWEEN
    ) -> None:
        """``between``: which shares of the way to a neighbour are drawn."""
        super().__init__()
        self.between = between
        self._categories = len(subject.category_names)
        cells, n = len(subject.style_names) * self._categories, min(KEPT, sum(map(sum, subject.counts)))
        self.register_buffer("codes", torch.zeros(n, latent))
        self.register_buffer("near", torch.zeros(n, neighbours, dtype=torch.int32))
        self.register_buffer("starts", torch.zeros(cells + 1, dtype=torch.int32))

    @property
    def fitted(self) -> bool:
        """Whether it knows any pictures."""
        return bool(self.starts.any())

    def fit(self, encoded: Array, style: Labels, category: Labels, seed: int) -> None:
        """Keep ``encoded`` (n, latent), draws from training pictures' posteriors, and what is near them.

        A picture that is the only one with its labels has neighbours with others: it is never drawn itself.
        """
        cells = self._cells(style, category)
        order = np.argsort(cells, kind="stable")
        codes = encoded[order].astype(np.float32)
        starts = np.searchsorted(cells[order], np.arange(len(self.starts)))
        near = np.empty(self.near.shape, np.int32)
        for first, end in pairwise(starts):
            if end - first == 1:  # the only one with its labels: what is near it has others
                near[first] = _nearest(codes, near.shape[1])[first]
            elif first < end:
                near[first:end] = first + _nearest(codes[first:end], near.shape[1])
        self.codes.copy_(torch.from_numpy(codes))
        self.near.copy_(torch.from_numpy(near))
        self.starts.copy_(torch.from_numpy(starts))

    def draw(self, style: Labels, category: Labels, seed: int) -> Array:
        """(n, latent) for labels (n,). The first k of n draws are the k; a label changes its own row only.

        Labels that no picture had are drawn between pictures of any. Unfitted, it is the prior.
        """
        if not self.fitted:
            return normal(len(style), self.codes.shape[1], seed)
        codes, near, starts = (part.cpu().numpy() for part in (self.codes, self.near, self.starts))
        cells = self._cells(style, category)
        empty = starts[cells] == starts[cells + 1]
        first = np.where(empty, 0, starts[cells])
        count = np.where(empty, len(codes), starts[cells + 1] - first)
        which, other, way = np.random.default_rng((seed, 0)).random((len(cells), 3)).T
        row = first + (which * count).astype(np.int64)
        neighbour = near[row, (other * near.shape[1]).astype(np.int64)]
        nearest, farthest = self.between
        share = (nearest + (farthest - nearest) * way).astype(np.float32)[:, None]
        drawn: Array = codes[row] * (1 - share) + codes[neighbour] * share
        return drawn

    def _cells(self, style: Labels, category: Labels) -> Labels:
        return style * self._categories + category


def of(network: Latents, subject: Subject) -> Mixture | Neighbours:
    """Return the density that a recipe asks for, not fitted yet."""
    if network.neighbours:
        between = network.between if isinstance(network, Decoder) else BETWEEN
        return Neighbours(network.neighbours, network.latent, subject, between)
    return Mixture(network.components, network.latent)


def normal(count: int, latent: int, seed: int) -> Array:
    """Draw (count, latent) from N(0, I), on every device the same. The first k of n draws are the k."""
    return np.random.default_rng((seed, 2)).standard_normal((count, latent), np.float32)


def _nearest(codes: Array, count: int) -> NDArray[np.int64]:
    """The rows (n, count) of the nearest others; of fewer, by turns; of one alone, itself."""
    from sklearn.neighbors import NearestNeighbors

    if len(codes) == 1:
        return np.zeros((1, count), np.int64)
    others = NearestNeighbors(n_neighbors=min(count, len(codes) - 1)).fit(codes).kneighbors()[1]
    return np.resize(others.T, (count, len(codes))).T
