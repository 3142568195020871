"""Pixels: premultiplied alpha leaves no fringes, and what is transparent is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from imagegen.data.pixels import over, padded, premultiplied
from tests.imagegen.data.conftest import noise


def test_the_colour_under_transparency_does_not_bleed() -> None:
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[..., 0] = 255  # red everywhere, though one sees blue only
    pixels[16:48, 16:48] = (0, 0, 255, 255)
    scaled = premultiplied(Image.fromarray(pixels), 24)
    assert scaled[..., 0].max() == 0
    assert not scaled[0, 0].any(), "a transparent pixel is nothing"


@pytest.mark.parametrize("seed", range(3))
def test_colour_never_exceeds_alpha(seed: int) -> None:
    pixels = premultiplied(noise(seed, 61, opaque=False), 32)
    assert pixels.shape == (32, 32, 4)
    assert (pixels[..., :3] <= pixels[..., 3:]).all()


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "1", "CMYK"])
def test_every_mode_becomes_rgba(mode: str) -> None:
    assert premultiplied(noise(1).convert("RGB").convert(mode), 16).shape == (16, 16, 4)


def test_laying_over_a_backdrop() -> None:
    pixels = np.array([[0, 0, 0, 0], [100, 0, 0, 255], [100, 0, 0, 128]], np.uint8)
    assert over(pixels).tolist() == [[255] * 3, [100, 0, 0], [227, 127, 127]]
    assert over(pixels, 0).tolist() == [[0] * 3, [100, 0, 0], [100, 0, 0]]


def test_padding_rescales_nothing() -> None:
    pixels = np.arange(2 * 28 * 28, dtype=np.uint8).reshape(2, 28, 28, 1)
    wide = padded(pixels, 32)
    assert wide.shape == (2, 32, 32, 1) and (wide[:, 2:-2, 2:-2] == pixels).all()
    assert int(wide.sum()) == int(pixels.sum())
    assert (padded(pixels, 28) == pixels).all()
