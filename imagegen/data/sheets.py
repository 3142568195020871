"""The contact sheet of a data set: a row for each category and style, to be looked at before training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from imagegen.data.images import Whole
from imagegen.data.pixels import over

ACROSS = 12  # pictures in a row
_ROWS = 40  # of a set with more categories, the first ones
_GAP = 4


def contact(whole: Whole) -> Image.Image:
    """Draw pictures of the training part, evenly spaced: under each other the same concept in each style."""
    tile = whole.size * max(1, 64 // whole.size)
    rows = [
        (category, style)
        for category in range(len(whole.category_names))
        for style in range(len(whole.style_names))
    ][:_ROWS]
    labels = [_label(whole, category, style) for category, style in rows]
    font = ImageFont.load_default(tile // 5)
    left = 3 * _GAP + int(max(font.getlength(label) for label in labels))
    sheet = Image.new("RGB", (left + ACROSS * (tile + _GAP), len(rows) * (tile + _GAP) + _GAP), "white")
    pen = ImageDraw.Draw(sheet)
    for number, (category, style) in enumerate(rows):
        top = _GAP + number * (tile + _GAP)
        pen.text((_GAP, top + tile // 2), labels[number], "black", font, anchor="lm")
        for column, row in enumerate(_chosen(whole, category, style)):
            if row is not None:
                sheet.paste(_tile(whole.pixels[row], tile), (left + column * (tile + _GAP), top))
    return sheet


def _label(whole: Whole, category: int, style: int) -> str:
    name = whole.category_names[category][:24]
    return f"{name}, {whole.style_names[style]}" if len(whole.style_names) > 1 else name


def _chosen(whole: Whole, category: int, style: int) -> list[int | None]:
    """Pick evenly among the groups of a category; ``None`` where a group lacks this style."""
    train = whole.rows("train")
    train = train[whole.categories[train] == category]
    groups = list(dict.fromkeys(whole.groups[row] for row in train))
    first = {whole.groups[row]: int(row) for row in train[::-1] if whole.styles[row] == style}
    count = min(ACROSS, len(groups))
    return [first.get(groups[at * len(groups) // count]) for at in range(count)]


def _tile(pixels: NDArray[np.uint8], size: int) -> Image.Image:
    """Turn one picture into RGB of ``size``, transparent parts as a checkerboard."""
    if pixels.shape[2] == 1:
        rgb = np.repeat(pixels, 3, axis=2)
    else:
        down, across = np.indices(pixels.shape[:2])[..., None] // 8
        rgb = over(pixels, np.where((down + across) % 2, 255, 225))
    return Image.fromarray(rgb).resize((size, size), Image.Resampling.NEAREST)
