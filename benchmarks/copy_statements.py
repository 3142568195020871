"""Statements about a product that no word of the product stands behind: "It has your back." """

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.copy_numbers import MONEY, numbers
from benchmarks.copy_source import Source
from benchmarks.copy_words import GLUE, WORD, forms, prop

# What is hung on a finished statement: "..., in every kitchen."
_TAIL = re.compile(
    r", (?:for|on|in|at|with|plus|whatever|without|whenever|wherever|while)"
    r" (?P<rest>[^\s,;:?]+(?: [^\s,;:?]+){0,5})[.!]$",
    re.I,
)
# What opens a statement about the product itself.
_STATES = re.compile(
    r"(?:and |but |so )?(?:it|they|this(?! is| pen)|these|each|both|we(?! (?:wish|invite|would|need|shall"
    r"|ask|hope|mint))|our|others|another"
    r"|nothing (?:can|will|else|beats|wears|gets)|everything"
    r"|you (?:can|get|could|will (?:feel|see|love|hear|get))|you'll|made|built|born|use it|use them|take "
    r"it(?! with)|take them|your \w+ will)\b(?P<rest>.*)",
    re.I | re.S,
)
_INCLUDED = re.compile(
    r"\b(?P<part>[a-z]+) (?:comes? with (?:it|them)|(?:is|are) (?:included|in the box|inside|built in)"
    r"|lies? in the box"
    r"|included|comes? (?:along|too|in the box))\b|\bthere (?:is|are) (?:an?|two|three|some) "
    r"(?P<there>[a-z]+)"
    r"|\b(?:has|have|come with|comes with) (?:an?|its own|two|three|four|some|another|a second) "
    r"(?P<has>[a-z]+)",
    re.I,
)


def unfounded(sentence: str, source: Source) -> Iterator[str]:
    """Yield statements about the product that no word of the product stands behind, and parts it has not."""
    match = _STATES.match(sentence.replace("’", "'"))
    if match and not sentence.endswith("?") and not numbers(match["rest"]) and not MONEY.search(sentence):
        content = [word for word in WORD.findall(match["rest"]) if word.lower() not in GLUE]
        if not any(source.stands(word) and forms(word).isdisjoint(source.heads) for word in content):
            yield sentence
    tail = _TAIL.search(sentence)
    if tail and not any(source.stands(word) or word.isdigit() for word in _telling(tail["rest"])):
        yield tail.group()
    for match in _INCLUDED.finditer(sentence):
        part = match["part"] or match["there"] or match["has"]
        if prop(part) and not source.stands(part):
            yield match.group()


def _telling(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word.lower() not in GLUE]
