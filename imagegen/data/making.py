"""A data set appears whole or not at all, and is made again only if it must be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from imagegen.data import cards, images
from imagegen.data.cards import About
from imagegen.data.fetching import Say
from imagegen.data.images import Whole
from imagegen.data.sources import Source


def standing(home: Path, name: str, sizes: tuple[int, ...], sources: tuple[Source, ...], say: Say) -> bool:
    """Say whether the set is there in all ``sizes``, undamaged and from these very archives."""
    for size in sizes:
        folder = home / name / str(size)
        if not folder.exists():
            return False
        try:
            card = json.loads((folder / "card.json").read_text("utf-8"))
            found = images.fingerprint(folder, card["styles"], card["categories"])
            same = [row["sha256"] for row in card["sources"]] == [source.sha256 for source in sources]
            sound = same and found == card["fingerprint"]
        except (OSError, ValueError, KeyError, EOFError):
            sound = False
        if not sound:
            say(f"{folder} is damaged or older than this version, and is made again.")
            return False
        say(f"{folder}: here already, fingerprint {found}.")
    return True


def put(whole: Whole, about: About, home: Path, say: Say) -> Path:
    """Write a set beside its place, then move it there; return its folder."""
    folder = home / whole.name / str(whole.size)
    making = folder.with_name(f".making-{whole.size}")
    shutil.rmtree(making, ignore_errors=True)
    fingerprint = cards.write(whole, about, making)
    shutil.rmtree(folder, ignore_errors=True)
    making.replace(folder)
    say(
        f"{folder}: {len(whole.pixels):,} pictures, fingerprint {fingerprint}; look at card.md and sheet.png."
    )
    return folder
