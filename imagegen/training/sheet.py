"""Pictures of the progress: a sheet of samples, and the curves of a run's log."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imagegen.writing import whole

_GAP = 2
_TILE = 64  # pixels: smaller pictures are enlarged to about this, each pixel a square


def sheet(pixels: NDArray[np.uint8], columns: int = 8) -> Image.Image:
    """Lay pictures (n, h, w, c) out in rows on white, which transparent ones let through."""
    shown = on_white(pixels)
    height, width = shown.shape[1:3]
    rows = -(-len(shown) // columns)
    canvas = np.full((rows * (height + _GAP) + _GAP, columns * (width + _GAP) + _GAP, 3), 255, dtype=np.uint8)
    for number, picture in enumerate(shown):
        row, column = divmod(number, columns)
        top, left = _GAP + row * (height + _GAP), _GAP + column * (width + _GAP)
        canvas[top : top + height, left : left + width] = picture
    zoom = max(1, _TILE // width)
    return Image.fromarray(canvas.repeat(zoom, 0).repeat(zoom, 1))


def save(picture: Image.Image, file: Path) -> None:
    """Write a PNG; who looks at the file meanwhile sees the old one or the new one."""
    with whole(file) as part:
        picture.save(part, "PNG")


def on_white(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grey, RGB or premultiplied RGBA (n, h, w, c) -> RGB (n, h, w, 3) as seen on a white page."""
    if pixels.shape[3] == 1:
        return pixels.repeat(3, axis=3)
    if pixels.shape[3] == 3:
        return pixels
    rest = 255 - pixels[..., 3:].astype(np.int16)
    shown: NDArray[np.uint8] = np.minimum(pixels[..., :3] + rest, 255).astype(np.uint8)
    return shown


def curves(log: Sequence[dict[str, Any]], file: Path) -> None:
    """Draw every number of the log over the pictures seen, one panel for each kind."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    panels = (
        ("losses", ("discriminator", "generator", "loss", "reconstruction", "kl")),
        ("penalties", ("r1", "r2", "lipschitz")),
        ("shares", ("wins", "diversity")),
        ("held-out score", ("score",)),
    )
    drawn = [(title, [name for name in names if any(name in row for row in log)]) for title, names in panels]
    drawn = [(title, names) for title, names in drawn if names]
    figure, axes = pyplot.subplots(
        1, len(drawn), figsize=(4.4 * len(drawn), 3.6), layout="constrained", squeeze=False
    )
    for axis, (title, names) in zip(axes[0], drawn, strict=True):
        for name in names:
            points = [(row["images"] / 1000, row[name]) for row in log if name in row]
            mark = "." if len(points) < 20 else None  # a line of few points is easily overlooked
            axis.plot(*zip(*points, strict=True), label=name, linewidth=1, marker=mark)
        axis.set(title=title, xlabel="thousand pictures seen")
        axis.legend(fontsize=8)
    with whole(file) as part:
        figure.savefig(part, dpi=100, format="png")
    pyplot.close(figure)
