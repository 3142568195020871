"""Long entries: the part of an answer that a question is about.

A small model reads a paragraph, not a page. An entry that is longer is read by its best run of
whole sentences. This file cuts and chooses; it knows neither questions nor vectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.joining import places

#: Words a passage may have. Nearly every entry of a shop is shorter and is read as a whole.
LIMIT = 120

# Chinese has no spaces: two characters count as a word.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_HAN}]{{1,2}}|[^\s{_HAN}]+")


def windows(text: str, limit: int = LIMIT) -> list[str]:
    """Return every run of neighbouring sentences that fills ``limit`` words; the whole text if it fits.

    Each is a part of the text as it stands, line breaks included. A single sentence that is longer
    (a list without full stops, say) is cut after ``limit`` words, never within one.
    """
    if _length(text) <= limit:
        return [text]
    parts = [part for place in places(text) for part in _short(text, *place, limit)]
    lengths = [_length(text[start:end]) for start, end in parts]
    found, reached = [], 0
    for first in range(len(parts)):
        end, total = first, 0
        while end < len(parts) and (end == first or total + lengths[end] <= limit):
            total += lengths[end]
            end += 1
        if end > reached:  # a run inside the one before says nothing new
            found.append(text[parts[first][0] : parts[end - 1][1]])
            reached = end
    return found


def _length(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


def _short(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence's place whole, or in pieces of ``limit`` words."""
    words = [found.span() for found in _WORD.finditer(text, start, end)]
    for first in range(0, len(words), limit):
        some = words[first : first + limit]
        yield some[0][0], some[-1][1]
