"""Labels in the networks: embeddings for a generator or decoder, projection for a discriminator.

Both can be ramped in: at ``ramp`` 0 a network is unconditional, at 1 fully conditional. Learning without
labels first and blending them in keeps a GAN on little data from collapsing (Shahbazi et al. 2022,
"Collapse by conditioning"). The ramp is a buffer, so that it travels with the weights.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Labels(nn.Module):
    """Two tables, one of styles and one of categories, and how far they count."""

    ramp: Tensor

    def __init__(self, styles: int, categories: int, width: int, spread: float) -> None:
        super().__init__()
        self.style = nn.Embedding(styles, width)
        self.category = nn.Embedding(categories, width)
        for table in (self.style, self.category):
            nn.init.normal_(table.weight, 0.0, spread)
        self.register_buffer("ramp", torch.ones(()))


class Embedding(Labels):
    """Appends style and category to z: (n, latent) -> (n, latent + 2 * width)."""

    def __init__(self, styles: int, categories: int, width: int) -> None:
        super().__init__(styles, categories, width, spread=1.0)  # as strong as the entries of z
        self.width = 2 * width

    def forward(self, z: Tensor, style: Tensor | None, category: Tensor | None) -> Tensor:
        """A label that is None is left open, i.e. zeros, as all of them are while the ramp is 0."""
        open_ = z.new_zeros(len(z), self.width // 2)
        named = [
            open_ if label is None else self.ramp * table(label)
            for table, label in ((self.style, style), (self.category, category))
        ]
        return torch.cat([z, *named], 1)


class Projection(Labels):
    """What a discriminator adds to its logit (Miyato and Koyama 2018): <features, style + category>."""

    def __init__(self, styles: int, categories: int, features: int) -> None:
        super().__init__(styles, categories, features, spread=features**-0.5)  # as a linear head's weights

    def forward(self, features: Tensor, style: Tensor, category: Tensor) -> Tensor:
        """(n, features) -> (n,)."""
        logits: Tensor = (features * (self.style(style) + self.category(category))).sum(1)
        return self.ramp * logits
