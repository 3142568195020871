"""A map of the latent space around a picture: what each direction does, the strongest first.

Single entries of a latent vector mean nothing in a GAN, and in a VAE many are unused. The map finds the
directions that change the picture most: the principal axes of how pixels answer to small steps in every
entry (the right singular vectors of the Jacobian, by central differences). A row follows one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from imagegen.errors import BadInput
from imagegen.painting.fonts import TEXT, font
from imagegen.painting.latents import Point
from imagegen.painting.painter import Painter
from imagegen.painting.picture import image, over

_STEP = 0.25  # of the differences; large enough that pixels, in whole levels, move
_PAPER = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Directions:
    """Axes (k, latent) of length 1, and the share (k,) of all change that each stands for."""

    axes: NDArray[np.float32]
    shares: NDArray[np.float64]


def directions(painter: Painter, point: Point, style: str | None, category: str | None) -> Directions:
    """Find the directions at ``point``: 2 x latent pictures are painted."""
    names = painter.named(style, category)
    z = painter.vector(point, *names)
    steps = np.eye(len(z), dtype=np.float32) * np.float32(_STEP)
    drawn = painter.render([*(z + steps), *(z - steps)], *names)
    pixels = np.stack(drawn).reshape(2, len(z), -1).astype(np.float64)
    slopes = (pixels[0] - pixels[1]) / (2 * _STEP)  # (latent, h * w * c), in levels for a step of 1
    strengths, axes = np.linalg.eigh(slopes @ slopes.T)
    shares = np.maximum(strengths[::-1], 0)
    signs = np.sign(axes[np.abs(axes).argmax(0), np.arange(len(z))])  # an axis has no sign of its own
    return Directions((axes * signs).T[::-1].astype(np.float32), shares / max(shares.sum(), 1e-12))


def draw(
    painter: Painter,
    point: Point,
    style: str | None = None,
    category: str | None = None,
    rows: int = 8,
    columns: int = 7,
    reach: float = 3.0,
) -> Image.Image:
    """Draw the map: a row for each direction, from ``-reach`` to ``reach`` standard deviations of the prior.

    Raises:
        BadInput: no such style or category, or fewer than one row or three columns.
    """
    if rows < 1 or columns < 3:
        raise BadInput("A latent map has at least one row and three columns.")
    names = painter.named(style, category)
    found = directions(painter, point, *names)
    axes, z = found.axes[:rows], painter.vector(point, *names)
    offsets = np.linspace(-reach, reach, columns, dtype=np.float32)
    drawn = painter.render([z + offset * axis for axis in axes for offset in offsets], *names)
    tile = max(64, painter.about.size)
    left, top, gap = tile, tile // 2, tile // 16
    canvas = Image.new("RGB", (left + columns * (tile + gap), top + len(axes) * (tile + gap)), _PAPER)
    pen, words = ImageDraw.Draw(canvas), font(TEXT, tile // 6)
    for column, offset in enumerate(offsets):
        middle = left + column * (tile + gap) + tile // 2
        pen.text((middle, top // 2), f"{offset:+.1f}" if offset else "0", "black", words, anchor="mm")
    for row in range(len(axes)):
        at = top + row * (tile + gap)
        caption = f"{row + 1}\n{found.shares[row]:.0%}"
        pen.multiline_text((left // 2, at + tile // 2), caption, "black", words, anchor="mm", align="center")
        for column in range(columns):
            shown = image(over(drawn[row * columns + column], _PAPER)).resize(
                (tile, tile), Image.Resampling.NEAREST
            )
            canvas.paste(shown, (left + column * (tile + gap), at))
    return canvas
