"""Posters: a headline and a text on a picture, in the sizes that marketing needs.

Letters are set by a font, never drawn by a model. Colours are made from the picture's own hue; what cannot be
read on them is not drawn: contrast is measured on the very pixels behind the letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from imagegen.painting import contrast, metadata
from imagegen.painting.contrast import Colour
from imagegen.painting.layout import Block
from imagegen.painting.picture import Picture, image
from imagegen.painting.typesetting import FORMATS, Box, Format, column, typeset

_PANEL = 0.86  # how opaque a panel behind text is


@dataclass(frozen=True, slots=True)
class Poster:
    """The finished poster."""

    image: Image.Image
    alt: str
    contrast: float  # the lowest of any letter with what is behind it
    png: bytes


def poster(
    picture: Picture,
    headline: str,
    text: str = "",
    shape: str = "square",
    colour: Colour | None = None,
    cover: bool = False,
    font_file: Path | None = None,
) -> Poster:
    """Make a poster; ``colour`` is the background's (default: a tint of the picture's hue).

    With ``cover`` the picture fills the poster and the text stands on it.

    Raises:
        BadInput: an unknown format, no headline, letters that the font lacks, or more text than fits.
    """
    words = typeset(headline, text, shape, font_file)
    form, art = FORMATS[shape], image(picture.pixels).convert("RGBA")
    at = contrast.hue(np.asarray(art))
    paper = colour or contrast.tint(at, 0.93, 0.75)
    place = _place(form, column(form), words.height, cover)
    canvas = Image.new("RGB", (form.width, form.height), paper)
    if cover:
        _fill(canvas, art)
    else:
        accent = contrast.tint(at, 0.83, 0.65) if colour is None else _deeper(paper)
        _stage(canvas, art, _beside(form, place), accent, form.lying)
    lowest = _write(canvas, words.at(place.top), place, contrast.tint(at, 0.17, 0.55), form.margin // 2)
    said = (f"Poster: \u201c{words.headline}\u201d", words.text, picture.origin.alt)
    alt = " ".join(_sentence(part) for part in said if part.strip())
    fields = {**picture.origin.fields(), "headline": words.headline, "text": words.text, "format": shape}
    return Poster(canvas, alt, lowest, metadata.png(canvas, fields, alt, metadata.COMPOSITE, form.dpi))


def _sentence(text: str) -> str:
    """On one line and with a stop at its end, so that what is read aloud pauses there."""
    line = " ".join(text.split())
    return line if line.rstrip("\u201d\"')").endswith((".", "!", "?", "\u2026")) else f"{line}."


def _place(form: Format, column: Box, height: int, cover: bool) -> Box:
    """Where the text stands: at the top, in the middle of a wide format, at the bottom of a covered one."""
    if form.lying:
        top = (form.height - height) // 2
    else:
        top = form.height - max(form.clear, form.margin) - height - form.margin // 2 if cover else column.top
    return Box(column.left, top, column.width, height)


def _beside(form: Format, text: Box) -> Box:
    """What is left for the picture."""
    if form.lying:
        left = text.left + text.width + form.margin // 2
        return Box(left, form.margin, form.width - left - form.margin, form.height - 2 * form.margin)
    top = text.top + text.height + form.margin // 2
    bottom = form.height - max(form.clear // 2, form.margin)
    return Box(form.margin, top, form.width - 2 * form.margin, bottom - top)


def _stage(canvas: Image.Image, art: Image.Image, box: Box, accent: Colour, lying: bool) -> None:
    """Set the picture in its box: a transparent one on a hill with a shadow, another with round corners."""
    side = min(box.width, box.height)
    transparent = bool((np.asarray(art.getchannel("A")) < 255).any())
    if transparent:
        visible = art.getchannel("A").point(lambda level: 255 * (level > 16)).getbbox()
        art = art.crop(visible) if visible else art
    scale = side / max(art.size)
    sides = max(1, round(art.width * scale)), max(1, round(art.height * scale))
    art = art.convert("RGBa").resize(sides, Image.Resampling.LANCZOS).convert("RGBA")
    at = box.left + (box.width - art.width) // 2, box.top + (box.height - art.height) // 2
    if transparent:
        canvas.paste(accent, (0, 0), _hill(canvas.size, box, lying))
        shadow = Image.new("L", canvas.size)
        shadow.paste(art.getchannel("A"), (at[0], at[1] + side // 40))
        shadow = shadow.filter(ImageFilter.GaussianBlur(side / 45)).point(lambda level: level * 70 // 255)
        canvas.paste(contrast.BLACK, (0, 0), shadow)
        canvas.paste(art, at, art)
    else:
        mask = Image.new("L", art.size)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, art.width - 1, art.height - 1), side // 16, 255)
        canvas.paste(art, at, mask)


def _hill(size: tuple[int, int], box: Box, lying: bool) -> Image.Image:
    """A large disc that comes in from below, or from the right, a mask with a soft edge."""
    radius = round(0.85 * min(size)) if lying else round(0.8 * size[0])
    if lying:
        left, top = box.left + box.width // 5, size[1] // 2 - radius
    else:
        left, top = size[0] // 2 - radius, box.top + box.height // 3
    mask = Image.new("L", (2 * size[0], 2 * size[1]))
    ImageDraw.Draw(mask).ellipse((2 * left, 2 * top, 2 * (left + 2 * radius), 2 * (top + 2 * radius)), 255)
    return mask.resize(size, Image.Resampling.LANCZOS)


def _fill(canvas: Image.Image, art: Image.Image) -> None:
    """Cover the whole poster with the middle of the picture."""
    side = max(canvas.size)
    large = art.convert("RGBa").resize((side, side), Image.Resampling.LANCZOS).convert("RGBA")
    canvas.paste(large, ((canvas.width - side) // 2, (canvas.height - side) // 2), large)


def _deeper(paper: Colour) -> Colour:
    red, green, blue = (round(level * 0.86) for level in paper)
    return red, green, blue


def _write(
    canvas: Image.Image, blocks: list[tuple[Block, int]], place: Box, ink: Colour, padding: int
) -> float:
    """Write the blocks in a colour that can be read, on a panel if there is none; return the contrast."""
    width = max(block.width for block, _ in blocks)
    box = (place.left, place.top, place.left + width, place.top + place.height)
    inks = (ink, contrast.BLACK, contrast.WHITE)
    found = contrast.readable(np.asarray(canvas.crop(box)), inks)
    if found is None:
        panel = (box[0] - padding, box[1] - padding, box[2] + padding, box[3] + padding)
        mask = Image.new("L", canvas.size)
        ImageDraw.Draw(mask).rounded_rectangle(panel, padding, round(255 * _PANEL))
        canvas.paste(contrast.WHITE, (0, 0), mask)
        found = contrast.readable(np.asarray(canvas.crop(box)), inks)
        assert found is not None, "black can be read on a panel this white, whatever shows through"
    lowest = contrast.worst(found, np.asarray(canvas.crop(box)))
    pen = ImageDraw.Draw(canvas)
    for block, top in blocks:
        block.draw(pen, place.left, top, found)
    return lowest
