"""The painter: pictures by style, category and seed, from a trained model or from a fake that needs none.

What knows the model is a ``Renderer``; all else (names, sizes, backgrounds, metadata) is the same for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from imagegen.errors import BadInput
from imagegen.painting.latents import Point, Vector
from imagegen.painting.own import Own
from imagegen.painting.picture import About, Colour, Origin, Picture, Pixels, over

ENLARGED = 4  # times; may be done twice
_LARGEST = 1024  # pixels that a picture may have at a side
MOST = 1000  # pictures in one request
#: Pixels that people may ask for at once, over all pictures: 16 of 1024 x 1024, or 256 of 256 x 256.
MOST_PIXELS = 16 * 1024**2


class Renderer(Protocol):
    """From seeds to latent vectors, and from those and labels to pixels."""

    about: About

    def latent(self, seed: int, style: int, category: int) -> Vector:
        """Return the vector of a seed, among those of the labels."""
        ...

    def embed(self, pixels: Pixels) -> Vector:
        """Return the vector whose picture is nearest to ``pixels``; ``BadInput`` if the model cannot tell."""
        ...

    def render(self, vectors: Sequence[Vector], style: int, category: int) -> list[Pixels]:
        """Paint each vector. One picture does not depend on which others are painted with it."""
        ...

    def enlarge(self, drawn: Sequence[Pixels]) -> list[Pixels]:
        """Enlarge pictures ``ENLARGED`` times, each on its own."""
        ...


class Painter:
    """Paints. The same renderer, style, category and point give the same picture, to the last byte."""

    def __init__(self, renderer: Renderer, own: Own | None = None) -> None:
        """``own`` is a picture that this painter knows by a seed, beside those of the model."""
        self._renderer, self._own = renderer, own
        self.about = renderer.about if own is None else replace(renderer.about, own=str(own.seed))

    @classmethod
    def open(cls, folder: Path, workers: int | None = None) -> Painter:
        """Open a trained model; ``workers`` paint at once (default: one for each core).

        Raises:
            BadInput: no model there, or a damaged one; says what to do.
        """
        from imagegen.painting.rendering import Trained  # torch, late

        return cls(Trained(folder, workers))

    @classmethod
    def late(cls, folder: Path, workers: int | None = None) -> Painter:
        """As ``open``, but the model is loaded at the first painting, which may raise ``BadInput`` too."""
        from imagegen.painting.late import Late  # its recipe is read with pydantic

        return cls(Late(folder, workers))

    @staticmethod
    def check(folder: Path) -> None:
        """See that a model's weights are those that it says it has, which ``late`` does not read.

        Raises:
            BadInput: they are not, or there is no model; says what to do.
        """
        from imagegen import record  # its recipe is read with pydantic

        record.packed(folder, record.read(folder))

    def knowing(self, pixels: Pixels) -> tuple[Painter, Point]:
        """Return a painter that also knows a picture (h, w, c) of your own, and the point that stands for it.

        Raises:
            BadInput: this model cannot encode, or paints other sizes or channels.
        """
        own = Own.of(pixels, self._renderer.embed(pixels))
        return Painter(self._renderer, own), Point(own.seed)

    def fitting(
        self, point: Point, pixels: Pixels, style: str | None, category: str | None
    ) -> tuple[str, str]:
        """Return the labels with which ``point`` comes nearest to ``pixels``; those that are given stay.

        Raises:
            BadInput: there is no such style or category.
        """
        self.named(style, category)
        styles = self.about.styles if style is None else (style,)
        categories = self.about.categories if category is None else (category,)
        wanted = pixels.astype(np.float64)

        def error(labels: tuple[str, str]) -> float:
            (drawn,) = self.render([self.vector(point, *labels)], *labels)
            return float(np.mean((drawn - wanted) ** 2))

        return min(product(styles, categories), key=error)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes that pictures can have, in pixels: the model's own, and enlarged."""
        own = self.about.size
        return tuple(size for size in (own, own * ENLARGED, own * ENLARGED**2) if size <= max(own, _LARGEST))

    def paint(
        self,
        points: Sequence[Point],
        style: str | None = None,
        category: str | None = None,
        size: int | None = None,
        background: Colour | None = None,
    ) -> list[Picture]:
        """Paint the picture at each point; without style, category or size, the model's first ones.

        Raises:
            BadInput: too many points, or a style, category or size that the model does not have.
        """
        if len(points) > MOST:
            raise BadInput(f"{len(points)} pictures are too many at once; ask for at most {MOST}.")
        style, category = self.named(style, category)
        size = self.about.size if size is None else size
        if size not in self.sizes:
            known = ", ".join(map(str, self.sizes))
            raise BadInput(f"This model paints at {known} pixels, not at {size}.")
        drawn = self.render([self.vector(point, style, category) for point in points], style, category)
        if background is not None:
            drawn = [over(pixels, background) for pixels in drawn]
        while drawn and drawn[0].shape[0] < size:
            drawn = self._renderer.enlarge(drawn)
        return [
            Picture(pixels, Origin(self.about, style, category, point, size, background))
            for point, pixels in zip(points, drawn, strict=True)
        ]

    def vector(self, point: Point, style: str, category: str) -> Vector:
        """Return where a point is, among the pictures of these labels: (latent,)."""
        labels, own = self._indices(style, category), self._own

        def latent(seed: int) -> Vector:
            return own.vector if own and seed == own.seed else self._renderer.latent(seed, *labels)

        return point.vector(latent)

    def render(self, vectors: Sequence[Vector], style: str, category: str) -> list[Pixels]:
        """Paint at vectors that need not be a point's, in the model's own size."""
        return self._renderer.render(vectors, *self._indices(style, category))

    def _indices(self, style: str, category: str) -> tuple[int, int]:
        return self.about.styles.index(style), self.about.categories.index(category)

    def named(self, style: str | None, category: str | None) -> tuple[str, str]:
        """Check the names of style and category; ``None`` is the model's first one."""
        return (
            _one_of(self.about.styles, style, "style"),
            _one_of(self.about.categories, category, "category"),
        )


def _one_of(names: tuple[str, ...], name: str | None, what: str) -> str:
    if name is None:
        return names[0]
    if name in names:
        return name
    if names == ("",):
        raise BadInput(f"This model knows no {what}; leave it out.")
    raise BadInput(f"There is no {what} {name!r}. This model knows: {', '.join(names)}.")


class Flat:
    """A renderer without a model: rounded squares of one colour each, with their labels on them."""

    def __init__(
        self,
        size: int = 64,
        styles: tuple[str, ...] = ("flat", "outline"),
        categories: tuple[str, ...] = ("circles", "squares"),
    ) -> None:
        self.about = About("flat", "flat", "0" * 16, "0" * 16, size, 4, styles, categories)

    def latent(self, seed: int, style: int, category: int) -> Vector:
        """Three numbers: red, green and blue."""
        return np.random.default_rng(seed).standard_normal(3, np.float32)

    def embed(self, pixels: Pixels) -> Vector:
        """Return the vector of the mean colour."""
        share = (pixels[..., :3].reshape(-1, 3).mean(0) / 255).clip(0.01, 0.99)
        found: Vector = np.log(share / (1 - share)).astype(np.float32)
        return found

    def render(self, vectors: Sequence[Vector], style: int, category: int) -> list[Pixels]:
        """Paint each vector as its colour."""
        return [self._one(vector, style, category) for vector in vectors]

    def enlarge(self, drawn: Sequence[Pixels]) -> list[Pixels]:
        """Repeat the pixels."""
        return [pixels.repeat(ENLARGED, 0).repeat(ENLARGED, 1) for pixels in drawn]

    def _one(self, vector: Vector, style: int, category: int) -> Pixels:
        size = self.about.size
        colour = tuple(int(level) for level in (255 / (1 + np.exp(-vector.astype(np.float64)))))
        image = Image.new("RGBA", (size, size))
        pen = ImageDraw.Draw(image)
        edge = size // 16
        pen.rounded_rectangle((edge, edge, size - edge, size - edge), size // 8, (*colour, 255))
        words = f"{self.about.styles[style]}\n{self.about.categories[category]}"
        pen.multiline_text((2 * edge, 2 * edge), words, "white", ImageFont.load_default(max(6, size // 6)))
        return np.array(image.convert("RGBa"))
