"""A product's name where there is little room: what can be left out of it without naming another thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from bot.copywriting.channels import WANTING

# '24 cm', '150 x 250 cm', '0.7 mm', '2027' at the end of a name.
_MEASURE = re.compile(r"\s+\d[\d.,]*(?:\s*[x×]\s*\d[\d.,]*)*(?:\s*[^\W\d]{1,3})?$")
_BEHIND = frozenset(["with", "for", "of", "from", "in", "to", "by", "on", "at"])
_JOINS = WANTING | {"in", "on", "x", "&", "-"}
# With a capital these end a model's name: an 'Echo Plus' is no 'Echo'.
_MODELS = frozenset(["Plus", "X"])
# What is added so makes another thing of what stands before: 'Handbag, imitation leather'.
_CHANGES = re.compile(
    r"\b(?:imitation|artificial|synthetic|faux|fake|mock|replica|toy|doll\w*|model|miniature|dummy|sample|used|"
    r"second[- ]hand|refurbished|reconditioned|refill|replacement|spare|substitute|alternative|vegan|"
    r"vegetarian|\w+-style|style|type|effect|look|print(?:ed)?|plated|flavou?r\w*|decaf\w*|free|without|no|not|non|only|empty|"
    r"parts?|cover|case|kit|pattern|digital|e-?book|download|voucher)\b|-free\b|(?<=\w)less\b",
    re.I,
)


def shortened(title: str, longest: int, short: str = "") -> str:
    """Return a name of at most ``longest`` characters; '' where no true one is so short.

    ``short`` is the one that the catalogue gives, if any. Otherwise what follows a comma is left out first,
    then a measure at the end, then what comes with it ('with ...'), and never a word before the thing: an
    'Artificial Olive Tree' is no 'Olive Tree'. Nor is left out what makes it another thing.
    """
    names = [title, *([short] if short else _shorter(title))]
    return next((name for name in names if 0 < len(name) <= longest), "")


def core(title: str) -> str:
    """Return a name without what is added after a comma, as long as it names the same thing."""
    first, *added = re.split(r"[,，]\s*(?=\D)", title)
    return title if _CHANGES.search(" ".join(added)) else _whole(first.strip()) or title


def head(name: str) -> str:
    """Return the word that says what a name is of: 'Frying Pan 24 cm' and 'Wok with Lid' name pan and wok."""
    words = base(name)
    return words[-1] if words else ""


def base(name: str) -> list[str]:
    """Return the words of a name up to the thing that it is of: 'Frying Pan' of 'Frying Pan 24 cm'."""
    words = name.split()
    ends = (i for i, word in enumerate(words) if i and (word[0].isdigit() or word.lower() in _BEHIND))
    return words[: min(ends, default=len(words))]


def changing(words: Sequence[str]) -> list[bool]:
    """Say of each word whether it makes another thing of what it is put to: 'toy', both of 'second hand'."""
    spans = [found.span() for found in _CHANGES.finditer(" ".join(words))]
    starts = accumulate((len(word) + 1 for word in words), initial=0)
    return [any(a < after - 1 and start < b for a, b in spans) for start, after in pairwise(starts)]


def _shorter(title: str) -> list[str]:
    first = core(title)
    bare = _MEASURE.sub("", first) or first
    alone, *added = re.split(r"\s+with\s+", bare, maxsplit=1)
    if _CHANGES.search(" ".join(added)):
        alone = bare
    return list(map(_whole, (first, bare, _MEASURE.sub("", alone) or alone)))


def _whole(name: str) -> str:
    """Return a name without the small words at its end: 'Shelf for 20 cm' becomes a shelf, no 'Shelf for'."""
    words = name.rstrip(",-&:; ").split(" ")
    while len(words) > 1 and words[-1].lower() in _JOINS and words[-1] not in _MODELS:
        words.pop()
    return " ".join(words).rstrip(",-&:; ") or name
