"""A picture of your own in a model's latent space: painted back, varied, or on its way to another picture.

One seed, made of the picture's SHA-256, stands for it, so that variations, blends and walks take it like any
other; all other seeds are the model's. Only a model with an encoder, a VAE, can look a picture up. What it
paints back is what it knows of the picture, not the picture.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from imagegen.data.opening import square
from imagegen.data.pixels import over, premultiplied
from imagegen.errors import BadInput
from imagegen.painting.latents import Point, Vector
from imagegen.painting.picture import About, Pixels

if TYPE_CHECKING:
    from imagegen.painting.painter import Painter


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


def fitting(
    painter: Painter, point: Point, pixels: Pixels, style: str | None, category: str | None
) -> tuple[str, str]:
    """Return the labels with which ``point`` comes nearest to ``pixels``; those that are given stay.

    Raises:
        BadInput: there is no such style or category.
    """
    painter.named(style, category)
    styles = painter.about.styles if style is None else (style,)
    categories = painter.about.categories if category is None else (category,)
    wanted = pixels.astype(np.float64)

    def error(labels: tuple[str, str]) -> float:
        (drawn,) = painter.render([painter.vector(point, *labels)], *labels)
        return float(np.mean((drawn - wanted) ** 2))

    return min(product(styles, categories), key=error)
