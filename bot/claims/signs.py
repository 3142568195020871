"""Signs: what a sentence brings besides words. Emoji, '!!!' and a question are not the passage's."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = frozenset(".,;:!?…'\"’‘“”„«»()-–—‑%&/€$£¥°<>≥≤~≈±+½¼¾、。，！？；：「」『』（）《》【】·")


def objection(sentence: str, source: str) -> str:
    """Why a sign of the sentence may not be shown; '' when all of them may."""
    for char in sentence:
        odd = not (char.isalnum() or char.isspace() or char in _PLAIN) or unicodedata.category(char) == "No"
        if odd and char not in source and char not in "½¼¾":
            return f"the passage has no '{char}'"
    if re.search(r"[?？]", sentence) and not re.search(r"[?？]", source):
        return "the passage does not ask"
    return "the passage does not shout" if re.search(r"[!！]{2}", sentence) else ""
