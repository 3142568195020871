"""Planted errors that keep every word of the product and say it of something else, or without its reserve.

They are made of the product's own description, so that no look-up of words can find them: two values of one
sentence change places, a quality moves to the other part, a hedge is left out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import combinations, permutations

from benchmarks.copy_true import Planter, TrueCopy, words_of

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_MEASURE = re.compile(r"(?<![\w.,/])\d+(?:\.\d+)?(?= ?(?P<unit>[a-z°%]+))")
_TIED = re.compile(
    r"\b(?P<before>[a-z]{3,}) (?P<by>of|in|on|for|from|by|toward|with|to) (?P<what>[a-z]{4,})\b"
)
_PART = re.compile(
    r"\b(?:an?|the|its|with|two|four|six) (?P<quality>[a-z-]{3,}(?:ed|en|eel|lue)|ash|oak|glass|cork|brass"
    r"|rubber|leather|cotton|linen|beech|acacia|walnut|silicone|black|red|white|yellow|clay|textile|neoprene|vinyl|paper"
    r"|cardboard|ceramic|linseed|spare|small|large|long|wide|low|double|removable|replaceable|magnetic|flat|short|blank)"
    r" (?P<part>[a-z]{3,})(?=[.,;]| (?:with|for|and|that|is|are|on|in|of|to|at|from|keep|let)\b)",
    re.I,
)
_BREAK = re.compile(r"[,;]|\b(?:and|but|or|while)\b")
_SMALL = frozenset((
    "that", "with", "which", "have", "goes", "comes", "made", "from", "into", "they", "them", "more", "than",
    "when", "also",
))  # fmt: skip
_HEDGES = [
    (re.compile(r"\b(?:up to|about|at most|at least) (?=\d|six|nine|ten|eight)"), ""),
    (re.compile(r"\bwithout\b"), "with"),
    (re.compile(r"\bfree of\b"), "of"), (re.compile(r"\bnever\b"), "always"),
    (re.compile(r",? (?:but )?not (?=in|on|for|to|with)"), " and "), (re.compile(r"\bneeds no\b"), "needs"),
    (re.compile(r"\bis not\b"), "is"), (re.compile(r"\bare not\b"), "are"),
    (re.compile(r"\b(?:cannot|may not|must not)\b"), "can"),
    (re.compile(r"\bdoes not (?=work|go|fit)"), "will "),
    (re.compile(r"\bmay contain\b"), "contains"), (re.compile(r"\bunlike\b", re.I), "of"),
]  # fmt: skip


def _swapped(base: TrueCopy, chance: random.Random) -> str | None:
    """Let two values of a sentence change places: measures of one unit, or words behind one preposition."""
    found = [told for sentence in _SENTENCE.split(base.product.description) for told in _swaps(sentence)]
    return f"{base.text} {chance.choice(found)}" if found else None


def _swaps(sentence: str) -> Iterator[str]:
    measures = [(m.span(), m["unit"]) for m in _MEASURE.finditer(sentence)]
    words = [(m.span("what"), m["by"]) for m in _TIED.finditer(sentence) if m["what"] not in _SMALL]
    for ((start, end), sort), ((begin, stop), other) in (*combinations(measures, 2), *combinations(words, 2)):
        between, one, two = sentence[end:begin], sentence[start:end], sentence[begin:stop]
        listed = re.fullmatch(r"\W*(?:[a-z°]+ )?(?:x|to|or|and)\W*(?:[a-z]+ )?", between.strip() + " ")
        if sort == other and one != two and not listed and _BREAK.search(between):
            yield f"{sentence[:start]}{two}{between}{one}{sentence[stop:]}"


def _quality(base: TrueCopy, chance: random.Random) -> str | None:
    """Give the quality of one part to another: 'a steel grip' and 'a rubber clip'."""
    known = words_of(base.product)
    title = base.product.title.lower()
    found = []
    for sentence in _SENTENCE.split(base.product.description):
        pairs = [(m["quality"], m["part"]) for m in _PART.finditer(sentence)]
        for (quality, one), (_, part) in permutations(pairs, 2):
            new = f"{quality} {part}" not in known and one != part and part not in _SMALL
            if new and not {quality, one, part} & _SMALL and part not in title and quality not in title:
                found += [f"It has a {quality} {part}.", f"The {part} is {quality}."]
    return f"{base.text} {chance.choice(found)}" if found else None


def _hedge(base: TrueCopy, chance: random.Random) -> str | None:
    """Leave a hedge or a denial out of a sentence of the description."""
    bare = {str(value) for value in base.product.attributes.values()}  # '30 kg' is the largest load itself
    found = [
        pattern.sub(new, sentence, count=1)
        for sentence in _SENTENCE.split(base.product.description)
        for pattern, new in _HEDGES
        if pattern.search(sentence) and not any(value in sentence for value in bare)
    ]
    return f"{base.text} {chance.choice(found)}" if found else None


MOVES: dict[str, Planter] = {
    "two values of one sentence swapped": _swapped,
    "quality moved to the other part": _quality,
    "hedge dropped": _hedge,
}
