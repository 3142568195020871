"""The latent map: it finds the directions that change a picture, the strongest first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from imagegen.errors import BadInput
from imagegen.paint import About, Painter, Point
from imagegen.painting import latent_map
from imagegen.painting.latents import Vector
from imagegen.painting.picture import Pixels


class Linear:
    """A renderer whose pixels answer to three of eight entries, strongly, less and little."""

    about = About("gan", "linear", "0" * 16, "0" * 16, 8, 1, ("",), ("",))
    strengths = ((5, 40.0), (2, 20.0), (7, 5.0))  # entry, levels for a step of 1

    def latent(self, seed: int, style: int, category: int) -> Vector:
        return np.zeros(8, np.float32)

    def render(self, vectors: Sequence[Vector], style: int, category: int) -> list[Pixels]:
        pictures = []
        for vector in vectors:
            picture = np.full((8, 8, 1), 128.0)
            for row, (entry, strength) in enumerate(self.strengths):
                picture[row] += strength * vector[entry]
            pictures.append(picture.round().clip(0, 255).astype(np.uint8))
        return pictures

    def enlarge(self, drawn: Sequence[Pixels]) -> list[Pixels]:
        return list(drawn)


def test_the_strongest_directions_come_first() -> None:
    found = latent_map.directions(Painter(Linear()), Point(1), None, None)
    for axis, (entry, _) in zip(found.axes, Linear.strengths, strict=False):
        assert axis[entry] == pytest.approx(1, abs=1e-3)  # of length 1, pointing up
    assert found.shares.sum() == pytest.approx(1)
    assert found.shares[0] == pytest.approx(1600 / 2025, abs=0.03)


def test_a_map_is_drawn_of_a_real_model(model: Path) -> None:
    drawn = latent_map.draw(Painter.open(model), Point(1), rows=2, columns=5)
    assert drawn.size == (64 + 5 * 68, 32 + 2 * 68)
    with pytest.raises(BadInput, match="three columns"):
        latent_map.draw(Painter.open(model), Point(1), columns=2)
