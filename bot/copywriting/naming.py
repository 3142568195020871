"""A product's name where there is little room: what can be left out of it without naming another thing."""

from __future__ import annotations

import re

from bot.copywriting.channels import WANTING

# '24 cm', '150 x 250 cm', '0.7 mm', '2027' at the end of a name.
_MEASURE = re.compile(r"\s+\d[\d.,]*(?:\s*[x×]\s*\d[\d.,]*)*(?:\s*[^\W\d]{1,3})?$")
_JOINS = WANTING | {"in", "on", "x", "&", "-"}


def shortened(title: str, longest: int) -> str:
    """Return a name of at most ``longest`` characters.

    What follows a comma is left out first, then a measure at the end, then what comes with it ('with ...').
    If that is not enough the last words stand: 'Bramble End-grain Chopping Board' is a chopping board, and
    no 'End-grain Chopping'. A single word that is too long is cut.
    """
    for name in _shorter(title):
        if len(name) <= longest:
            return name
    words = re.split(r"\s+", list(_shorter(title))[-1])
    while len(words) > 1 and (len(" ".join(words)) > longest or words[0].lower() in _JOINS):
        words.pop(0)
    return words[0][:longest] if len(words) == 1 else " ".join(words)


def _shorter(title: str) -> list[str]:
    first = re.split(r"[,，]\s*(?=\D)", title)[0].strip() or title
    bare = _MEASURE.sub("", first) or first
    alone = re.split(r"\s+with\s+", bare)[0]
    return [title, *map(_whole, (first, bare, _MEASURE.sub("", alone) or alone))]


def _whole(name: str) -> str:
    """Return a name without the small words at its end: 'Shelf for 20 cm' becomes a shelf, no 'Shelf for'."""
    words = name.rstrip(",-&:; ").split(" ")
    while len(words) > 1 and words[-1].lower() in _JOINS:
        words.pop()
    return " ".join(words).rstrip(",-&:; ") or name
