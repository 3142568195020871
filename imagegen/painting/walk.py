"""A walk through the latent space as an endless loop: GIF, animated WebP or animated PNG.

There is no MP4: every encoder of it that installs from PyPI brings the whole of FFmpeg, 30 MB and more and
under the GPL. Chats and browsers play all three of these formats, and ``ffmpeg`` makes an MP4 of the PNG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from imagegen.errors import BadInput
from imagegen.painting import metadata
from imagegen.painting.latents import Point, path
from imagegen.painting.painter import Painter
from imagegen.painting.picture import Colour, Picture

SUFFIXES = (".gif", ".webp", ".png")
WHITE = (255, 255, 255)
MOST = 240  # frames
_SAMPLED = 16  # frames that the palette of a GIF is chosen from


def frames(
    painter: Painter,
    stops: Sequence[Point],
    count: int,
    style: str | None = None,
    category: str | None = None,
    size: int | None = None,
    background: Colour | None = None,
) -> list[Picture]:
    """Paint ``count`` pictures on a closed way through ``stops``; those at the stops are their stills.

    Raises:
        BadInput: fewer than two stops, too few or too many frames, or what ``Painter.paint`` refuses.
    """
    if count > MOST:
        raise BadInput(f"{count} frames are too many for a loop; ask for at most {MOST}.")
    return painter.paint(path(stops, count), style, category, size, background)


def check(suffix: str) -> None:
    """Refuse other kinds of file before anything is painted, with the remedy.

    Raises:
        BadInput: ``suffix`` is not one of ``SUFFIXES``.
    """
    if suffix not in SUFFIXES:
        raise BadInput(
            f"A loop is written as .gif, .webp or .png, not {suffix or 'without a suffix'}. For a video, "
            "write loop.png with --background white (a video has no transparency) and run: "
            "ffmpeg -i loop.png -pix_fmt yuv420p loop.mp4"
        )


def loop(pictures: Sequence[Picture], stops: Sequence[Point], suffix: str, per_second: int = 20) -> bytes:
    """Return the loop as a file of the kind that ``suffix`` names, with its metadata.

    Raises:
        BadInput: another kind of file; or a GIF of transparent pictures, which has no soft edges.
    """
    check(suffix)
    if not 1 <= per_second <= 50:
        raise BadInput(f"A loop has between 1 and 50 frames a second, not {per_second}.")
    origin = replace(pictures[0].origin, point=stops[0])
    fields = {
        **origin.fields(),
        "seed": " ".join(map(str, stops)),
        "frames": len(pictures),
        "per_second": per_second,
    }
    shown = [picture.image() for picture in pictures]
    if suffix == ".gif":
        if shown[0].mode == "RGBA":
            raise BadInput("A GIF has no soft edges: choose a --background colour, or write a .webp or .png.")
        shown = _one_palette(shown)
    return metadata.animated(shown, suffix, round(1000 / per_second), fields, alt(pictures, stops))


def alt(pictures: Sequence[Picture], stops: Sequence[Point]) -> str:
    """Return the alternative text of a loop."""
    others = len(stops) - 1
    return (
        f"{pictures[0].origin.alt}, changing into {others} other{'s' if others > 1 else ''} and back in an "
        "endless loop"
    )


def _one_palette(shown: Sequence[Image.Image]) -> list[Image.Image]:
    """Reduce to 256 colours, the same for all frames and without dither, so that nothing flickers."""
    step = -(-len(shown) // _SAMPLED)
    mosaic = np.concatenate([np.asarray(image.convert("RGB")) for image in shown[::step]])
    palette = Image.fromarray(mosaic).quantize(256, Image.Quantize.MEDIANCUT)
    return [image.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE) for image in shown]
