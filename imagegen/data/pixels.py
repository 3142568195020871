"""From a picture of any kind to RGBA with premultiplied alpha, resized without fringes.

Premultiplied means that colour is already scaled by alpha, so that a transparent pixel is (0, 0, 0, 0)
whatever colour a drawing program left under it. Resizing straight RGBA would bleed that colour into edges.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def premultiplied(picture: Image.Image, size: int) -> NDArray[np.uint8]:
    """Return ``picture`` scaled to ``size`` x ``size``, RGBA premultiplied: uint8 (size, size, 4)."""
    scaled = picture.convert("RGBA").convert("RGBa").resize((size, size), Image.Resampling.LANCZOS)
    pixels = np.array(scaled)
    np.minimum(pixels[..., :3], pixels[..., 3:], out=pixels[..., :3])  # Lanczos overshoots at edges
    return pixels


def over(pixels: NDArray[np.uint8], backdrop: int | NDArray[np.integer] = 255) -> NDArray[np.uint8]:
    """Lay premultiplied RGBA (..., 4) over an opaque ``backdrop`` (0 to 255) and return RGB (..., 3)."""
    through = 255 - pixels[..., 3:].astype(np.uint32)
    laid: NDArray[np.uint8] = (
        (pixels[..., :3] + (through * backdrop + 127) // 255).clip(0, 255).astype(np.uint8)
    )
    return laid


def padded(pixels: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Set grey pictures (n, h, w, 1) in the middle of black ones of ``size``: nothing is rescaled."""
    margin = (size - pixels.shape[1]) // 2
    return np.pad(pixels, ((0, 0), (margin, margin), (margin, margin), (0, 0)))
