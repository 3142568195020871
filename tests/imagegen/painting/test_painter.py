"""Painting: the same seed gives the same bytes, whatever is painted with it, wherever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from imagegen import weights
from imagegen.errors import BadInput
from imagegen.paint import Flat, Painter, Point, blend, frames, parse
from imagegen.painting.rendering import clear
from tests.conftest import ROOT, process_environment
from tests.imagegen.painting.conftest import written

POINTS = [Point(seed) for seed in range(9)]


def test_one_picture_does_not_depend_on_the_others(model: Path) -> None:
    painter = Painter.open(model, workers=2)
    together = [picture.png() for picture in painter.paint(POINTS)]
    assert together == [painter.paint([point])[0].png() for point in POINTS]
    assert together == [picture.png() for picture in Painter.open(model, workers=3).paint(POINTS)]
    assert together == [picture.png() for picture in frames(painter, POINTS, 27)[::3]]
    assert len(set(together)) == len(POINTS)


def test_another_process_paints_the_same_bytes(gan: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.png"
    command = [
        sys.executable,
        "-m",
        "imagegen.paint",
        "--weights",
        str(gan),
        "--seed",
        "3",
        "--out",
        str(out),
    ]
    environment = process_environment({"OMP_NUM_THREADS": "1"})
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert out.read_bytes() == Painter.open(gan).paint(POINTS)[3].png()


def test_painting_leaves_the_threads_of_others_alone(gan: Path) -> None:
    usual = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        painter = Painter.open(gan, workers=2)
        painter.paint(POINTS)
        assert torch.get_num_threads() == 2
        seen = painter._renderer._alone.map(lambda _: torch.get_num_threads(), range(9))  # type: ignore[attr-defined]
        assert set(seen) == {1}
    finally:
        torch.set_num_threads(usual)


def test_no_colour_is_stronger_than_its_alpha(model: Path) -> None:
    for picture in Painter.open(model).paint(POINTS):
        assert (picture.pixels[..., :3] <= picture.pixels[..., 3:]).all()


def test_what_can_hardly_be_seen_is_clear() -> None:
    pixels = np.array([[[9, 9, 9, 12], [9, 9, 9, 13], [200, 0, 0, 100]]], np.uint8)
    assert clear(pixels).tolist() == [[[0, 0, 0, 0], [9, 9, 9, 13], [100, 0, 0, 100]]]
    grey = np.array([[[5], [200]]], np.uint8)
    assert clear(grey).tolist() == [[[5], [200]]]


def test_labels_count(model: Path) -> None:
    painter = Painter.open(model)
    found = {
        painter.paint([Point(1)], style, category)[0].png()
        for style in painter.about.styles
        for category in painter.about.categories
    }
    assert len(found) == len(painter.about.styles) * len(painter.about.categories)


def test_a_model_whose_labels_do_not_count_yet_claims_none(model: Path, tmp_path: Path) -> None:
    before = weights.load(model)
    assert before.model.labels
    before.model.labels.ramp.fill_(0)
    weights.save(tmp_path, before.model, before.recipe, {}, "da7a")
    for painter in (Painter.open(tmp_path), Painter.late(tmp_path)):
        assert painter.about.styles == painter.about.categories == ("",)
        with pytest.raises(BadInput, match="knows no style"):
            painter.paint([Point(1)], style="round")
        (picture,) = painter.paint([Point(1)])
        assert "picture (seed 1)" in picture.origin.alt


def test_a_model_without_labels_claims_none(tmp_path: Path) -> None:
    painter = Painter.open(written("dcgan", tmp_path))
    assert (painter.about.styles, painter.about.categories) == (("",), ("",))
    with pytest.raises(BadInput, match="knows no category"):
        painter.paint([Point(1)], category="c")


def test_a_blend_is_between(flat: Painter) -> None:
    a, b = Point(1), Point(5)
    first, middle, last = (picture.pixels.astype(int) for picture in flat.paint([a, blend(a, b, 0.5), b]))
    assert abs(middle - first).sum() < abs(last - first).sum()
    assert not np.array_equal(middle, first)


def test_transparent_or_on_a_colour(flat: Painter) -> None:
    clear = flat.paint([Point(1)])[0].image()
    assert (clear.mode, clear.getpixel((0, 0))) == ("RGBA", (0, 0, 0, 0))
    laid = flat.paint([Point(1)], background=(10, 20, 30))[0].image()
    assert (laid.mode, laid.getpixel((0, 0))) == ("RGB", (10, 20, 30))
    middle = clear.getpixel((4, 32))
    assert isinstance(middle, tuple) and middle[3] == 255 and laid.getpixel((4, 32)) == middle[:3]


@pytest.mark.parametrize("size", [64, 256, 1024])
def test_sizes(flat: Painter, size: int) -> None:
    assert flat.paint([Point(1)], size=size)[0].image().size == (size, size)


def test_what_a_model_does_not_have_is_refused_with_what_it_has(flat: Painter) -> None:
    with pytest.raises(BadInput, match=r"no style 'oil'.*flat, outline"):
        flat.paint([Point(1)], style="oil")
    with pytest.raises(BadInput, match=r"no category 'cat'.*circles, squares"):
        flat.paint([Point(1)], category="cat")
    with pytest.raises(BadInput, match="64, 256, 1024 pixels, not at 100"):
        flat.paint([Point(1)], size=100)
    with pytest.raises(BadInput, match="too many"):
        flat.paint([Point(1)] * 1001)
    unlabelled = Painter(Flat(styles=("",), categories=("",)))
    with pytest.raises(BadInput, match="knows no style"):
        unlabelled.paint([Point(1)], style="flat")
    assert unlabelled.paint([Point(1)])[0].origin.alt == "AI-generated illustration: picture (seed 1)"


def test_nothing_is_painted_for_nobody(flat: Painter) -> None:
    assert flat.paint([], size=256) == []


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "gone"])
def test_damaged_weights_are_refused_with_the_remedy(gan: Path, tmp_path: Path, harm: str) -> None:
    for file in gan.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    file = tmp_path / "weights.safetensors"
    content = bytearray(file.read_bytes())
    content[-3] ^= 255
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes({"cut": bytes(content[:99]), "flip": bytes(content), "empty": b""}[harm])
    with pytest.raises(BadInput, match=r"imagegen\.train"):
        Painter.open(tmp_path)


def test_a_favourite_can_be_painted_again_from_its_text(model: Path) -> None:
    painter = Painter.open(model)
    point = parse("7+(12+5@0.25)@0.5")
    first = painter.paint([point])[0]
    assert painter.paint([parse(str(first.origin.point))])[0].png() == first.png()
