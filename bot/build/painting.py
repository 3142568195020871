"""The painter, put together: the weights that the settings name, behind the bot's seam.

What is said of the weights is read at the start, in milliseconds; torch and the weights themselves come with
the first picture, in the thread of the job that paints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BadInput, NotReady, ShopkeeperError
from bot.painting import Drawn, FlatPainter, Motif, Painter, Palette
from bot.settings import Settings
from bot.watch import logs

if TYPE_CHECKING:
    from imagegen.paint import Painter as Brush
    from imagegen.paint import Picture, Point

#: ``SHOPKEEPER_PAINTER=flat`` paints without weights, for trying.
FLAT = Path("flat")
#: What to do about a folder that is not there.
REMEDY = (
    "Whoever runs Shopkeeper can leave `SHOPKEEPER_PAINTER` unset, for the weights that come with it, or "
    "name the folder of weights that `python -m imagegen.train` has made."
)
_NEEDED = {"PIL": "pillow", "fontTools": "fonttools"}


@dataclass(frozen=True, slots=True)
class PaintersDesk:
    """Who paints for a service; without a ``painter`` nobody does, and ``why`` says what is missing."""

    painter: Painter | None
    why: str = ""


def open_painter(settings: Settings) -> PaintersDesk:
    """Find a painter for a service, which goes on without one."""
    try:
        return PaintersDesk(build_painter(settings))
    except ShopkeeperError as missing:
        logs.get(__name__).warning("nobody paints", reason=str(missing))
        return PaintersDesk(None, str(missing))


def build_painter(settings: Settings) -> Painter:
    """Return who paints with the weights that the settings name.

    Raises:
        NotReady: there are no weights in that folder, or a package is missing.
        BadInput: what stands beside the weights is damaged.
    """
    folder = settings.painter
    if folder == FLAT:
        return FlatPainter()
    absent = [package for module, package in _NEEDED.items() if find_spec(module) is None]
    if absent:
        raise NotReady(f"Nobody can paint without {', '.join(absent)}: pip install '.[images]'")
    if not folder.is_dir():
        raise NotReady(f"There are no weights to paint with where `SHOPKEEPER_PAINTER` says. {REMEDY}")
    return Trained(folder)


def check_weights(settings: Settings) -> None:
    """Read the weights through, which the start does not, and see that they are those they are said to be.

    Raises:
        BadInput: they are not.
    """
    from imagegen.paint import Painter as Brush

    if settings.painter != FLAT:
        with _translated():
            Brush.check(settings.painter)


class Trained:
    """The real ``Painter``: a model of imagegen's, loaded when it first paints."""

    def __init__(self, folder: Path) -> None:
        """Read what the weights say of themselves.

        Raises:
            BadInput: they are not there, or damaged.
        """
        from imagegen.paint import FORMATS
        from imagegen.paint import Painter as Brush

        with _translated():
            self._brush: Brush = Brush.late(folder)
        about = self._brush.about
        self.palette = Palette(
            about.model,
            about.weights,
            tuple(filter(None, about.styles)),
            tuple(filter(None, about.categories)),
            self._brush.sizes,
            tuple((name, shape.width, shape.height) for name, shape in FORMATS.items()),
        )

    def seeds(self, first: str, count: int) -> tuple[str, ...]:
        from imagegen.paint import Point, parse

        with _translated():
            found = parse(first)
            if count > 1 and found.towards:
                raise BadInput(f"{first} is a place between seeds: ask for one picture, or for a plain seed.")
            points = [found, *(Point(found.seed + step) for step in range(1, count))]
        return tuple(map(str, points))

    def near(self, seed: str, count: int) -> tuple[str, ...]:
        from imagegen.paint import parse, variations

        with _translated():
            return tuple(map(str, variations(parse(seed), count)))

    def between(self, one: str, other: str, count: int) -> tuple[str, ...]:
        from imagegen.paint import blend, parse

        with _translated():
            steps = [step / (count + 1) for step in range(1, count + 1)]
            return tuple(str(blend(parse(one), parse(other), share)) for share in steps)

    def typeset(self, headline: str, text: str, shape: str) -> None:
        from imagegen.paint import typeset

        with _translated():
            typeset(headline, text, shape)

    def paint(self, motif: Motif, size: int) -> Drawn:
        with _translated():
            (picture,) = self._pictures([motif], size)
            return Drawn(picture.png(), picture.origin.alt)

    def sheet(self, motifs: Sequence[Motif]) -> Drawn:
        from imagegen.paint import sheet, sheet_alt

        with _translated():
            pictures = self._pictures(motifs)
            return Drawn(sheet(pictures), sheet_alt(pictures))

    def poster(self, motif: Motif, headline: str, text: str, shape: str) -> Drawn:
        from imagegen.paint import poster

        with _translated():
            (picture,) = self._pictures([motif], self.palette.sizes[-1])
            made = poster(picture, headline, text, shape)
            return Drawn(made.png, made.alt, made.contrast)

    def _pictures(self, motifs: Sequence[Motif], size: int | None = None) -> list[Picture]:
        """Paint motifs of one style and category."""
        from imagegen.paint import parse

        points: list[Point] = [parse(motif.seed) for motif in motifs]
        first = motifs[0]
        return self._brush.paint(points, first.style or None, first.category or None, size)


@contextmanager
def _translated() -> Iterator[None]:
    """Tell what imagegen objects to in the bot's own family of errors."""
    from imagegen.paint import ImagegenError

    try:
        yield
    except ImagegenError as error:
        raise BadInput(str(error)) from error
