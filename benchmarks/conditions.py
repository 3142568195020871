"""Conditions of the source that a shown text leaves out: "free for orders over €50" is not "free".

A condition is a phrase that narrows a statement: opened by a word such as "if" or "until", by a
preposition before a number, at the head of a sentence, or an adjective that chooses ("unused pans").
It counts as dropped where the text takes up what the phrase is attached to, and neither the text
nor the customer's question has a word of the phrase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.alignment import Token, alike, common_start, is_number
from benchmarks.joints import measure
from benchmarks.meaning import (
    BEFORE_NUMBERS,
    CHOOSING,
    CONDITIONS,
    LEADING,
    MODALS,
    NEGATIONS,
    POLITE,
    PREDICATIVE,
    TAKEN_UP,
)

_ENDS = frozenset(",;:()—–，；：（）")
_STRONG = frozenset(";；:")
_LONG = 6  # so many words that carry meaning are looked at in one phrase
_CLAUSES = CONDITIONS - {"after", "before", "within", "upon", "until", "till"}
_PREPOSITIONS = frozenset(
    ["after", "at", "before", "by", "for", "from", "in", "of", "on", "to", "with", "within"]
)
_STATES = frozenset(
    [
        "and",
        "are",
        "can",
        "cannot",
        "cost",
        "costs",
        "do",
        "does",
        "has",
        "have",
        "is",
        "it",
        "may",
        "must",
        "she",
        "take",
        "takes",
        "they",
        "was",
        "we",
        "were",
        "will",
        "you",
    ]
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A phrase of the source, and the places of what it narrows, the nearest first."""

    words: tuple[Token, ...]
    narrows: tuple[int, ...]
    follows: bool = False  # joined to the phrase before it

    @property
    def text(self) -> str:
        """The phrase as it can be shown."""
        return ("" if self.words[0].kind == "han" else " ").join(token.text for token in self.words)

    @property
    def solid(self) -> list[Token]:
        """Its words that carry meaning; of an amount, only the number."""
        for word in self.words[:4]:
            if is_number(word) and self.words[0].norm not in _CLAUSES:
                return [word]
        return [word for word in self.words[1:] or self.words if not word.free][:_LONG]


def dropped(
    source: Sequence[Token], path: Sequence[int | None], shown: Sequence[Token], question: Sequence[Token]
) -> list[Condition]:
    """Return the conditions that one sentence, laid along ``path``, leaves out of its source.

    ``shown`` is the whole text: its other sentences may have the condition.
    """
    if any(token.norm in TAKEN_UP for token in shown) and not any(token.norm in TAKEN_UP for token in source):
        return []
    used = {place for place in path if place is not None}
    left_to = _left_to(source, path)
    found, kept = [], False
    for start, end in _sentences(source):
        if source[start].asks:
            continue
        for condition in _conditions(source, start, end):
            near = _near(source, condition, used)
            has = _has(shown, condition, 0.51) or _has(question, condition, 0.01)
            # "When A, or when B": either is enough.
            sibling, kept = condition.follows and kept, has
            if has or sibling or near not in used or near in left_to:
                continue
            if _other_case(source[start:end], condition, shown):
                continue
            if sum(place in used and not source[place].free for place in range(start, end)) >= 2:
                found.append(condition)
    return found


def _near(source: Sequence[Token], condition: Condition, used: set[int]) -> int | None:
    """Return the nearest word that a condition narrows; what was left out together with it is passed over."""
    solid = [place for place in condition.narrows if not source[place].free]
    for place in solid[:3]:
        if place in used:
            passed_over = place != solid[0] and source[place + 1].norm not in _PREPOSITIONS
            return None if passed_over else place
        if source[place - 1].norm in ("and", "or", "but"):
            return None
    return solid[0] if solid else None


def _other_case(sentence: Sequence[Token], condition: Condition, shown: Sequence[Token]) -> bool:
    """Say whether the text takes another case of the same sentence: "cards 5 days and PayPal 1 day"."""
    opener, numbers = condition.words[0].norm, {word.norm for word in condition.words if is_number(word)}
    if numbers and opener not in _CLAUSES:
        counted = [(word.norm, measure(sentence, at)) for at, word in enumerate(sentence) if is_number(word)]
        mine = {unit for number, unit in counted if number in numbers}
        others = {
            number for number, unit in counted if number not in numbers and (unit is None or unit in mine)
        }
        return opener != "within" and any(is_number(word) and word.norm in others for word in shown)
    rest = [word for word in sentence if word not in condition.words]
    said = any(word.norm == opener for word in shown)
    return (said and any(word.norm == opener for word in rest)) or opener == shown[0].norm


def _left_to(source: Sequence[Token], path: Sequence[int | None]) -> set[int]:
    """Return the places from which the path goes on in another sentence: there another phrase stands."""
    solid = [place for place in path if place is not None and not source[place].free]
    return {a for a, b in pairwise(solid) if source[a].sentence != source[b].sentence}


def _sentences(source: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(source) + 1):
        if at == len(source) or source[at].sentence != source[start].sentence:
            yield start, at
            start = at


def _conditions(source: Sequence[Token], start: int, end: int) -> Iterator[Condition]:
    for at in range(start, end):
        token = source[at]
        before = source[at - 1] if at > start else None
        joined = before is not None and before.norm in ("and", "but", "or", "so")
        if _opens(source, at, start, end):
            stop = _stop(source, at, end)
            leads = before is None or token.mark in _STRONG or (joined and before.mark in _ENDS)
            if joined and not leads and token.norm not in CONDITIONS:
                continue  # "14 months and up to 9": a fact of its own
            if token.norm == "within" and not leads and _is_promise(source, at, start):
                continue
            narrows = _behind(source, stop, end) if leads else _before(source, at, start)
            yield Condition(tuple(source[at:stop]), tuple(narrows), joined or token.mark == ",")
        elif _chooses(token, before) and at + 1 < end and not source[at + 1].mark and not source[at + 1].free:
            yield Condition((token,), tuple(_behind(source, at + 1, end)), False)


def _opens(source: Sequence[Token], at: int, start: int, end: int) -> bool:
    """Say whether the word at ``at`` opens a condition, or only stands there."""
    token, following = source[at], source[at + 1 : min(at + 4, end)]
    if not following or following[0].mark or any(word.norm in POLITE for word in following):
        return False
    if following[0].norm in ("which", "that", "this", "then", "per") or source[at - 1].norm == "at":
        return False
    if token.norm in CONDITIONS or token.norm == "against":
        return True
    if token.norm in BEFORE_NUMBERS and any(is_number(word) for word in following[:2]):
        return not (token.norm == "for" and following[0].norm[0] in "€£$")  # a price
    within_marks = at == start or source[at].mark in _ENDS
    return within_marks and token.norm in LEADING and any(w.mark in _ENDS for w in source[at + 1 : end])


def _chooses(token: Token, before: Token | None) -> bool:
    if before is not None and not token.mark and before.norm in PREDICATIVE:
        return False
    return token.norm in CHOOSING or (token.norm.startswith("un") and token.norm.endswith(("ed", "en")))


def _is_promise(source: Sequence[Token], at: int, start: int) -> bool:
    """Say whether the shop binds itself by a deadline: leaving that out claims less, not more."""
    for place in range(at - 1, start - 1, -1):
        if source[place].norm in MODALS or source[place].norm == "you":
            return False
        if source[place].norm in ("we", "it", "they"):
            return True
    return any(word.norm in ("is", "are", "takes", "arrive", "arrives") for word in source[start:at])


def _stop(source: Sequence[Token], at: int, end: int) -> int:
    """Return where the phrase that opens at ``at`` ends: at a mark, or where a statement begins."""
    clause = source[at].norm in _CLAUSES
    for place in range(at + 1, end):
        token = source[place]
        if token.mark in _ENDS:
            return place
        solid = any(not word.free for word in source[at + 1 : place])
        if not clause and solid and (token.norm in _STATES or token.norm in CONDITIONS):
            return place
    return end


def _behind(source: Sequence[Token], start: int, end: int) -> Iterator[int]:
    for place in range(start, end):
        if source[place].mark in _STRONG:
            return
        yield place


def _before(source: Sequence[Token], at: int, start: int) -> Iterator[int]:
    for place in range(at - 1, start - 1, -1):
        yield place
        if source[place].mark in _STRONG or (source[place].mark == "," and place < at - 4):
            return


def _has(tokens: Sequence[Token], condition: Condition, share: float) -> bool:
    """Say whether ``tokens`` have such a share of the words of a condition; of a short phrase, any."""
    solid = [word for word in condition.solid if word.norm not in NEGATIONS] or condition.solid
    if not solid:  # "if you are out"
        return any(token.norm == condition.words[0].norm for token in tokens)
    hits = sum(any(_same(word, token) for token in tokens if not token.free) for word in solid)
    return hits >= (max(share * len(solid), 0.01) if condition.words[0].norm in _CLAUSES else 0.01)


def _same(one: Token, other: Token) -> bool:
    if is_number(one) or is_number(other):
        return one.norm == other.norm
    if one.norm == other.norm:
        return True
    # "Leaves" and "least" begin alike; here that is not enough.
    common = common_start(one.norm, other.norm)
    return alike(one.norm, other.norm) and common >= max(3, 0.6 * max(len(one.norm), len(other.norm)))
