"""Loops: which files they can be, and that their frames are the stills."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imagegen.errors import BadInput
from imagegen.paint import Painter, Point, frames, loop
from imagegen.painting import walk

STOPS = [Point(1), Point(2), Point(3)]


def test_the_stops_of_a_walk_are_the_stills(model: Path) -> None:
    painter = Painter.open(model)
    drawn = frames(painter, STOPS, 12, size=128, background=(255, 255, 255))
    stills = painter.paint(STOPS, size=128, background=(255, 255, 255))
    assert [picture.png() for picture in drawn[::4]] == [picture.png() for picture in stills]


@pytest.mark.parametrize("suffix", [".webp", ".png"])
def test_a_loop_can_be_transparent(flat: Painter, suffix: str) -> None:
    with Image.open(io.BytesIO(loop(frames(flat, STOPS, 6), STOPS, suffix))) as opened:
        assert opened.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_the_frames_of_an_animated_png_are_exact(flat: Painter) -> None:
    drawn = frames(flat, STOPS, 6)
    with Image.open(io.BytesIO(loop(drawn, STOPS, ".png"))) as opened:
        for number, picture in enumerate(drawn):
            opened.seek(number)
            assert np.array_equal(np.asarray(opened.convert("RGBA")), np.asarray(picture.image()))


def test_what_cannot_be_written_is_refused_with_the_remedy(flat: Painter) -> None:
    drawn = frames(flat, STOPS, 6)
    with pytest.raises(BadInput, match="background"):
        loop(drawn, STOPS, ".gif")
    with pytest.raises(BadInput, match=r"--background white.*ffmpeg"):
        walk.check(".mp4")
    with pytest.raises(BadInput, match="between 1 and 50"):
        loop(drawn, STOPS, ".png", per_second=0)
    with pytest.raises(BadInput, match="too many"):
        frames(flat, STOPS, 601)
