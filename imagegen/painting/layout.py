"""Text in a box: the largest letters that fit, lines of even length, and how much too long a text is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PIL import ImageDraw, ImageFont

from imagegen.errors import BadInput
from imagegen.painting.fonts import BREAK, HYPHEN, plain

_EAST_ASIAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CLOSING = "、。，．！？：；）」』】〕〉》"
_BETWEEN = rf"\s{_EAST_ASIAN}{BREAK}"
#: What stays on one line: an East Asian character with the punctuation that closes it; a word; or its part up
#: to a soft hyphen, or to a hyphen, dash or slash between letters (Kaffee-|Ecke, but not E-Mail or 20-30).
_UNIT = re.compile(
    rf"[{_EAST_ASIAN}][{_CLOSING}]*|[^{_BETWEEN}]+?(?:{HYPHEN}|(?<=\w\w[-–/])(?=[^\W\d])|(?=[{_BETWEEN}]|$))"
)
_STEP = 0.94  # from one size of letters that is tried to the next

Make = Callable[[int], ImageFont.FreeTypeFont]  # a size in pixels -> the font


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that fit, and the box that they take."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    leading: int  # pixels from one baseline to the next
    width: int
    height: int

    def draw(self, pen: ImageDraw.ImageDraw, left: int, top: int, ink: tuple[int, int, int]) -> None:
        """Write the lines, the first one's top at ``top``."""
        ascent, descent = self.font.getmetrics()
        above = (self.leading - ascent - descent) // 2
        for number, line in enumerate(self.lines):
            pen.text((left, top + above + number * self.leading + ascent), line, ink, self.font, anchor="ls")


def fit(
    text: str, make: Make, width: int, height: int, largest: int, smallest: int, spacing: float, what: str
) -> Block:
    """Set ``text`` as large as its box allows, from ``largest`` down to ``smallest`` pixels.

    ``spacing`` is the distance of lines in heights of the letters; ``what`` names the text in errors.

    Raises:
        BadInput: it does not fit even in the smallest letters; says how many characters are too many.
    """
    size = largest
    while True:
        found = _block(text, make(size), width, height, round(size * spacing))
        if found is not None:
            return found
        if size == smallest:
            break
        size = max(smallest, int(size * _STEP))
    font, leading = make(smallest), round(smallest * spacing)
    wide = next((unit for unit in map(_shown, _UNIT.findall(text)) if font.getlength(unit) > width), None)
    if wide is not None:
        raise BadInput(
            f"The {what} has a word that is wider than the poster: {wide}. Shorten or hyphenate it."
        )
    low, high = 0, len(text)  # text[:low] fits, text[:high] does not
    while high - low > 1:
        middle = (low + high) // 2
        fits = _block(text[:middle], font, width, height, leading) is not None
        low, high = (middle, high) if fits else (low, middle)
    raise BadInput(
        f"The {what} is {len(text) - low} characters too long for this format, even in the smallest letters: "
        f"{len(text)} characters, and {low} fit. Shorten it or choose a larger format."
    )


def _block(text: str, font: ImageFont.FreeTypeFont, width: int, height: int, leading: int) -> Block | None:
    lines = _wrap(text, font, width)
    if lines is None or len(lines) * leading > height:
        return None
    lines = _evened(text, font, width, lines)
    longest = max((font.getlength(line) for line in lines), default=0)
    return Block(tuple(lines), font, leading, round(longest), len(lines) * leading)


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str] | None:
    """Fill line after line; ``None`` if a word alone is too wide."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        start = end = 0  # the line so far is paragraph[start:end]
        for unit in _UNIT.finditer(paragraph):
            if font.getlength(_shown(unit.group())) > width:
                return None
            if end > start and font.getlength(_shown(paragraph[start : unit.end()])) > width:
                lines.append(_shown(paragraph[start:end]))
                start = unit.start()
            end = unit.end()
        lines.append(_shown(paragraph[start:end]))
    return lines


def _shown(line: str) -> str:
    """Return a line as it is drawn: of the soft hyphens in it, only one at its end is seen."""
    return plain(line) + ("-" if line.endswith(HYPHEN) else "")


def _evened(text: str, font: ImageFont.FreeTypeFont, width: int, lines: list[str]) -> list[str]:
    """Narrow the lines as far as their number stays the same, so that no word is left alone on the last."""
    low, high = width // 2, width
    while high - low > 4:
        middle = (low + high) // 2
        narrower = _wrap(text, font, middle)
        if narrower is not None and len(narrower) == len(lines):
            lines, high = narrower, middle
        else:
            low = middle
    return lines
