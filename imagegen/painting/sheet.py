"""A sheet of candidates: pictures side by side, each with its number, to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from imagegen.painting import metadata
from imagegen.painting.fonts import TEXT, font
from imagegen.painting.picture import Picture, image, over

_TILE = 192  # pixels; smaller pictures are enlarged to it
_PAPER, _INK = (255, 255, 255), (70, 70, 80)


def sheet(pictures: Sequence[Picture], columns: int = 4) -> bytes:
    """Return a PNG of ``pictures`` in rows, numbered from 1; its metadata name all their seeds."""
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    gap = _TILE // 12
    caption = _TILE // 6
    step = _TILE + gap, _TILE + caption + gap
    canvas = Image.new("RGB", (columns * step[0] + gap, rows * step[1] + gap), _PAPER)
    pen, words = ImageDraw.Draw(canvas), font(TEXT, caption * 2 // 3)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        left, top = gap + column * step[0], gap + row * step[1]
        tile = image(over(picture.pixels, _PAPER)).resize((_TILE, _TILE), Image.Resampling.LANCZOS)
        canvas.paste(tile, (left, top))
        pen.text((left + _TILE // 2, top + _TILE + caption // 2), str(number + 1), _INK, words, anchor="mm")
    origin = pictures[0].origin
    fields = {**origin.fields(), "seed": " ".join(str(picture.origin.point) for picture in pictures)}
    return metadata.png(canvas, fields, alt(pictures))


def alt(pictures: Sequence[Picture]) -> str:
    """Return the alternative text of a sheet."""
    return f"{len(pictures)} numbered candidates. First: {pictures[0].origin.alt}"
