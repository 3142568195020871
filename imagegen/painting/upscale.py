"""Four times larger with clean edges: Real-ESRGAN's small network for drawings, colour and alpha apart.

The network is ``realesr-animevideov3`` (Wang et al. 2021, "Real-ESRGAN", BSD-3-Clause), 17 convolutions at
the small size, so a picture takes a tenth of a second on one core. It knows no transparency. Colours are
first spread into the transparent parts, so that no edge is darkened by what lies beyond it; alpha goes
through the network as a grey picture; then they are joined again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from imagegen.errors import BadInput

FACTOR = 4
_FILE = Path(__file__).parent / "assets" / "realesr-animevideov3-x4.bin"
_SHA256 = "548a36f9c3f4ab8da56cd3b13badf23968bee207b396dad14d04b830e5f2ab2d"
_WIDTH, _CONVOLUTIONS = 64, 17
_HALF_PRECISION = 0x01306B47  # ncnn's mark before weights kept in 16 bits


class Upscaler:
    """Enlarges one picture at a time by ``FACTOR``."""

    def __init__(self, device: str = "cpu", file: Path = _FILE) -> None:
        """Load the network.

        Raises:
            BadInput: its file is missing or damaged.
        """
        try:
            packed = file.read_bytes()
        except OSError as error:
            raise BadInput(
                f"The network that enlarges pictures is missing: {file}. Install again."
            ) from error
        if hashlib.sha256(packed).hexdigest() != _SHA256:
            raise BadInput(f"The network that enlarges pictures is damaged: {file}. Install again.")
        self._device = device
        self._network = network(packed).to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def enlarge(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(h, w, c) -> (4h, 4w, c), c = 1 grey, 3 RGB or 4 premultiplied RGBA."""
        if pixels.shape[2] == 1:
            return self._grey(pixels)
        if pixels.shape[2] == 3:
            return self._run(pixels)
        colour, alpha = self._run(spread(pixels)), self._grey(pixels[..., 3:])
        joined = (colour * alpha.astype(np.uint16) + 127) // 255
        return np.concatenate([joined.astype(np.uint8), alpha], axis=2)

    def _grey(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        found = self._run(pixels.repeat(3, axis=2)).astype(np.uint16)
        grey: NDArray[np.uint8] = ((found.sum(axis=2, keepdims=True) + 1) // 3).astype(np.uint8)
        return grey

    @torch.inference_mode()
    def _run(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """RGB (h, w, 3) -> (4h, 4w, 3): what the network adds to the picture with its pixels repeated."""
        x = torch.from_numpy(np.ascontiguousarray(pixels)).to(self._device)
        x = x.permute(2, 0, 1)[None].float() / 255  # (1, 3, h, w)
        added = functional.pixel_shuffle(self._network(x), FACTOR)
        found: Tensor = added + functional.interpolate(x, scale_factor=FACTOR)
        enlarged: NDArray[np.uint8] = (
            (found[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0).cpu().numpy()
        )
        return enlarged


def network(packed: bytes) -> nn.Sequential:
    """Build the network from the weights as ncnn keeps them, in order: 16-bit kernels, 32-bit all else."""
    layers: list[nn.Module] = []
    at = 0

    def take(count: int, kind: type[np.generic]) -> Tensor:
        nonlocal at
        values = np.frombuffer(packed, kind, count, at).astype(np.float32)
        at += -(-values.size * np.dtype(kind).itemsize // 4) * 4  # each array fills whole words
        return torch.from_numpy(values)

    for number in range(_CONVOLUTIONS + 1):
        inner = _WIDTH if number else 3
        outer = _WIDTH if number < _CONVOLUTIONS else 3 * FACTOR**2
        convolution = nn.Conv2d(inner, outer, 3, padding=1)
        mark = int(np.frombuffer(packed, np.uint32, 1, at)[0])
        assert mark == _HALF_PRECISION, "the file whose hash is right has this form"
        at += 4
        convolution.weight = nn.Parameter(take(outer * inner * 9, np.float16).view(outer, inner, 3, 3))
        convolution.bias = nn.Parameter(take(outer, np.float32))
        layers.append(convolution)
        if number < _CONVOLUTIONS:
            slope = nn.PReLU(outer)
            slope.weight = nn.Parameter(take(outer, np.float32))
            layers.append(slope)
    return nn.Sequential(*layers).eval().requires_grad_(False)


def spread(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Fill the transparent parts of premultiplied RGBA with the colours around them: RGB (h, w, 3).

    Averages over squares of 2, 4, 8 ... pixels, each weighted by its alpha; coarse ones show where finer
    ones are transparent.
    """
    finest = pixels.astype(np.float32) / 255
    side = 1 << (max(finest.shape[:2]) - 1).bit_length()
    padding = [(0, side - length) for length in finest.shape[:2]]
    levels = [np.pad(finest, [*padding, (0, 0)])]
    while len(levels[-1]) > 1:
        fine = levels[-1]
        levels.append((fine[::2, ::2] + fine[1::2, ::2] + fine[::2, 1::2] + fine[1::2, 1::2]) / 4)
    filled = levels[-1][..., :3] / np.maximum(levels[-1][..., 3:], 1e-6)
    for level in levels[-2::-1]:
        filled = level[..., :3] + (1 - level[..., 3:]) * filled.repeat(2, 0).repeat(2, 1)
    cut = filled[: finest.shape[0], : finest.shape[1]]
    return (cut.clip(0, 1) * 255).round().astype(np.uint8)
