"""Conditions of the source that a shown text leaves out: "free for orders over €50" is not "free".

A condition is a phrase that narrows a statement: opened by a word such as "if" or "until", by a
preposition before a number, at the head of a sentence, or an adjective that chooses ("unused pans").
It counts as dropped where the text takes up what the phrase is attached to, and neither the text
nor the customer's question has a word of the phrase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.alignment import Token, alike, is_number
from benchmarks.meaning import BEFORE_NUMBERS, CHOOSING, CONDITIONS, LEADING, NEGATIONS, POLITE

_ENDS = frozenset(",;:()—–，；：（）")
_LONG = 6  # so many words that carry meaning are looked at in one phrase
_VERBS = frozenset("is are was were can cannot may must will do does has have cost costs take takes".split())


@dataclass(frozen=True, slots=True)
class Condition:
    """A phrase of the source, and the places of what it narrows, the nearest first."""

    words: tuple[Token, ...]
    narrows: tuple[int, ...]

    @property
    def text(self) -> str:
        """The phrase as it can be shown."""
        return ("" if self.words[0].kind == "han" else " ").join(token.text for token in self.words)

    @property
    def solid(self) -> list[Token]:
        """Its words that carry meaning."""
        return [word for word in self.words[1:] or self.words if not word.free][:_LONG]


def dropped(
    source: Sequence[Token], used: set[int], shown: Sequence[Token], question: Sequence[Token]
) -> list[Condition]:
    """Return the conditions that a text leaves out, given the source places that it passes."""
    found = []
    for start, end in _sentences(source):
        if source[start].asks:
            continue
        for condition in _conditions(source, start, end):
            near = [place for place in condition.narrows if not source[place].free][:3]
            if not near or near[0] not in used or sum(p in used for p in condition.narrows) < 2:
                continue
            if not condition.solid or _has(shown, condition, 0.5) or _has(question, condition, 0.01):
                continue
            found.append(condition)
    return found


def _sentences(source: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(source) + 1):
        if at == len(source) or source[at].sentence != source[start].sentence:
            yield start, at
            start = at


def _conditions(source: Sequence[Token], start: int, end: int) -> Iterator[Condition]:
    at = start
    while at < end:
        token = source[at]
        if token.kind == "han":
            pass
        elif _opens(source, at, start, end):
            stop = _stop(source, at, end)
            words = tuple(source[at:stop])
            leads = at == start or source[at].mark in _ENDS - {","} or (
                stop < end and source[stop].mark == "," and source[at].mark == ","
            )  # fmt: skip
            yield Condition(words, tuple(_behind(source, stop, end) if leads else _before(source, at, start)))
        elif _chooses(token) and at + 1 < end and not source[at + 1].mark:
            yield Condition((token,), tuple(_behind(source, at + 1, end)))
        at += 1


def _opens(source: Sequence[Token], at: int, start: int, end: int) -> bool:
    token = source[at]
    following = source[at + 1 : min(at + 3, end)]
    if any(word.norm in POLITE for word in source[at + 1 : min(at + 4, end)]):
        return False
    if token.norm in CONDITIONS:
        return True
    if token.norm in BEFORE_NUMBERS and any(is_number(word) for word in following):
        return True
    if token.norm == "against":
        return True
    heads = at == start or source[at].mark == ","
    return heads and token.norm in LEADING and any(w.mark in _ENDS for w in source[at + 1 : end])


def _chooses(token: Token) -> bool:
    norm = token.norm
    return norm in CHOOSING or (norm.startswith("un") and norm.endswith(("ed", "en")))


def _stop(source: Sequence[Token], at: int, end: int) -> int:
    """Return where the phrase that opens at ``at`` ends: at a mark, or at the verb behind a preposition."""
    clause = source[at].norm in CONDITIONS and source[at].norm not in ("within", "upon")
    for place in range(at + 1, end):
        token = source[place]
        if token.mark in _ENDS and token.mark:
            return place
        if not clause and place > at + 1 and (token.norm in _VERBS or token.norm in CONDITIONS):
            return place
    return end


def _behind(source: Sequence[Token], start: int, end: int) -> Iterator[int]:
    for place in range(start, end):
        if source[place].mark in (";", "；"):
            return
        yield place


def _before(source: Sequence[Token], at: int, start: int) -> Iterator[int]:
    for place in range(at - 1, start - 1, -1):
        yield place
        if source[place].mark in (";", "；", ":") or (source[place].mark == "," and place < at - 4):
            return


def _has(tokens: Sequence[Token], condition: Condition, share: float) -> bool:
    """Say whether ``tokens`` have such a share of the words of a condition."""
    solid = [word for word in condition.solid if word.norm not in NEGATIONS] or condition.solid
    hits = sum(any(_same(word, token) for token in tokens if not token.free) for word in solid)
    return hits >= max(share * len(solid), 0.01)


def _same(one: Token, other: Token) -> bool:
    if is_number(one) or is_number(other):
        return one.norm == other.norm
    return one.norm == other.norm or (one.kind == other.kind == "word" and alike(one.norm, other.norm))
