"""Pictures to the features that they are compared in: white ground, one size, one network, kept on disk.

Every picture becomes RGB on white (grey is repeated; premultiplied alpha lets the white through), is resized
to the 224 pixels that the network was trained at (bicubic, with a filter where it shrinks, cut to 0..255 and
not rounded), and leaves as the 1,280 means of the last feature maps. Real pictures are looked at many times:
their features are kept beside the data sets, in pieces, so that an interrupted run goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from imagegen import places
from imagegen.data.pixels import over
from imagegen.writing import whole

SIZE = 224  # pixels that the network was trained at
PIECE = 1000  # pictures whose features are kept in one file

Features = NDArray[np.float32]  # (n, d)
Pixels = NDArray[np.uint8]  # (n, height, width, channels)
Progress = Callable[[int, int], None]  # pictures done, of how many


def on_white(pixels: Pixels) -> Pixels:
    """(n, h, w, 1, 3 or premultiplied 4) -> (n, h, w, 3)."""
    if pixels.shape[-1] == 1:
        return np.repeat(pixels, 3, axis=-1)
    return over(pixels) if pixels.shape[-1] == 4 else pixels


def extract(pixels: Pixels, batch: int = 16) -> Features:
    """Return the features of pictures that are looked at once, (n, 1280). The first call fetches the network.

    A small batch is the faster one on a CPU: its maps stay in the cache.

    Raises:
        ImagegenError: the network cannot be had.
    """
    import torch
    from torch.nn.functional import interpolate

    from imagegen.measures import lite0

    model = lite0.network()
    device = next(model.parameters()).device
    found = np.empty((len(pixels), lite0.WIDTH), np.float32)
    with torch.inference_mode():
        for start in range(0, len(pixels), batch):
            rgb = torch.from_numpy(on_white(np.asarray(pixels[start : start + batch])))
            x = rgb.to(device).permute(0, 3, 1, 2).float()
            if x.shape[2:] != (SIZE, SIZE):
                x = interpolate(x, (SIZE, SIZE), mode="bicubic", antialias=True).clamp_(0, 255)
            found[start : start + len(x)] = model(x).cpu().numpy()
    return found


def kept(pixels: Pixels, progress: Progress | None = None) -> Features:
    """Return the features of real pictures, out of the cache where they are there.

    Each piece is named by its pixels, so that other data can never be taken for them.

    Raises:
        ImagegenError: the network cannot be had.
    """
    from imagegen.measures import lite0

    folder = places.images() / "features" / f"lite0-{lite0.SHA256[:8]}-{SIZE}"
    pieces = []
    for start in range(0, len(pixels), PIECE):
        piece = np.ascontiguousarray(pixels[start : start + PIECE])
        digest = hashlib.sha256(str(piece.shape).encode())
        digest.update(piece.data)
        file = folder / f"{digest.hexdigest()[:32]}.npy"
        if not file.is_file():
            found = extract(piece)
            with whole(file) as part, part.open("wb") as out:
                np.save(out, found)
        pieces.append(np.load(file))
        if progress is not None:
            progress(start + len(piece), len(pixels))
    return np.concatenate(pieces)
