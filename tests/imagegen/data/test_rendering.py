"""Drawing many pictures: what is done is not done again, unless the inputs are others."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from imagegen.data.pixels import premultiplied
from imagegen.data.rendering import rendered
from imagegen.errors import BadInput
from tests.imagegen.data.conftest import noise

INPUTS = [f"picture {row}" for row in range(6)]


class Pen:
    """Draws, remembers what, fails for some rows and is interrupted at one."""

    def __init__(self, bad: tuple[int, ...] = (), interrupted_at: int | None = None) -> None:
        self.bad, self.interrupted_at, self.rows = bad, interrupted_at, []  # type: tuple[int, ...], int | None, list[int]

    def __call__(self, row: int) -> Image.Image:
        if row == self.interrupted_at:
            raise KeyboardInterrupt
        self.rows.append(row)
        if row in self.bad:
            raise BadInput("torn")
        return noise(row)


def test_every_size_of_every_picture(tmp_path: Path) -> None:
    pixels, bad = rendered(tmp_path / "work", INPUTS, (16, 32), Pen(bad=(2,)))
    assert bad == {2: "torn"} and set(pixels) == {16, 32}
    for size, pictures in pixels.items():
        assert pictures.shape == (6, size, size, 4) and not pictures[2].any()
        assert (pictures[5] == premultiplied(noise(5), size)).all()


@pytest.mark.parametrize("torn", ["", "[4, "])
def test_an_interrupted_run_goes_on(tmp_path: Path, torn: str) -> None:
    work = tmp_path / "work"
    with pytest.raises(KeyboardInterrupt):
        rendered(work, INPUTS, (16,), Pen(bad=(1,), interrupted_at=4))
    with (work / "done.jsonl").open("a", encoding="utf-8") as journal:
        journal.write(torn)  # killed in the middle of a line
    pen = Pen()
    pixels, bad = rendered(work, INPUTS, (16,), pen)
    assert pen.rows == [4, 5] and bad == {1: "torn"}
    straight, _ = rendered(tmp_path / "other", INPUTS, (16,), Pen(bad=(1,)))
    assert (pixels[16] == straight[16]).all()
    again = Pen()
    rendered(work, INPUTS, (16,), again)
    assert again.rows == []


def test_other_inputs_begin_anew(tmp_path: Path) -> None:
    work = tmp_path / "work"
    rendered(work, INPUTS, (16,), Pen())
    for inputs, sizes in (([*INPUTS[:-1], "newer"], (16,)), (INPUTS, (32,))):
        pen = Pen()
        rendered(work, inputs, sizes, pen)
        assert pen.rows == list(range(6))
