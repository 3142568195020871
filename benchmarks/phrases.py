"""Conditions in a source: phrases that narrow a statement, and what they narrow.

A phrase is opened by a word such as "if" or "until", by a preposition before a number, or at the head
of a sentence; or it is an adjective that chooses among things of one name ("unused pans").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.alignment import Token, is_number
from benchmarks.meaning import BEFORE_NUMBERS, CHOOSING, CONDITIONS, LEADING, MODALS, POLITE, PREDICATIVE

_ENDS = frozenset(",;:()—–，；：（）")
_STRONG = frozenset(";；:")
_IF_ZH, _AFTER_ZH = ("如果", "只要", "假如"), "后前内时"
_LONG = 6  # so many words that carry meaning are looked at in one phrase
CLAUSES = CONDITIONS | {"as"} - {"after", "before", "within", "upon", "until", "till"}
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
        """Its words that carry meaning; of an amount, only the numbers."""
        if self.words[0].norm not in CLAUSES and any(is_number(word) for word in self.words[:4]):
            numbers = [word for word in self.words if is_number(word)]
            return numbers if any(word.norm == "or" for word in self.words[:5]) else numbers[:1]
        return [word for word in self.words[1:] or self.words if not word.free][:_LONG]


def conditions_of(source: Sequence[Token], start: int, end: int) -> Iterator[Condition]:
    """Yield the conditions of the sentence that stands between two places."""
    for at in range(start, end):
        token, before = source[at], source[at - 1] if at > start else None
        if token.kind == "han":
            yield from _chinese(source, at, start, end)
            continue
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


def _chinese(source: Sequence[Token], at: int, start: int, end: int) -> Iterator[Condition]:
    """A clause that begins with "if" or ends with "after", "before", "within" narrows the next ones."""
    if at > start and not source[at].mark:
        return
    stop = next((place for place in range(at + 1, end) if source[place].mark), end)
    clause = source[at:stop]
    if stop < end and ("".join(t.text for t in clause[:2]) in _IF_ZH or clause[-1].text in _AFTER_ZH):
        yield Condition(tuple(clause), tuple(range(stop, end)), False)


def _opens(source: Sequence[Token], at: int, start: int, end: int) -> bool:
    """Say whether the word at ``at`` opens a condition, or only stands there."""
    token, following = source[at], source[at + 1 : min(at + 4, end)]
    if not following or following[0].mark or any(word.norm in POLITE for word in following):
        return False
    if following[0].norm in ("which", "that", "this", "then") or source[at - 1].norm == "at":
        return False
    if token.norm in CONDITIONS and following[0].norm not in (("a", "per") if token.norm == "once" else ()):
        return True
    if token.norm == "against" or (token.norm == "as" and following[0].norm in ("long", "soon")):
        return True
    if token.norm in BEFORE_NUMBERS and any(is_number(word) for word in following[:2]):
        return not (token.norm == "for" and following[0].norm[0] in "€£$")  # a price
    within_marks = at == start or source[at].mark in _ENDS
    return within_marks and token.norm in LEADING and any(w.mark in _ENDS for w in source[at + 1 : end])


def _chooses(token: Token, before: Token | None) -> bool:
    if before is not None and not token.mark and before.norm in PREDICATIVE:
        return False
    if before is not None and before.norm in ("and", "or"):  # may be another thing's
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
    clause = source[at].norm in CLAUSES
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
