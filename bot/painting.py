"""The seam to a painter of illustrations: what the bot asks of it, and a fake that needs no model.

Seeds are text: a whole number, or a place between seeds (``7+12@0.5`` is half way from 7 to 12). The real one
is built in ``bot.build.painting``; what it needs is loaded when it first paints.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import BadInput


@dataclass(frozen=True, slots=True)
class Palette:
    """What a painter can do. ``styles`` or ``categories`` are empty where it knows none.

    ``weights`` names the model: pictures of a seed are the same only as long as it is.
    """

    model: str
    weights: str
    styles: tuple[str, ...]
    categories: tuple[str, ...]
    sizes: tuple[int, ...]  # pixels at a side, its own first, then enlarged
    formats: tuple[tuple[str, int, int], ...]  # of posters: name, width and height in pixels


@dataclass(frozen=True, slots=True)
class Motif:
    """What is to be painted: two equal ones give the same picture."""

    seed: str
    style: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PNG file with its alternative text; ``contrast`` is that of a poster's letters, 1 to 21 (WCAG)."""

    png: bytes
    alt: str
    contrast: float = 0.0


class Painter(Protocol):
    """Paints, blocking. What cannot be painted raises ``BadInput``, whose message names the remedy.

    Only ``paint``, ``sheet`` and ``poster`` need the model, whose damage they are the first to meet.
    """

    @property
    def palette(self) -> Palette:
        """What it can do; known without the model."""

    def seeds(self, first: str, count: int) -> tuple[str, ...]:
        """Return ``count`` seeds from ``first`` on."""

    def near(self, seed: str, count: int) -> tuple[str, ...]:
        """Return places around a seed, for pictures like its own."""

    def between(self, one: str, other: str, count: int) -> tuple[str, ...]:
        """Return places on the way from one seed to another, without these."""

    def typeset(self, headline: str, text: str, shape: str) -> None:
        """Raise what would keep these words from a poster of this format."""

    def paint(self, motif: Motif, size: int) -> Drawn:
        """Paint one picture, ``size`` pixels at a side."""

    def sheet(self, motifs: Sequence[Motif]) -> Drawn:
        """Paint candidates side by side, numbered from 1."""

    def poster(self, motif: Motif, headline: str, text: str, shape: str) -> Drawn:
        """Set words on a picture."""


class FlatPainter:
    """The fake: paints one colour for each seed, in the blink of an eye, and writes no letters."""

    palette = Palette(
        "flat",
        "flat",
        ("flat", "outline"),
        ("food", "plants"),
        (16, 64),
        (("square", 64, 64), ("a4", 62, 87)),
    )
    longest = 60  # characters of a headline

    def seeds(self, first: str, count: int) -> tuple[str, ...]:
        if not (first.isascii() and first.isdecimal()):
            raise BadInput(f"{first!r} is not a seed. A seed is a whole number such as 7.")
        return tuple(str(int(first) + step) for step in range(count))

    def near(self, seed: str, count: int) -> tuple[str, ...]:
        return tuple(f"{seed}+{number}@0.35" for number in range(1, count + 1))

    def between(self, one: str, other: str, count: int) -> tuple[str, ...]:
        return tuple(f"{one}+({other})@{step / (count + 1):g}" for step in range(1, count + 1))

    def typeset(self, headline: str, text: str, shape: str) -> None:
        if not headline:
            raise BadInput("A poster needs a headline.")
        if (much := len(headline) - self.longest) > 0:
            raise BadInput(f"The headline is {much} characters too long for this format.")

    def paint(self, motif: Motif, size: int) -> Drawn:
        if size not in self.palette.sizes:
            raise BadInput(f"There is no size of {size} pixels.")
        return Drawn(_png([[_colour(motif)] * size] * size), f"A flat picture: {_named(motif)}")

    def sheet(self, motifs: Sequence[Motif]) -> Drawn:
        row = [colour for motif in motifs for colour in [_colour(motif)] * 16]
        return Drawn(_png([row] * 16), f"{len(motifs)} numbered candidates. First: {_named(motifs[0])}")

    def poster(self, motif: Motif, headline: str, text: str, shape: str) -> Drawn:
        self.typeset(headline, text, shape)
        width, height = next(size for name, *size in self.palette.formats if name == shape)
        alt = f"Poster: {headline!r}. {text} {_named(motif)}"
        return Drawn(_png([[_colour(motif)] * width] * height), alt, 21.0)


def _named(motif: Motif) -> str:
    return f"{motif.category}, {motif.style} style (seed {motif.seed})"


def _colour(motif: Motif) -> bytes:
    """Three bytes that differ with the motif."""
    return zlib.crc32(_named(motif).encode()).to_bytes(4, "big")[:3]


def _png(rows: Sequence[Sequence[bytes]]) -> bytes:
    """Write pixels of three bytes as a PNG file (RGB, 8 bits, no filter)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    lines = zlib.compress(b"".join(b"\0" + b"".join(row) for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
