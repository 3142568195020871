"""Faithful texts to plant errors in, and what a shop's other entries offer to plant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import Entry

NAME = r"(?<=[a-z,] )[A-Z][a-z]{3,}\b(?!\.\w)"
LINK = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]+\.example(?:/[\w/-]+)?"


@dataclass(frozen=True, slots=True)
class Faithful:
    """A text that stands in ``entry``, as an answer to ``question``."""

    text: str
    entry: Entry
    question: str


@dataclass(frozen=True, slots=True)
class Pool:
    """What the other entries of the shop offer."""

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    links: tuple[str, ...]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Pool:
        """Collect names and links of a shop."""
        text = "\n".join(entry.answer for entry in entries)
        names = sorted(set(re.findall(NAME, text)))
        return cls(tuple(entries), tuple(names), tuple(sorted(set(re.findall(LINK, text)))))
