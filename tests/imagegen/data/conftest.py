"""Tiny archives and pictures of the same form as the real ones, and a listener for what is said."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from imagegen.data.sources import Source

Draw = Callable[..., Image.Image]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all data sets, empty."""
    folder = tmp_path / "images"
    monkeypatch.setenv("SHOPKEEPER_IMAGES", str(folder))
    return folder


@pytest.fixture
def said() -> list[str]:
    return []


def tarball(files: dict[str, bytes]) -> bytes:
    """What npm delivers."""
    return _tar(files, "w:gz")


def deb(files: dict[str, bytes]) -> bytes:
    """What Debian delivers: an ar archive of version, control and data."""
    members = {
        "debian-binary": b"2.0\n",
        "control.tar.xz": b"odd",  # three bytes: the next member begins at an even offset all the same
        "data.tar.xz": lzma.compress(_tar(files, "w:")),
    }
    packed = b"!<arch>\n"
    for name, data in members.items():
        header = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n"
        packed += header.encode() + data + b"\n" * (len(data) % 2)
    return packed


def _tar(files: dict[str, bytes], mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as tar:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def pinned(source: Source, archive: bytes) -> Source:
    """The source as if ``archive`` were the one that is pinned."""
    return dataclasses.replace(source, sha256=hashlib.sha256(archive).hexdigest())


def bring(source: Source, archive: bytes, home: Path) -> Source:
    """Put ``archive`` where a download would be, and return the source that wants it."""
    (home / "downloads").mkdir(parents=True, exist_ok=True)
    (home / "downloads" / source.file).write_bytes(archive)
    return pinned(source, archive)


def noise(seed: int, size: int = 64, opaque: bool = True) -> Image.Image:
    """A picture like no other: a few big blobs of colour."""
    draw = np.random.default_rng(seed)
    small = draw.integers(0, 256, (4, 4, 4), dtype=np.uint8)
    small[..., 3] = 255 if opaque else np.where(np.arange(4)[:, None] < 2, 255, 0)
    return Image.fromarray(small).resize((size, size), Image.Resampling.BICUBIC if opaque else 0)


def encoded(picture: Image.Image, form: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form)
    return buffer.getvalue()


def grey(seed: int, count: int, side: int = 28) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (count, side, side), dtype=np.uint8)
