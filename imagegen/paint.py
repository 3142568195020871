"""The painter's door: pictures by style, category and seed, their variations, blends, loops and posters.

    python -m imagegen.paint --style fluent --category food --seed 7 --out apple.png

A picture is a ``Point`` of the latent space with a style and a category. ``variations``, ``blend`` and
``path`` make new points of old ones; ``Painter.paint`` paints them. Importing this does not import torch.
"""

from __future__ import annotations

from imagegen import needs

if __name__ == "__main__":
    needs.check("PIL", "fontTools")  # before they are imported

from imagegen.errors import ImagegenError
from imagegen.painting.latents import Point, blend, parse, path, variations
from imagegen.painting.painter import Flat, Painter, Renderer
from imagegen.painting.picture import About, Colour, Origin, Picture, colour
from imagegen.painting.poster import Poster, poster
from imagegen.painting.sheet import alt as sheet_alt
from imagegen.painting.sheet import sheet
from imagegen.painting.typesetting import FORMATS, typeset
from imagegen.painting.walk import frames, loop
from imagegen.places import MODELS

__all__ = [
    "FORMATS",
    "MODELS",
    "About",
    "Colour",
    "Flat",
    "ImagegenError",
    "Origin",
    "Painter",
    "Picture",
    "Point",
    "Poster",
    "Renderer",
    "blend",
    "colour",
    "frames",
    "loop",
    "parse",
    "path",
    "poster",
    "sheet",
    "sheet_alt",
    "typeset",
    "variations",
]

if __name__ == "__main__":
    from imagegen.painting.command import cli

    cli(prog_name="python -m imagegen.paint")
