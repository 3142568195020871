"""What the routes reach for: the models, the queue, and how a request is painted slice by slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from imagegen.errors import BadInput
from imagegen.paint import Colour, Origin, Painter, Picture, Point, colour, parse
from imagegen.painting.painter import MOST_PIXELS
from imagegen.serving.asked import Look
from imagegen.serving.gallery import Gallery
from imagegen.serving.meters import Meters
from imagegen.serving.turns import Place, Turns

#: Pixels that are painted in one turn: 64 pictures of 64 x 64, 4 of 256 x 256, or one that is larger.
_SLICE = 64 * 64**2


@dataclass(frozen=True, slots=True)
class Order:
    """A request that can be painted: its names and size are the model's."""

    model: str
    painter: Painter
    style: str
    category: str
    size: int
    background: Colour | None

    def origin(self, point: Point) -> Origin:
        """Return what a picture will say of itself, before it is painted."""
        return Origin(self.painter.about, self.style, self.category, point, self.size, self.background)


@dataclass(frozen=True, slots=True)
class Studio:
    """The models and the queue before them."""

    gallery: Gallery
    turns: Turns
    meters: Meters

    def order(self, look: Look, count: int) -> Order:
        """Check what is asked for, before it has to wait.

        Raises:
            BadInput: the model does not know it, or it is too much for one request.
            Problem: the model is damaged.
        """
        name, painter = self.gallery.find(look.model)
        size = painter.about.size if look.size is None else look.size
        background = None if look.background in (None, "transparent") else colour(look.background)
        painter.paint([], look.style, look.category, size)  # nothing, but the names are checked
        if count * size**2 > MOST_PIXELS:
            raise BadInput(
                f"{count} pictures of {size} x {size} pixels are too much for one request; at this size ask "
                f"for at most {max(1, MOST_PIXELS // size**2)}."
            )
        return Order(name, painter, *painter.named(look.style, look.category), size, background)

    async def paint(self, place: Place, order: Order, points: Sequence[Point]) -> list[Picture]:
        """Paint the points, a turn for each slice; one more turn, for the file, will follow."""
        step = max(1, _SLICE // order.size**2)
        slices = [points[start : start + step] for start in range(0, len(points), step)]
        painted: list[Picture] = []
        for left, some in zip(range(len(slices), 0, -1), slices, strict=True):
            paint = partial(
                order.painter.paint, some, order.style, order.category, order.size, order.background
            )
            painted += await place.take(paint, left)
            self.meters.painted.labels(order.model).inc(len(some))
        return painted


def point(seed: int | str) -> Point:
    """Read a seed, or a place between seeds.

    Raises:
        BadInput: it is neither.
    """
    return Point(seed) if isinstance(seed, int) else parse(seed)
