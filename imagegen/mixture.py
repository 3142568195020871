"""Gaussian mixtures over a latent space, one for each combination of labels, fitted to encoded pictures.

The aggregate of all posteriors is seldom the prior that the loss pulls it towards. Drawing z from a density
fitted to it, after the fact, gives better pictures at no cost in training (Ghosh et al. 2019, "From
variational to deterministic autoencoders", section 4). And z tells most of what a picture shows, its labels
too: drawn from those of all pictures, it outvotes a label that is asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from imagegen.recipe import Coder, Decoder
from imagegen.subject import Subject

Array = NDArray[np.float32]
Labels = NDArray[np.int64]  # (n,)


class Mixture(nn.Module):
    """Shares (cells, k), means (cells, k, latent) and Cholesky factors (cells, k, latent, latent).

    A cell is a combination of style and category. With one cell, labels do not count. Unfitted, each is the
    prior.
    """

    shares: Tensor
    means: Tensor
    factors: Tensor

    def __init__(self, components: int, latent: int, styles: int = 1, categories: int = 1) -> None:
        super().__init__()
        self._categories, cells = categories, styles * categories
        self.register_buffer("shares", torch.full((cells, components), 1 / components))
        self.register_buffer("means", torch.zeros(cells, components, latent))
        self.register_buffer("factors", torch.eye(latent).repeat(cells, components, 1, 1))

    @classmethod
    def of(cls, network: Coder | Decoder, subject: Subject) -> Mixture:
        """Return the one that a recipe asks for: with labels, one for each combination of them."""
        kinds = (len(subject.style_names), len(subject.category_names)) if network.labels else ()
        return cls(network.components, network.latent, *kinds)

    @property
    def fitted(self) -> bool:
        """Whether it is more than the prior."""
        return bool(self.means.any())

    def fit(self, encoded: Array, style: Labels, category: Labels, seed: int) -> None:
        """Fit to ``encoded`` (n, latent), draws from the posteriors of training pictures with these labels.

        Each cell by EM; then each covariance is drawn towards that of all components, which counts as much as
        one picture for each dimension: a cell may have fewer pictures than a covariance has entries. A cell
        with fewer pictures than components has that of all pictures.
        """
        x = encoded.astype(np.float64)
        latent, components = x.shape[1], self.shares.shape[1]
        whole = np.arange(len(x))
        cells, found = self._cells(style, category), []
        for cell in range(len(self.shares)):
            rows = np.flatnonzero(cells == cell)
            rows = rows if len(rows) >= max(2, components) else whole
            fitted = _em(x[rows], components, seed)
            found.append((fitted, len(rows) * fitted.weights_))  # pictures of each component
        counts = np.concatenate([count for _, count in found])
        spreads = np.concatenate([fitted.covariances_ for fitted, _ in found])
        pooled = np.einsum("k,kij->ij", counts, spreads) / counts.sum()
        for cell, (fitted, count) in enumerate(found):
            held = count[:, None, None]
            spread = (held * fitted.covariances_ + latent * pooled) / (held + latent)
            self.shares[cell] = torch.from_numpy(fitted.weights_)
            self.means[cell] = torch.from_numpy(fitted.means_)
            self.factors[cell] = torch.from_numpy(np.linalg.cholesky(spread))

    def draw(self, style: Labels, category: Labels, seed: int) -> Array:
        """(n, latent) for labels (n,). The first k of n draws are the k; a label changes its own row only."""
        cells = self._cells(style, category)
        ends = np.cumsum(self.shares.double().cpu().numpy(), 1)[cells]  # (n, k)
        chance = np.random.default_rng((seed, 0)).random((len(cells), 1))
        which = np.minimum((ends <= chance).sum(1), ends.shape[1] - 1)
        means, factors = self.means.cpu().numpy(), self.factors.cpu().numpy()
        noise = normal(len(cells), means.shape[2], seed)
        drawn: Array = means[cells, which] + np.einsum("nij,nj->ni", factors[cells, which], noise)
        return drawn

    def sample(self, style: Tensor, category: Tensor) -> Tensor:
        """(n, latent) for labels (n,) in training: on their device, by torch's own generator."""
        cells = self._cells(style, category)
        which = torch.multinomial(self.shares[cells], 1).squeeze(1)
        noise = torch.randn(len(cells), self.means.shape[2], 1, device=self.means.device)
        return self.means[cells, which] + (self.factors[cells, which] @ noise).squeeze(2)

    def _cells(self, style: Any, category: Any) -> Any:
        """Which cell each pair of labels has, (n,): an array for arrays, a tensor for tensors."""
        return style * self._categories + category if len(self.shares) > 1 else 0 * style


def normal(count: int, latent: int, seed: int) -> Array:
    """Draw (count, latent) from N(0, I), on every device the same. The first k of n draws are the k."""
    return np.random.default_rng((seed, 2)).standard_normal((count, latent), np.float32)


def _em(x: NDArray[np.float64], components: int, seed: int) -> Any:
    from sklearn.mixture import GaussianMixture

    fitted = GaussianMixture(components, reg_covar=1e-4, max_iter=500, random_state=seed)
    return fitted.fit(x)
