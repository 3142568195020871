"""Put sentences together again: where a space belongs between two, and where quoted text broke its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot import sentences

#: Scripts (for a character class) whose sentences follow each other without a space.
WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_QUOTES = "\"'“”‘’"


def gap(before: str, after: str) -> str:
    """Return what belongs between two pieces: what they are written in decides, not what was asked."""
    if not before or after.startswith("\n"):
        return ""
    ends = before.rstrip(_QUOTES)[-1:] + after.lstrip(_QUOTES)[:1]
    return "" if re.fullmatch(f"[{WIDE}]{{2}}", ends) else " "


def joined(pieces: Iterable[str]) -> str:
    """Return the pieces as one text."""
    text = ""
    for piece in pieces:
        text += gap(text, piece) + piece
    return text


def places(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text begins and ends."""
    found: list[tuple[int, int]] = []
    for sentence in sentences.split(text):
        start = text.index(sentence, found[-1][1] if found else 0)
        found.append((start, start + len(sentence)))
    return found


def laid_out(text: str) -> list[str]:
    """Return the sentences of a text, each with the line breaks that stand before it: a list stays a list."""
    text, pieces, before = text.strip(), [], 0
    for start, end in places(text):
        _, broken, indent = text[before:start].partition("\n")
        pieces.append(broken + indent + text[start:end])
        before = end
    return pieces
