"""Whether letters can be read on what is behind them: contrast as WCAG 2.2 defines it, and colours to use."""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray

Colour = tuple[int, int, int]

LEAST = 4.5  # level AA for text of any size (WCAG 2.2, success criterion 1.4.3)
_GREY = 0.12  # mean saturation below which a picture has no hue of its own
_INDIGO = 0.66  # the hue that it gets then
BLACK, WHITE = (17, 17, 20), (255, 255, 255)


def luminance(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Relative luminance, 0 to 1: (..., 3) in sRGB -> (...)."""
    levels = colours.astype(np.float64) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    found: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return found


def worst(ink: Colour, behind: NDArray[np.uint8]) -> float:
    """Return the lowest contrast of a colour with any of the pixels behind it (..., 3): 1 to 21."""
    own, others = luminance(np.array(ink, np.uint8)), luminance(behind.reshape(-1, 3))
    lighter, darker = np.maximum(own, others), np.minimum(own, others)
    return float(((lighter + 0.05) / (darker + 0.05)).min())


def readable(behind: NDArray[np.uint8], inks: tuple[Colour, ...]) -> Colour | None:
    """Return the first of ``inks`` that can be read everywhere on ``behind`` (..., 3), or none."""
    return next((ink for ink in inks if worst(ink, behind) >= LEAST), None)


def hue(pixels: NDArray[np.uint8]) -> float | None:
    """Return the strongest hue (0 to 1) of straight RGBA (h, w, 4), or ``None`` if it is nearly grey."""
    flat = pixels.reshape(-1, 4)
    colours = flat[flat[:, 3] > 127, :3].astype(np.float64) / 255
    if not len(colours):
        return None
    high, low = colours.max(1), colours.min(1)
    strength = high - low
    if strength.mean() < _GREY:
        return None
    red, green, blue = colours.T
    angle = np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue)
    counts, edges = np.histogram(angle % (2 * np.pi), 24, (0, 2 * np.pi), weights=strength)
    best = int(counts.argmax())
    return float((edges[best] + edges[best + 1]) / 2 / (2 * np.pi))


def tint(at: float | None, lightness: float, saturation: float) -> Colour:
    """Return a colour of a hue; without one, a greyish indigo."""
    strong = saturation if at is not None else saturation / 3
    levels = colorsys.hls_to_rgb(_INDIGO if at is None else at, lightness, strong)
    red, green, blue = (round(255 * level) for level in levels)
    return red, green, blue
