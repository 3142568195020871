"""Near duplicates: altered copies are found, other pictures are not, and chains hold together."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from imagegen.data.duplicates import SIDE, joined, near
from imagegen.data.pixels import premultiplied
from tests.imagegen.data.conftest import noise


def pairs(*pictures: Image.Image) -> list[tuple[int, int]]:
    return near(np.stack([premultiplied(picture, SIDE) for picture in pictures]))


def recompressed(picture: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=50)
    return Image.open(buffer)


@pytest.mark.parametrize("seed", range(4))
def test_altered_copies_are_found(seed: int) -> None:
    picture = noise(seed)
    for copy in (
        recompressed(picture),
        picture.resize((41, 41)),
        ImageEnhance.Brightness(picture).enhance(1.1),
        picture.crop((1, 1, 63, 63)),
    ):
        assert pairs(noise(99), picture, copy) == [(1, 2)]


def test_a_cut_out_laid_on_white_is_found() -> None:
    cut_out = noise(3, opaque=False)
    white = Image.new("RGBA", cut_out.size, "white")
    assert pairs(cut_out, recompressed(Image.alpha_composite(white, cut_out))) == [(0, 1)]


def test_other_pictures_are_not() -> None:
    assert pairs(*(noise(seed) for seed in range(60))) == []


def test_few_pictures_are_no_trouble() -> None:
    assert near(np.empty((0, SIDE, SIDE, 4), np.uint8)) == []
    assert pairs(noise(0)) == []


def test_chains_become_one_group() -> None:
    names = ["d", "a", "c", "b", "a"]
    assert joined(names, []) == names
    assert joined(names, [(0, 2), (2, 3)]) == ["b", "a", "b", "b", "a"]
    assert joined(names, [(3, 4), (0, 1)]) == ["a", "a", "c", "a", "a"], "rows of a group go together"
