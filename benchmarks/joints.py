"""What is joined in the shown sentence must be joined in its source: and, or, a subject and its verb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.alignment import Token, is_number, unit_of
from benchmarks.meaning import NEGATIONS, RESTRICTIONS, Kind

Doubt = tuple[Kind, str, str]  # kind, what, why
Path = Sequence[int | None]
_WORDS = {"and": "and", "or": "or", "but": "but", "和": "and", "或": "or"}
_RELATIVE = frozenset(("neither", "that", "which", "who", "whose"))
_TIMES = frozenset(("minute", "hour", "day", "week", "month", "year"))
# Between a subject and its verb stand only such words; a preposition may take up any other part.
_VERBAL = frozenset(
    [
        "also",
        "always",
        "are",
        "be",
        "been",
        "can",
        "cannot",
        "could",
        "cost",
        "costs",
        "do",
        "does",
        "get",
        "gets",
        "have",
        "has",
        "is",
        "it",
        "may",
        "must",
        "need",
        "needs",
        "not",
        "only",
        "she",
        "should",
        "take",
        "takes",
        "the",
        "a",
        "an",
        "then",
        "they",
        "was",
        "we",
        "were",
        "will",
        "you",
        "your",
        "our",
    ]
)


def joints(shown: Sequence[Token], source: Sequence[Token], path: Path) -> Iterator[Doubt]:
    """ "And" for "or", words pulled together over an "or", and a fact beside a word that has another."""
    solid = [at for at, here in enumerate(path) if here is not None and not shown[at].free]
    for left, right in pairwise(solid):
        one, two = path[left] or 0, path[right] or 0
        if source[one].sentence != source[two].sentence or not 0 < two - one <= 10:
            continue
        mine = {_WORDS[token.norm] for token in shown[left + 1 : right] if token.norm in _WORDS}
        theirs = {_WORDS[token.norm] for token in source[one + 1 : two] if token.norm in _WORDS}
        marked = any(token.mark for token in shown[left + 1 : right + 1])
        if mine and theirs and not mine & theirs:
            yield "joined", " ".join(mine), f"the source says {' '.join(theirs)}"
        begins = next((p for p in range(one + 2, two + 1) if not source[p].free), None)
        if theirs and not mine and not marked and source[one + 1].norm in theirs and begins == two:
            yield "joined", shown[right].text, f"in the source a new part begins behind {source[one].text}"
    yield from _rivals(shown, source, path, solid)
    yield from _neighbours(shown, source, path, solid)


def _rivals(
    shown: Sequence[Token], source: Sequence[Token], path: Path, solid: Sequence[int]
) -> Iterator[Doubt]:
    """A word behind a fact, where the source has another fact of that unit between the two."""
    said = {token.norm for token in shown}
    for order, at in enumerate(solid):
        number = next((i for i in reversed(solid[:order]) if is_number(shown[i])), None)
        if number is None or is_number(shown[at]) or any(token.mark for token in shown[number + 1 : at + 1]):
            continue
        low, high = path[number] or 0, path[at] or 0
        if source[low].sentence != source[high].sentence:
            continue
        for place in range(low + 1, high):
            rival = source[place]
            if (
                is_number(rival)
                and rival.norm not in said
                and measure(source, low)
                and measure(source, place) == measure(source, low)
            ):
                yield "joined", shown[at].text, f"in the source {rival.text} stands between"
                return


def measure(tokens: Sequence[Token], at: int) -> str | None:
    """Return what the number at ``at`` measures: its currency, or its unit without a plural."""
    if tokens[at].norm[0] in "€£$":
        return tokens[at].norm[0]
    unit = unit_of(tokens, at)
    if unit in ("business", "working"):
        unit = tokens[at + 2].norm if at + 2 < len(tokens) else None
    unit = unit and unit.rstrip("s")
    return "time" if unit in _TIMES else unit


def _neighbours(
    shown: Sequence[Token], source: Sequence[Token], path: Path, solid: Sequence[int]
) -> Iterator[Doubt]:
    """A subject of one clause before what is said of the subject of another."""
    for left, right in pairwise(solid):
        one, two = path[left] or 0, path[right] or 0
        between = shown[left + 1 : right]
        if source[one].sentence != source[two].sentence or any(t.mark for t in shown[left + 1 : right + 1]):
            continue
        if any(token.norm not in _VERBAL and token.kind != "han" for token in between):
            continue
        if between and between[-1].norm in ("the", "a", "an", "your", "our", "its"):
            continue  # a thing is named where the source has a pronoun
        start, (low, high) = _clause(source, two)[0], _clause(source, one)
        elided = high == one + 1 or shown[left].kind == "number" or source[low].norm in _RELATIVE
        returns = any(low <= (path[later] or 0) < high for later in solid if later > right)
        if low <= two < high or elided or returns:
            continue
        skipped = [
            p for p in range(start, two)
            if p not in path and not source[p].free and source[p].norm not in NEGATIONS | RESTRICTIONS
        ]  # fmt: skip
        parted = source[start].norm in (*_WORDS, "while") or source[start].mark in (";", "；") or two < one
        han = shown[right].kind == "han"
        if len(skipped) >= (2 if han else 1) and (parted or han):
            what = "".join(source[p].text for p in skipped) if han else source[skipped[-1]].text
            yield "joined", shown[right].text, f"the source says it of {what}"
            return


def _clause(source: Sequence[Token], at: int) -> tuple[int, int]:
    """Return where the stretch between two marks begins and ends that holds ``at``."""
    start, end = at, at + 1
    while start > 0 and not source[start].mark:
        start -= 1
    while end < len(source) and not source[end].mark and source[end].sentence == source[at].sentence:
        end += 1
    return start, end
