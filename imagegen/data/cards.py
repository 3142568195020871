"""The card of a data set, for people (Markdown, a contact sheet) and programs (JSON).

It says what is in the set, whose it is, how it was split and how to know it again.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import PIL

from imagegen.data import images, sheets
from imagegen.data.images import PARTS, Whole
from imagegen.data.sources import Source


@dataclass(frozen=True, slots=True)
class About:
    """What the arrays cannot say themselves."""

    title: str
    licence: str
    split: str  # how the parts were cut, in a sentence
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    report: dict[str, Any] = field(default_factory=dict)  # lists for card.json: what was left out and why


def write(whole: Whole, about: About, folder: Path) -> str:
    """Write arrays, card and contact sheet of a set into ``folder`` and return its fingerprint."""
    fingerprint = images.save(whole, folder)
    card = {
        "name": whole.name,
        "title": about.title,
        "size": whole.size,
        "channels": "grey" if whole.pixels.shape[3] == 1 else "RGBA premultiplied",
        "styles": list(whole.style_names),
        "categories": list(whole.category_names),
        "counts": {part: len(whole.rows(part)) for part in PARTS},
        "by_category": _counts(whole, whole.categories, whole.category_names),
        "by_style": _counts(whole, whole.styles, whole.style_names),
        "groups": {part: len({whole.groups[row] for row in whole.rows(part)}) for part in PARTS},
        "split": about.split,
        "licence": about.licence,
        "sources": [_source(source) for source in about.sources],
        "notes": list(about.notes),
        "fingerprint": fingerprint,
        "made_with": {
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "pillow": PIL.__version__,
        },
        **about.report,
    }
    (folder / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")
    (folder / "card.md").write_text(_markdown(card), "utf-8")
    sheets.contact(whole).save(folder / "sheet.png")
    return fingerprint


def _counts(whole: Whole, labels: Any, names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count the pictures of each label in each part."""
    tallies = {part: np.bincount(labels[whole.rows(part)], minlength=len(names)) for part in PARTS}
    return {name: {part: int(tallies[part][at]) for part in PARTS} for at, name in enumerate(names)}


def _source(source: Source) -> dict[str, str]:
    wanted = ("package", "version", "sha256", "licence", "credit")
    return {name: value for name, value in asdict(source).items() if name in wanted}


def _markdown(card: dict[str, Any]) -> str:
    """Write the card for people."""
    lines = [
        f"# {card['title']}",
        "",
        f"{sum(card['counts'].values()):,} pictures, {card['size']} x {card['size']} pixels, "
        f"{card['channels']}. Fingerprint `{card['fingerprint']}`.",
        "",
        "![contact sheet](sheet.png)",
        "",
        "## Parts",
        "",
        card["split"],
        "",
        *_table("", {"pictures": card["counts"], "groups": card["groups"]}),
        *_table("category", card["by_category"]),
        *(_table("style", card["by_style"]) if len(card["styles"]) > 1 else []),
        "## Licence and sources",
        "",
        card["licence"],
        "",
        *(
            f"- `{row['package']}` {row['version']} ({row['licence']}): {row['credit']}; "
            f"SHA-256 `{row['sha256']}`"
            for row in card["sources"]
        ),
        "",
    ]
    if card["notes"]:
        lines += ["## Notes", "", *(f"- {note}" for note in card["notes"]), ""]
    return "\n".join(lines)


def _table(title: str, rows: dict[str, dict[str, int]]) -> list[str]:
    head = [f"| {title} | train | dev | test |", "| --- | ---: | ---: | ---: |"]
    body = [
        f"| {name} | " + " | ".join(f"{row[part]:,}" for part in PARTS) + " |" for name, row in rows.items()
    ]
    return [*head, *body, ""]
