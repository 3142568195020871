"""Does the model copy? How near pictures come to the training pictures, and the closest pairs to look at.

Unseen real pictures come near to training pictures too, by chance. So what counts is the share of generated
ones that come nearer than all but one in a hundred of the unseen real ones do: a model that copies nothing
has about 1 %. In feature space this sees copies that were moved or recoloured, in pixel space exact ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from imagegen.measures.distances import Rows, nearest
from imagegen.measures.features import Pixels, on_white
from imagegen.measures.score import Score, share

PERCENTILE = 1.0
_TILE, _GAP, _LINE = 96, 6, 16  # pixels


@dataclass(frozen=True, slots=True)
class Copies:
    """The share of generated pictures that come too near, and each one's nearest training picture."""

    score: Score
    threshold: float  # distance of the held-out picture at the first percentile
    index: NDArray[np.intp]  # (n,), into the training pictures
    distance: NDArray[np.float64]  # (n,)


def copies(
    generated: Rows, held_out: Rows, train: Rows, seed: int | None = None, network: str | None = None
) -> Copies:
    """Compare the distances to the nearest row of ``train``: features, or flattened pixels, (n, d) each."""
    threshold = float(np.percentile(nearest(held_out, train)[1], PERCENTILE))
    index, distance = nearest(generated, train)
    near = int((distance < threshold).sum())
    return Copies(share(near, len(generated), PERCENTILE / 100, network, seed), threshold, index, distance)


def flat(pixels: Pixels) -> Rows:
    """Pictures as points: on white, 0..1, (n, h * w * 3), or (n, h * w) for grey ones."""
    seen = pixels if pixels.shape[-1] == 1 else on_white(pixels)
    return seen.reshape(len(seen), -1).astype(np.float32) / np.float32(255)


def closest(generated: Pixels, train: Pixels, found: Copies, count: int = 24, across: int = 6) -> Image.Image:
    """Draw the closest pairs, nearest first: left what was generated, right what was trained on."""
    order = np.argsort(found.distance, kind="stable")[:count]
    width, height = 2 * _TILE + 2 * _GAP, _TILE + _LINE + _GAP
    rows = -(-len(order) // across)
    sheet = Image.new("RGB", (across * width + _GAP, rows * height + _GAP), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for place, which in enumerate(order):
        left, top = _GAP + place % across * width, _GAP + place // across * height
        sheet.paste(_tile(generated[which]), (left, top))
        sheet.paste(_tile(train[found.index[which]]), (left + _TILE, top))
        near = found.distance[which] < found.threshold
        label = f"{found.distance[which]:.2f}{', nearer than 1 %' if near else ''}"
        pen.text((left, top + _TILE), label, "firebrick" if near else "dimgrey", font)
    return sheet


def _tile(pixels: NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(on_white(pixels[None])[0]).resize((_TILE, _TILE), Image.Resampling.NEAREST)
