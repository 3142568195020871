"""The illustrations: emoji as icons of 1,600 concepts, drawn in two styles, or in three with OpenMoji.

The drawings of one concept are joined by its code points. Flags, skin tones and single components are left
out. A concept stays in one part of the split, whoever drew it, and with it its likes: woman, man and person
at the same thing, and whatever looks nearly the same in any style.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from imagegen.data import duplicates
from imagegen.data.archives import members
from imagegen.data.cards import About
from imagegen.data.fetching import Say, fetch
from imagegen.data.images import Whole
from imagegen.data.making import put, standing
from imagegen.data.rendering import rendered
from imagegen.data.sources import FLUENT, NOTO, OPENMOJI, Source
from imagegen.data.splits import cut
from imagegen.errors import BadInput, ImagegenError

SIZES = (64, 128)
CATEGORIES = {
    "Smileys & Emotion": "smileys",
    "People & Body": "people",
    "Animals & Nature": "animals",
    "Food & Drink": "food",
    "Travel & Places": "travel",
    "Activities": "activities",
    "Objects": "objects",
    "Symbols": "symbols",
}
STYLES = ("fluent", "noto", "openmoji")
_PICTURES = ("package/assets/*.webp", "package/img/google/64/*.png", "package/color/svg/*.svg")
_PERSON, _MAN, _WOMAN = "1F9D1", "1F468", "1F469"
# Joiner, signs for female and male, arrow to the right: what turns a concept into a variant of itself.
_VARIANTS = ("200D", "2640", "2642", "27A1")


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture, still as it is in its package."""

    concept: str  # code points, e.g. "1F469-200D-1F692"
    style: int
    category: int
    content: bytes


def make(home: Path, say: Say, openmoji: bool = False, sources: tuple[Source, ...] | None = None) -> None:
    """Fetch, draw and write the set in both sizes, unless it is there. ``openmoji`` adds the third style."""
    name = "illustrations-openmoji" if openmoji else "illustrations"
    sources = sources or ((FLUENT, NOTO, OPENMOJI) if openmoji else (FLUENT, NOTO))
    if standing(home, name, SIZES, sources, say):
        return
    drawings = list(join([fetch(source, home / "downloads", say) for source in sources]))
    say(f"{len(drawings):,} drawings of {len({drawing.concept for drawing in drawings}):,} concepts.")
    inputs = [f"{drawing.concept} {sources[drawing.style].sha256}" for drawing in drawings]
    work = home / name / ".drawing"
    pixels, bad = rendered(
        work, inputs, (duplicates.SIDE, *SIZES), lambda row: picture(drawings[row].content)
    )
    if bad:
        row, reason = next(iter(bad.items()))
        raise BadInput(f"{len(bad)} drawings cannot be read; the first, {drawings[row].concept}: {reason}")
    styles = np.array([drawing.style for drawing in drawings])
    pairs = [
        (int(rows[one]), int(rows[other]))  # a style is compared with itself only
        for rows in (np.flatnonzero(styles == style) for style in range(len(sources)))
        for one, other in duplicates.near(pixels[duplicates.SIDE][rows])
    ]
    groups = duplicates.joined([theme(drawing.concept) for drawing in drawings], pairs)
    categories = np.array([drawing.category for drawing in drawings], np.int64)
    parts = cut(groups, categories.tolist())
    for size in SIZES:
        whole = Whole(
            name=name,
            pixels=pixels[size],
            styles=styles.astype(np.int64),
            categories=categories,
            style_names=STYLES[: len(sources)],
            category_names=tuple(CATEGORIES.values()),
            groups=tuple(groups),
            parts=parts,
        )
        put(whole, _about(sources, openmoji, size), home, say)
    shutil.rmtree(work)


def join(archives: list[Path]) -> Iterator[Drawing]:
    """Yield every drawing of every concept that Google's list knows, by concept, then by style."""
    pictures = [
        {code(Path(name).stem): data for name, data in members(archive, pattern)}
        for archive, pattern in zip(archives, _PICTURES, strict=False)
    ]
    listed = next((data for _, data in members(archives[1], "package/emoji.json")), None)
    if listed is None:
        raise BadInput(f"{archives[1]} has no list of emoji.")
    categories = list(CATEGORIES)
    for row in sorted(json.loads(listed), key=lambda row: int(row["sort_order"])):
        if row["category"] not in CATEGORIES:
            continue
        concept = code(row["unified"])
        for style, found in enumerate(pictures):
            if concept in found:
                yield Drawing(concept, style, categories.index(row["category"]), found[concept])


def code(points: str) -> str:
    """Return code points as all sets agree on them: upper case, without the variation selector."""
    return "-".join(point for point in points.upper().split("-") if point != "FE0F")


def theme(concept: str) -> str:
    """Return the concept without gender and direction: a man, a woman and a person running are one theme."""
    kept = [point for point in concept.split("-") if point not in _VARIANTS]
    return "-".join(_PERSON if point in (_MAN, _WOMAN) else point for point in kept) or concept


def picture(data: bytes) -> Image.Image:
    """Open one drawing: WebP and PNG as they are, SVG drawn at 256 pixels."""
    if data.lstrip().startswith(b"<"):
        try:
            import resvg_py
        except ImportError as error:
            raise ImagegenError("OpenMoji are SVG drawings. Install resvg-py to draw them.") from error
        data = bytes(
            resvg_py.svg_to_bytes(svg_string=data.decode(), width=256, height=256, skip_system_fonts=True)
        )
    try:
        opened = Image.open(io.BytesIO(data))
        opened.load()
    except (OSError, ValueError) as error:
        raise BadInput(str(error)) from error
    return opened


def _about(sources: tuple[Source, ...], openmoji: bool, size: int) -> About:
    notes = [
        "A group is a theme: a concept with its variants of gender and direction, and whatever looks nearly "
        "the same in any style (hearts of several colours, for example).",
    ]
    if size > 64:
        notes.append(f"The Noto drawings are published at 64 pixels; here they are enlarged to {size}.")
    if openmoji:
        notes.append(
            "OpenMoji are under CC-BY-SA 4.0: name the authors, and pass on what you build from the pictures "
            "under the same licence. Weights that we ship are not trained on this set."
        )
    licence = "Fluent: MIT; Noto: Apache-2.0" + ("; OpenMoji: CC-BY-SA-4.0" if openmoji else "") + "."
    return About(
        title="Illustrations" + (" with OpenMoji" if openmoji else ""),
        licence=licence,
        split="In each category about 80 % train, 10 % dev and 10 % test, in the order of the SHA-256 of the "
        "theme: no theme of dev or test is ever seen in training, in any style.",
        sources=sources,
        notes=tuple(notes),
    )
