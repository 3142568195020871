"""One part of a data set in memory-mapped arrays, and how it is found on disk.

A set of one size is one folder: ``NAME/SIZE/`` with ``train.npy``, ``dev.npy`` and ``test.npy`` (pixels),
``train.npz`` ... (labels and groups) and ``card.json``, which names what the labels mean. Numpy only.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from imagegen import places
from imagegen.errors import BadInput

Part = Literal["train", "dev", "test"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Images:
    """One part of a data set."""

    name: str  # "fashion", "digits", "illustrations", or the folder's name
    part: Part
    pixels: NDArray[np.uint8]  # (n, height, width, channels); 1 = grey, 4 = RGBA premultiplied; memory-mapped
    styles: NDArray[np.int64]  # (n,), index into style_names; all 0 with one style
    categories: NDArray[np.int64]  # (n,), index into category_names
    style_names: tuple[str, ...]
    category_names: tuple[str, ...]
    groups: tuple[str, ...]  # (n,), what the split goes by: concept, file ...
    fingerprint: str  # SHA-256 over pixels and labels of all parts, 16 hex digits


@dataclass(frozen=True, slots=True)
class Whole:
    """A data set before it is written: the same arrays over all parts, and each picture's part."""

    name: str
    pixels: NDArray[np.uint8]  # (n, height, width, channels)
    styles: NDArray[np.int64]
    categories: NDArray[np.int64]
    style_names: tuple[str, ...]
    category_names: tuple[str, ...]
    groups: tuple[str, ...]
    parts: tuple[Part, ...]  # (n,)

    @property
    def size(self) -> int:
        """Height and width of a picture in pixels."""
        return int(self.pixels.shape[1])

    def rows(self, part: Part) -> NDArray[np.intp]:
        """Return the indices of the pictures of one part, in order."""
        return np.flatnonzero(np.array(self.parts) == part)


def save(whole: Whole, folder: Path) -> str:
    """Write the arrays of every part into ``folder`` and return the fingerprint."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        rows = whole.rows(part)
        shape = (len(rows), *whole.pixels.shape[1:])
        pixels = np.lib.format.open_memmap(folder / f"{part}.npy", mode="w+", dtype=np.uint8, shape=shape)
        for to, row in enumerate(rows):  # one by one: the set may be larger than memory
            pixels[to] = whole.pixels[row]
        pixels.flush()
        np.savez(
            folder / f"{part}.npz",
            styles=whole.styles[rows],
            categories=whole.categories[rows],
            groups=np.array([whole.groups[row] for row in rows], dtype=np.str_),
        )
    return fingerprint(folder, whole.style_names, whole.category_names)


def fingerprint(folder: Path, style_names: Sequence[str], category_names: Sequence[str]) -> str:
    """Return the hash of a written set: pixels and labels of all parts, and what the labels mean."""
    digest = hashlib.sha256(json.dumps([list(style_names), list(category_names)]).encode())
    for part in PARTS:
        pixels = np.load(folder / f"{part}.npy", mmap_mode="r")
        digest.update(f"{part} {pixels.shape}".encode())
        digest.update(pixels)
        labels = _labels(folder / f"{part}.npz")
        digest.update(labels["styles"].astype("<i8").tobytes())
        digest.update(labels["categories"].astype("<i8").tobytes())
    return digest.hexdigest()[:16]


def _labels(file: Path) -> dict[str, NDArray[Any]]:
    """Read the arrays of one archive of labels. A damaged one is a ``ValueError``, and closed."""
    with file.open("rb") as opened:
        try:
            with np.load(opened) as labels:
                return dict(labels)
        except zipfile.BadZipFile as error:
            raise ValueError(str(error)) from error


def load(name: str, part: Part, size: int | None = None, home: Path | None = None) -> Images:
    """Return one part of the data set ``name``; without ``size``, in the smallest size that was made.

    ``home`` is the folder of all data sets (default: ``places.images()``).

    Raises:
        BadInput: the set was never made, or its files are damaged; names the command that makes it.
    """
    folder = find(name, size, home or places.images())
    remedy = _again(folder, name)
    try:
        card: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))
        pixels = np.load(folder / f"{part}.npy", mmap_mode="r")
        labels = _labels(folder / f"{part}.npz")
        found = Images(
            name=name,
            part=part,
            pixels=pixels,
            styles=labels["styles"],
            categories=labels["categories"],
            style_names=tuple(card["styles"]),
            category_names=tuple(card["categories"]),
            groups=tuple(labels["groups"].tolist()),
            fingerprint=card["fingerprint"],
        )
        expected = card["counts"][part]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BadInput(f"The data set in {folder} is damaged ({error}). {remedy}") from error
    if {len(found.pixels), len(found.styles), len(found.categories), len(found.groups)} != {expected}:
        raise BadInput(f"The data set in {folder} is damaged (its files differ in length). {remedy}")
    return found


def check(name: str, size: int | None = None, home: Path | None = None) -> None:
    """See that the files of a set are those that it was made with, bit for bit: they are read whole.

    Raises:
        BadInput: they are not; or what ``load`` raises.
    """
    said = load(name, "train", size, home)  # a broken file is told as such
    folder = find(name, size, home or places.images())
    try:
        found = fingerprint(folder, said.style_names, said.category_names)
    except (OSError, ValueError, KeyError, EOFError) as error:
        found = str(error)
    if found != said.fingerprint:
        raise BadInput(
            f"The data set in {folder} is damaged (its fingerprint is {found}, not {said.fingerprint}). "
            + _again(folder, name)
        )


def find(name: str, size: int | None, home: Path) -> Path:
    """Return the folder of a made set.

    Raises:
        BadInput: no such set, or not in this size.
    """
    if not re.fullmatch(r"\w[\w.+-]*", name):
        raise BadInput(f"{name!r} is not the name of a data set: letters, digits, dot, dash and plus only.")
    sizes = sorted(int(path.parent.name) for path in home.glob(f"{name}/[0-9]*/card.json"))
    if not sizes:
        raise BadInput(f"There is no data set {name} in {home}. Make it with: {command(name)}")
    if size is not None and size not in sizes:
        made = " and ".join(map(str, sizes))
        raise BadInput(
            f"The data set {name} is here at {made} pixels, not at {size}. See: {command(name)} --help"
        )
    return home / name / str(sizes[0] if size is None else size)


def _again(folder: Path, name: str) -> str:
    return f"Remove {folder} and make it again with: {command(name)}"


def command(name: str) -> str:
    """Return the command that makes the data set ``name``."""
    builtin = {
        "fashion": "fashion",
        "digits": "digits",
        "illustrations": "illustrations",
        "illustrations-openmoji": "illustrations --openmoji",
    }
    return f"python -m imagegen.data {builtin.get(name, f'folder PATH --name {name}')}"
