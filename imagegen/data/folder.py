"""Your own folder of pictures: every file checked, duplicates found, split and carded.

Sub-folders are the categories. Files in a folder below those (``shoes/boot-17/front.jpg``) show one thing
and share a part, as do near duplicates: otherwise what is held out would have been seen in training.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from imagegen.data import duplicates
from imagegen.data.cards import About
from imagegen.data.fashion import content
from imagegen.data.fetching import Say
from imagegen.data.images import PARTS, Whole
from imagegen.data.making import put
from imagegen.data.opening import square
from imagegen.data.rendering import Pixels, rendered
from imagegen.data.splits import cut
from imagegen.data.walking import find, legible
from imagegen.errors import BadInput

FEWEST = 50  # different pictures; fewer teach nothing and leave parts empty
_TAKEN = ("fashion", "digits", "illustrations", "illustrations-openmoji", "downloads")
_SHOWN = 20  # files in a message or note; card.json has all of them
UNSTATED = "Not stated. Train only on pictures that you may use so."


def make(
    path: Path,
    home: Path,
    say: Say,
    name: str | None = None,
    size: int = 64,
    skip_bad: bool = False,
    licence: str = UNSTATED,
) -> Path:
    """Read the pictures under ``path`` and write them as a data set; return its folder.

    Raises:
        BadInput: files cannot be used and ``skip_bad`` was not said, or too few are left. Nothing was made.
    """
    name = name or re.sub(r"[^\w.+-]+", "-", path.resolve().name).strip(".+-").lower()
    if name in _TAKEN or not re.fullmatch(r"\w[\w.+-]*", name):
        raise BadInput(f"A data set of yours cannot be called {name!r}. Give it another name with --name.")
    source = legible(path.resolve())
    _same_source(home / name, source)
    found = find(path)
    files = found.files
    say(
        f"{len(files):,} pictures in {legible(path)}"
        + (f"; {found.passed:,} other files are passed over." if found.passed else ".")
    )
    work = home / name / f".drawing-{size}"
    stats = [file.stat() for file in files]
    inputs = [f"{file} {stat.st_size} {stat.st_mtime_ns}" for file, stat in zip(files, stats, strict=True)]
    sizes = tuple(dict.fromkeys((duplicates.SIDE, size)))
    pixels, reasons = rendered(work, inputs, sizes, lambda row: square(files[row], size))
    names = [file.relative_to(path).as_posix() for file in files]
    bad = found.bad | {names[row]: reason for row, reason in reasons.items()}
    if bad and not skip_bad:
        raise BadInput(
            f"{legible(path)}: {_count(bad)}, nothing was made:\n{_listed(bad)}\n"
            "Mend or remove them, or leave them out with --skip-bad."
        )
    if bad:
        say(f"{_count(bad)} left out, as card.json says too:\n{_listed(bad)}")
    whole, same = _whole(name, names, pixels, size, set(reasons))
    left = [f"Left out: {file}, {reason}." for file, reason in bad.items()]
    left += [f"Left out: {file}, the same picture as {first}." for file, first in same.items()]
    notes = left[:_SHOWN]
    if len(left) > _SHOWN:
        notes.append(f"{len(left) - _SHOWN} more were left out; card.json names them all.")
    if found.passed:
        notes.append(f"Files that are no pictures and were passed over: {found.passed}.")
    through = int((whole.pixels[..., 3].min(axis=(1, 2)) < 255).sum())
    notes.append(
        f"{through} of the pictures have transparency and were set whole into a square; of the others the "
        "middle square was kept. All were scaled with Lanczos."
    )
    about = About(
        title=f"Pictures of the folder {Path(source).name}",
        licence=licence,
        split="In each category about 80 % train, 10 % dev and 10 % test, in the order of the SHA-256 of the "
        "group. Related files share a group and so a part: near duplicates, and files in one folder below "
        "the categories.",
        notes=tuple(notes),
        report={"folder": source, "left_out": bad, "identical": same},
    )
    folder = put(whole, about, home, say)
    shutil.rmtree(work)
    return folder


def _same_source(place: Path, source: str) -> None:
    """Refuse to replace the pictures of one folder by those of another that is called the same."""
    for file in sorted(place.glob("[0-9]*/card.json")):
        try:
            earlier = json.loads(file.read_text("utf-8")).get("folder", source)
        except (OSError, ValueError, AttributeError):
            continue  # a damaged set is not worth keeping
        if earlier != source:
            raise BadInput(
                f"The data set {place.name} holds the pictures of {earlier}. Give those of {source} another "
                f"name with --name, or remove {place} first."
            )


def _whole(
    name: str, names: Sequence[str], pixels: Pixels, size: int, bad: set[int]
) -> tuple[Whole, dict[str, str]]:
    """Bring together what is kept; return it with the files left out because another is the same."""
    first: dict[str, int] = {}
    same: dict[str, str] = {}
    for row in (row for row in range(len(names)) if row not in bad):
        earlier = first.setdefault(content(pixels[size][row]), row)
        if earlier != row:
            same[names[row]] = names[earlier]
    kept = np.array(sorted(first.values()), np.intp)
    if len(kept) < FEWEST:
        raise BadInput(f"{len(kept)} different pictures are too few: at least {FEWEST} are needed.")
    levels = [names[row].split("/") for row in kept]
    labels = [level[0] if len(level) > 1 else "other" for level in levels]
    category_names = tuple(sorted(set(labels)))
    groups = duplicates.joined(
        ["/".join(level[:2]) for level in levels],  # a file of the category, or its folder
        duplicates.near(pixels[duplicates.SIDE][kept]),
    )
    parts = cut(groups, labels)
    if empty := [part for part in PARTS if part not in parts]:
        raise BadInput(
            f"No picture came into {' or '.join(empty)}: too many are related (near duplicates, or in one "
            "folder below the categories). Add pictures that are different."
        )
    whole = Whole(
        name=name,
        pixels=pixels[size][kept],
        styles=np.zeros(len(kept), np.int64),
        categories=np.array([category_names.index(label) for label in labels], np.int64),
        style_names=("own",),
        category_names=category_names,
        groups=tuple(groups),
        parts=parts,
    )
    return whole, same


def _count(bad: Mapping[str, str]) -> str:
    return "1 bad file" if len(bad) == 1 else f"{len(bad)} bad files"


def _listed(bad: Mapping[str, str]) -> str:
    """Name the files that cannot be used, each with its reason."""
    shown = "\n".join(f"  {file}: {reason}" for file, reason in list(bad.items())[:_SHOWN])
    return shown + (f"\n  ... and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else "")
