"""A discriminator that looks through the eyes of a trained network (Sauer et al. 2021, "Projected GANs").

What it sees are features that know edges, textures and parts of things from millions of pictures, so a few
thousand of our own are enough to tell what is wrong with a generated one; one that sees pixels alone learns
so few by heart before (docs/log.md has the figures). As there: several scales with a small network each,
channels mixed by a fixed draw, spectral normalisation (Miyato et al. 2018). Not as there: scales are not
mixed with each other, and one more looks at the picture itself. Trained networks know no transparency, and
miss what a pixel alone is off.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from imagegen.networks import mobilenet
from imagegen.networks.labels import Projection
from imagegen.networks.residual import SLOPE

SEEN = 128  # pixels a side, to which pictures are resized for the trained network
_FINEST = 64  # and for the scale that looks at the picture itself
WIDTH = 64  # of each scale's network
_COARSEST = 4  # positions a side that each scale is brought to


class Scale(nn.Module):
    """Maps of one size to a logit, and to what the labels are compared with."""

    def __init__(self, channels: int, side: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        while side > _COARSEST:
            layers += [spectral_norm(nn.Conv2d(channels, WIDTH, 4, 2, 1)), nn.LeakyReLU(SLOPE)]
            channels, side = WIDTH, side // 2
        self.body = nn.Sequential(
            *layers, spectral_norm(nn.Conv2d(WIDTH, WIDTH, 3, 1, 1)), nn.LeakyReLU(SLOPE)
        )
        self.head = spectral_norm(nn.Conv2d(WIDTH, 1, _COARSEST))

    def forward(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """(n, channels, side, side) -> logits (n, 1) and features (n, WIDTH)."""
        x = self.body(maps).float()
        with torch.autocast(x.device.type, enabled=False):
            return self.head(x).flatten(1), x.mean((2, 3))


class Mix(nn.Module):
    """Channels mixed at each place by a fixed draw, so that no few of them can decide."""

    weight: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("weight", torch.randn(WIDTH, channels, 1, 1) / channels**0.5)

    def forward(self, maps: Tensor) -> Tensor:
        """(n, channels, h, w) -> (n, WIDTH, h, w)."""
        return functional.conv2d(maps, self.weight)


class Discriminator(nn.Module):
    """Pictures, with labels if it knows any, to one logit a scale: high for real.

    The trained network is no part of it: its weights are neither learned nor kept.
    """

    def __init__(self, channels: int, styles: int, categories: int, labels: bool) -> None:
        super().__init__()
        self.mixed = nn.ModuleList(Mix(inner) for inner in mobilenet.TAPS.values())
        sides = (SEEN >> level for level in (2, 3, 4, 5))
        self.scales = nn.ModuleList([Scale(channels, _FINEST), *(Scale(WIDTH, side) for side in sides)])
        self.labels = Projection(styles, categories, WIDTH * len(self.scales)) if labels else None

    def forward(self, x: Tensor, style: Tensor, category: Tensor) -> Tensor:
        """(n, channels, h, w) in [-1, 1], labels (n,) -> (n, scales)."""
        colours = _sized(x[:, :3] if x.shape[1] == 4 else x.expand(-1, 3, -1, -1), SEEN)
        mixed = [
            mix(maps) for mix, maps in zip(self.mixed, mobilenet.network(x.device)(colours), strict=True)
        ]
        found = [scale(maps) for scale, maps in zip(self.scales, [_sized(x, _FINEST), *mixed], strict=True)]
        logits = torch.cat([logit for logit, _ in found], 1)
        if self.labels is None:
            return logits
        features = torch.cat([feature for _, feature in found], 1)
        said: Tensor = self.labels(features, style, category)
        return logits + said[:, None]


def _sized(x: Tensor, side: int) -> Tensor:
    """(n, c, h, w) -> (n, c, side, side), in the layout that convolutions want."""
    shrinks = x.shape[-1] > side  # no pixel may go unseen
    x = functional.interpolate(x, (side, side), mode="bilinear", align_corners=False, antialias=shrinks)
    return x.contiguous(memory_format=torch.channels_last)
