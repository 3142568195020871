"""Long entries: the part of an answer that a question is about.

A small model reads a paragraph, not a page. An entry that is longer is read by its best run of
whole sentences. This file cuts and chooses; it knows neither questions nor vectors.
"""

from __future__ import annotations

from bot import sentences

#: Words a passage may have. Nearly every entry of a shop is shorter and is read as a whole.
LIMIT = 120


def windows(text: str, limit: int = LIMIT) -> list[str]:
    """Return every run of neighbouring sentences that fills ``limit`` words; the whole text if it fits.

    A single sentence that is longer stays whole: words are never cut.
    """
    if len(text.split()) <= limit:
        return [text]
    parts = sentences.split(text)
    lengths = [len(part.split()) for part in parts]
    found, reached = [], 0
    for start in range(len(parts)):
        end, total = start, 0
        while end < len(parts) and (end == start or total + lengths[end] <= limit):
            total += lengths[end]
            end += 1
        if end > reached:  # a run inside the one before says nothing new
            found.append(" ".join(parts[start:end]))
            reached = end
    return found
