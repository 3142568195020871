"""Draw docs/pictures.png: seeds 0 to 9 of every category, in both styles by turns, with none left out.

python docs/pictures.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from imagegen.paint import MODELS, Painter, Point
from imagegen.painting.fonts import TEXT, font
from imagegen.painting.picture import image, over

SEEDS = range(10)
PAPER, INK = (255, 255, 255), (70, 70, 80)
TILE, STEP, MARGIN = 80, 88, 110  # pixels


def main() -> None:
    """Paint them with the model that comes with the package."""
    painter = Painter.open(MODELS / "gan")
    styles, categories = painter.about.styles, painter.about.categories
    canvas = Image.new("RGB", (MARGIN + len(SEEDS) * STEP, len(categories) * STEP), PAPER)
    pen, words = ImageDraw.Draw(canvas), font(TEXT, 17)
    for row, category in enumerate(categories):
        pen.text((8, row * STEP + STEP // 2), category, INK, words, anchor="lm")
        for seed in SEEDS:
            (picture,) = painter.paint([Point(seed)], styles[seed % len(styles)], category)
            tile = image(over(picture.pixels, PAPER)).resize((TILE, TILE), Image.Resampling.LANCZOS)
            canvas.paste(tile, (MARGIN + seed * STEP, row * STEP + (STEP - TILE) // 2))
    canvas.save(Path(__file__).with_suffix(".png"), optimize=True)


if __name__ == "__main__":
    main()
