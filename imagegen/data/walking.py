"""The pictures below a folder, in order: links are followed, names that no file can hold are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imagegen.data.opening import SUFFIXES
from imagegen.errors import BadInput


@dataclass(frozen=True, slots=True)
class Found:
    """What lies below a folder; hidden files and folders are not seen."""

    files: list[Path]  # pictures by their names
    bad: dict[str, str]  # pictures whose names cannot be written down: name, reason
    passed: int  # other files


def find(path: Path) -> Found:
    """Look for pictures below ``path``.

    Raises:
        BadInput: it is not a folder, has no pictures, or a folder in it may not be read.
    """
    if not path.is_dir():
        raise BadInput(f"{legible(path)} is not a folder.")
    found = list(_below(path, frozenset()))
    pictures = [file for file in found if file.suffix.lower() in SUFFIXES]
    if not pictures:
        raise BadInput(f"{legible(path)} has no pictures ({', '.join(SUFFIXES)}).")
    names = {file: file.relative_to(path).as_posix() for file in pictures}
    odd = {file: legible(name) for file, name in names.items() if legible(name) != name}
    return Found(
        files=[file for file in pictures if file not in odd],
        bad=dict.fromkeys(odd.values(), "its name is not UTF-8: rename it"),
        passed=len(found) - len(pictures),
    )


def legible(path: Path | str) -> str:
    """Return a path as text that a file can hold: bytes that are not UTF-8 become escapes."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _below(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    """Go through the files of a folder and its sub-folders; links to one ``above`` would have no end."""
    real = folder.resolve()
    if real in above:
        return
    try:
        for entry in sorted(folder.iterdir()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _below(entry, above | {real})
            elif entry.is_file():
                yield entry
    except OSError as error:
        raise BadInput(
            f"{legible(folder)} cannot be read ({error.strerror}). Make it readable, or move it away."
        ) from error
