"""A picture of your own in a model's latent space: painted back, varied, or on its way to another picture.

One seed, made of the picture's SHA-256, stands for it, so that variations, blends and walks take it like any
other; all other seeds are the model's. Only a model with an encoder, a VAE, can look a picture up. What it
paints back is what it knows of the picture, not the picture.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from imagegen.data.opening import square
from imagegen.data.pixels import over, premultiplied
from imagegen.errors import BadInput
from imagegen.painting.latents import Vector
from imagegen.painting.picture import About, Pixels


@dataclass(frozen=True, slots=True)
class Own:
    """The seed that stands for a picture, and where a model finds it."""

    seed: int
    vector: Vector

    @classmethod
    def of(cls, pixels: Pixels, vector: Vector) -> Own:
        """Name ``pixels`` (h, w, c), which a model has encoded as ``vector``."""
        return cls(int.from_bytes(hashlib.sha256(pixels.tobytes()).digest()[:6], "big"), vector)


def read(file: Path, about: About) -> Pixels:
    """Open a picture and make it as large, with the channels, as what the model paints: (size, size, c).

    Raises:
        BadInput: it cannot be read, or is too small, too long, empty or of one colour.
    """
    try:
        opened = square(file, about.size)
    except BadInput as error:
        raise BadInput(f"{file} cannot be taken: {error}.") from error
    pixels = premultiplied(opened, about.size)
    if about.channels == 4:
        return pixels
    laid = over(pixels)
    return laid if about.channels == 3 else np.array(Image.fromarray(laid).convert("L"))[..., None]
