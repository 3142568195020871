"""Enlarging: true to the picture, alpha apart, and refused when its network is damaged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from imagegen.errors import BadInput
from imagegen.painting.upscale import FACTOR, Upscaler, spread

RED = (220, 30, 40)


@pytest.fixture(scope="module")
def upscaler() -> Upscaler:
    return Upscaler()


def disc(side: int) -> Image.Image:
    """A red disc on nothing, drawn large and made small, so that its edge is soft."""
    large = Image.new("RGBA", (8 * side, 8 * side))
    ImageDraw.Draw(large).ellipse((side, side, 7 * side, 7 * side), RED)
    return large.convert("RGBa").resize((side, side), Image.Resampling.BOX)


def test_a_disc_stays_a_disc_of_its_colour(upscaler: Upscaler) -> None:
    found = upscaler.enlarge(np.array(disc(32))).astype(int)
    wanted = np.array(disc(32 * FACTOR)).astype(int)
    assert found.shape == wanted.shape
    assert abs(found - wanted).mean() < 3
    opaque = found[found[..., 3] > 200]
    straight = opaque[:, :3] * 255 / opaque[:, 3:]
    assert abs(straight - RED).mean() < 6, "no dark or light fringe"
    assert (found[..., :3] <= found[..., 3:]).all()


def test_edges_are_sharper_than_by_interpolation(upscaler: Upscaler) -> None:
    small, wanted = disc(32), np.array(disc(32 * FACTOR)).astype(int)
    smooth = np.array(small.resize((32 * FACTOR, 32 * FACTOR), Image.Resampling.LANCZOS)).astype(int)
    ours = upscaler.enlarge(np.array(small)).astype(int)
    assert abs(ours - wanted).mean() < abs(smooth - wanted).mean()


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_kind_of_picture(upscaler: Upscaler, channels: int) -> None:
    flat = np.full((28, 28, channels), 128, np.uint8)
    found = upscaler.enlarge(flat)
    assert found.shape == (112, 112, channels)
    assert abs(found[8:-8, 8:-8].astype(int) - 128).max() <= 6


def test_colours_spread_into_what_is_transparent() -> None:
    found = spread(np.array(disc(28)))
    assert abs(found.astype(int) - RED).max() <= 2
    assert not spread(np.zeros((5, 5, 4), np.uint8)).any()


@pytest.mark.parametrize("content", [None, b"", b"x" * 1_247_368])
def test_a_damaged_network_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "network.bin"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput, match="Install again"):
        Upscaler(file=file)
