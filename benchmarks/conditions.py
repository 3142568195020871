"""Conditions of the source that a shown text leaves out: "free for orders over €50" is not "free".

One counts as dropped where the text takes up what it is attached to, and neither the text nor the
customer's question has a word of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.alignment import Token, alike, common_start, is_number
from benchmarks.joints import measure
from benchmarks.meaning import NEGATIONS, TAKEN_UP
from benchmarks.phrases import CLAUSES, Condition, conditions_of

_PREPOSITIONS = frozenset(
    ["after", "at", "before", "by", "for", "from", "in", "of", "on", "to", "with", "within"]
)


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
        for condition in conditions_of(source, start, end):
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


def _sentences(source: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(source) + 1):
        if at == len(source) or source[at].sentence != source[start].sentence:
            yield start, at
            start = at


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
    if numbers and opener not in CLAUSES:
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


def _has(tokens: Sequence[Token], condition: Condition, share: float) -> bool:
    """Say whether ``tokens`` have such a share of the words of a condition; of a short phrase, any."""
    solid = [word for word in condition.solid if word.norm not in NEGATIONS] or condition.solid
    if not solid:  # "if you are out"
        return any(token.norm == condition.words[0].norm for token in tokens)
    hits = sum(any(_same(word, token) for token in tokens if not token.free) for word in solid)
    return hits >= (max(share * len(solid), 0.01) if condition.words[0].norm in CLAUSES else 0.01)


def _same(one: Token, other: Token) -> bool:
    if is_number(one) or is_number(other):
        return one.norm == other.norm
    if one.norm == other.norm:
        return True
    # "Leaves" and "least" begin alike; here that is not enough.
    common = common_start(one.norm, other.norm)
    return alike(one.norm, other.norm) and common >= max(3, 0.6 * max(len(one.norm), len(other.norm)))
