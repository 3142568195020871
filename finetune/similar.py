"""Texts that say nearly the same, found among thousands without comparing each with each."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def pairs(texts: Sequence[str], overlap: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs of texts whose n-grams overlap at least so much (Jaccard), each pair once.

    Such a pair must share one of its rarest n-grams, so only those are looked up.
    """
    bags = [ngrams(text) for text in texts]
    common = Counter(chain.from_iterable(bags))
    places: dict[str, list[int]] = defaultdict(list)
    for i, bag in enumerate(bags):
        rarest = sorted(bag, key=lambda gram: (common[gram], gram))
        rarest = rarest[: len(bag) - math.ceil(overlap * len(bag)) + 1]
        for j in sorted({j for gram in rarest for j in places[gram]}):
            if _jaccard(bag, bags[j], overlap):
                yield j, i
        for gram in rarest:
            places[gram].append(i)


def ngrams(text: str) -> set[str]:
    """Return the trigrams of each word, in any order, or the pairs of a Chinese text's characters."""
    plain = normal(text)
    if _CHINESE.search(plain):
        joined = plain.replace(" ", "")
        return {joined[i : i + 2] for i in range(max(1, len(joined) - 1))}
    return {f" {word} "[i : i + 3] for word in plain.split() for i in range(len(word))}


def normal(text: str) -> str:
    """Return the words of a text in lower case, without punctuation."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold().replace("'", "")))


def length(text: str) -> int:
    """Return the number of words; two Chinese characters count as one."""
    return len(_CHINESE.sub(" ", text).split()) + len(_CHINESE.findall(text)) // 2


def _jaccard(one: set[str], other: set[str], least: float) -> bool:
    if min(len(one), len(other)) < least * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared >= least * (len(one) + len(other) - shared)
