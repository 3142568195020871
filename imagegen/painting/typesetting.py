"""The words of a poster, set in letters that fit: the sizes of posters, and where text stands on them.

It knows nothing of pictures, so that words are refused before anything is painted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from imagegen.errors import BadInput
from imagegen.painting.fonts import HEADLINE, TEXT, check, clean, font, plain
from imagegen.painting.layout import Block, fit


@dataclass(frozen=True, slots=True)
class Format:
    """A size in pixels; ``clear`` is what the app's own buttons cover at the top and the bottom."""

    width: int
    height: int
    clear: int = 0
    dpi: int | None = None  # for print

    @property
    def margin(self) -> int:
        """The space that is left free at every edge."""
        return round(0.075 * min(self.width, self.height))

    @property
    def unit(self) -> int:
        """What the sizes of letters go by."""
        return round(0.075 * math.sqrt(self.width * self.height))

    @property
    def lying(self) -> bool:
        """Whether text and picture stand side by side."""
        return self.width > 1.5 * self.height


FORMATS = {
    "square": Format(1080, 1080),
    "story": Format(1080, 1920, clear=250),
    "wide": Format(1200, 628),
    "a4": Format(1240, 1754, dpi=150),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Headline and text, set in letters; ``gap`` is the space between them, in pixels."""

    headline: str
    text: str
    title: Block
    body: Block | None
    gap: int

    @property
    def height(self) -> int:
        return self.title.height + self.gap + (self.body.height if self.body else 0)

    def at(self, top: int) -> list[tuple[Block, int]]:
        """Return the blocks, each with its top, where the first one's is ``top``."""
        below = top + self.title.height + self.gap
        return [(self.title, top), *([(self.body, below)] if self.body else [])]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels."""

    left: int
    top: int
    width: int
    height: int


def typeset(headline: str, text: str = "", shape: str = "square", font_file: Path | None = None) -> Words:
    """Set the words of a poster, as large as they fit. It takes no picture.

    Raises:
        BadInput: an unknown format, no headline, letters that the font lacks, or more text than fits.
    """
    if shape not in FORMATS:
        raise BadInput(f"There is no format {shape!r}. Formats: {', '.join(FORMATS)}.")
    headline, text, form = clean(headline), clean(text), FORMATS[shape]
    if not headline:
        raise BadInput("A poster needs a headline.")
    faces = font_file or HEADLINE, font_file or TEXT
    for words, face in zip((headline, text), faces, strict=True):
        check(words, face)
    place = column(form)
    title = fit(
        headline, lambda size: font(faces[0], size), place.width, round(place.height * 0.6),
        round(form.unit * 1.35), round(form.unit * 0.55), 1.12, "headline",
    )  # fmt: skip
    gap = form.margin // 3 if text else 0
    body = fit(
        text, lambda size: font(faces[1], size), place.width, place.height - title.height - gap,
        round(form.unit * 0.54), round(form.unit * 0.3), 1.4, "text",
    ) if text else None  # fmt: skip
    return Words(plain(headline), plain(text), title, body, gap)


def column(form: Format) -> Box:
    """Where text may stand: half of a wide format, the upper half of a tall one."""
    margin, clear = form.margin, max(form.clear, form.margin)
    if form.lying:
        return Box(margin, margin, round(form.width * 0.52) - margin, form.height - 2 * margin)
    free = form.height - clear - margin
    return Box(margin, clear, form.width - 2 * margin, round(free * (0.42 if form.clear else 0.5)))
