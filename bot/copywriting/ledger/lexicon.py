"""The reviewed word list and the refused phrases, read from their files once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.claims.words import group as words_of
from bot.claims.words import stem

_HERE = Path(__file__).parent
_AMERICAN = {
    "color": "colour", "colored": "coloured", "gray": "grey", "aluminum": "aluminium", "tire": "tyre",
    "tires": "tyres", "center": "centre", "enameled": "enamelled", "watercolor": "watercolour",
    "neighbor": "neighbour", "catalog": "catalogue", "fiber": "fibre", "jewelry": "jewellery",
}  # fmt: skip


# What 'can be' says and no more; 'recyclable' and 'portable' have gone their own ways.
_ABLE = words_of(
    "washable removable replaceable refillable rechargeable stackable foldable adjustable detachable"
)


class Refused(NamedTuple):
    """A phrase of harmless words that claims something, and why it is not let out."""

    pattern: re.Pattern[str]
    why: str


def key(word: str) -> str:
    """The form in which words are compared: lower case, British, without its inflection."""
    low = word.lower()
    low = _AMERICAN.get(low, low)
    base = stem(_able(low))
    return base[:-1] if base.endswith("ll") and len(base) > 5 else base


def _able(word: str) -> str:
    """'Stackable' is what stacks."""
    if word not in _ABLE:
        return word
    return word[:-4] if word[-5:-4] not in "vcgs" else f"{word[:-4]}e"


@cache
def lexicon() -> dict[str, dict[str, frozenset[str]]]:
    """Kind -> name of the group -> its words in comparable form."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for line in (_HERE / "lexicon.txt").read_text("utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line:
            head, _, listed = line.partition(":")
            kind, _, name = head.partition("/")
            words = frozenset(key(word) for word in listed.split())
            found.setdefault(kind, {})[name.strip()] = words
    return found


@cache
def words(kind: str) -> frozenset[str]:
    """All words of one kind."""
    return frozenset().union(*lexicon()[kind].values())


@cache
def refused() -> tuple[Refused, ...]:
    """The refused phrases with their reasons."""
    found = []
    for line in (_HERE / "refused.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            why, _, phrases = line.partition(":")
            pattern = "|".join(phrase.strip() for phrase in phrases.split("|"))
            found.append(Refused(re.compile(rf"\b(?:{pattern})\b", re.I), why.strip()))
    return tuple(found)


def frozen(listed: str) -> frozenset[str]:
    """A short list of words in comparable form."""
    return frozenset(key(word) for word in listed.split())
