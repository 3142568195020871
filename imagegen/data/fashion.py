"""Fashion-MNIST: 70,000 small grey pictures of clothes out of a Debian package."""

from __future__ import annotations

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imagegen.data.archives import members
from imagegen.data.cards import About
from imagegen.data.fetching import Say, fetch
from imagegen.data.images import Part, Whole
from imagegen.data.making import put, standing
from imagegen.data.pixels import padded
from imagegen.data.sources import FASHION, Source
from imagegen.data.splits import cut
from imagegen.errors import BadInput

SIZES = (28, 32)  # as published, and padded for networks that halve five times
CATEGORIES = (
    "t-shirt",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)


def make(home: Path, say: Say, source: Source = FASHION) -> None:
    """Fetch the set and write it in both sizes, unless it is there."""
    if standing(home, "fashion", SIZES, (source,), say):
        return
    archive = fetch(source, home / "downloads", say)
    files = {Path(name).name: idx(gzip.decompress(data)) for name, data in members(archive, "*-ubyte.gz")}
    try:
        pixels = np.concatenate([files[f"{part}-images-idx3-ubyte.gz"] for part in ("train", "t10k")])
        labels = np.concatenate([files[f"{part}-labels-idx1-ubyte.gz"] for part in ("train", "t10k")])
    except KeyError as error:
        raise BadInput(f"{archive} lacks the file {error}.") from error
    groups = tuple(content(picture) for picture in pixels)
    official = len(files["train-labels-idx1-ubyte.gz"])
    ours = cut(groups[:official], labels[:official].tolist(), dev=1 / 6, test=0)
    theirs: tuple[Part, ...] = tuple("test" for _ in groups[official:])
    seen = set(groups[:official])
    twice = sum(group in seen for group in groups[official:])
    about = About(
        title="Fashion-MNIST",
        licence="MIT.",
        split="Test is the publishers' own. Dev is a sixth of their training pictures of each category, "
        "chosen by a hash of the pixels.",
        sources=(source,),
        notes=(
            f"{twice} of the test pictures are also among the publishers' training pictures, pixel by pixel.",
        ),
    )
    for size in SIZES:
        whole = Whole(
            name="fashion",
            pixels=padded(pixels[..., None], size),
            styles=np.zeros(len(labels), np.int64),
            categories=labels.astype(np.int64),
            style_names=("photo",),
            category_names=CATEGORIES,
            groups=groups,
            parts=ours + theirs,
        )
        put(whole, about, home, say)


def idx(data: bytes) -> NDArray[np.uint8]:
    """Read the format of the MNIST files: magic (0, 0, type, dimensions), the sizes, then the bytes.

    Raises:
        BadInput: the data are something else, or cut short.
    """
    if data[:3] != b"\0\0\x08":
        raise BadInput("This is no IDX file of bytes.")
    start = 4 + 4 * data[3]
    shape = struct.unpack_from(f">{data[3]}I", data, 4)
    if len(data) != start + np.prod(shape):
        raise BadInput(f"The IDX file should hold {shape} bytes and does not.")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def content(pixels: NDArray[np.uint8]) -> str:
    """Return the hash of one picture's pixels, 16 hex digits: the name of what it shows."""
    return hashlib.sha256(pixels.tobytes()).hexdigest()[:16]
