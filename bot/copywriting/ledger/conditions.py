"""A time or condition stays with what it is said of: it lights up while it heats, and not after.

A fact's clause behind 'when', 'before' and the like is a condition of what stands beside it. A sentence may
leave a condition to ``joints``; it may not put the same one the other way round, move it to another
statement, or put one of its own in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.claims.words import group
from bot.copywriting.ledger.book import Book, per_book
from bot.copywriting.ledger.reading import Word, read
from bot.copywriting.ledger.vocabulary import is_fact

# How a condition lies to what it is said of; those with a sort in common may stand for one another.
_SORTS = {
    "while": group("during"), "during": group("during"), "as": group("during"),
    "when": group("during after"), "whenever": group("during after"), "if": group("during after"),
    "provided": group("during after"), "once": group("during after"), "after": group("after"),
    "before": group("before"), "until": group("until"), "till": group("until"), "unless": group("unless"),
}  # fmt: skip
_IT = group("it they you")
_JOINED = group("and or but")


class Clause(NamedTuple):
    """What holds (``main``) and when (``condition``), by the keys of their words."""

    word: str
    main: frozenset[str]
    condition: frozenset[str]


def objection(words: Sequence[Word], book: Book) -> str:
    """The first condition that the facts do not put so; '' when there is none."""
    known = _held(book)
    told = {w.key for w in words if is_fact(w, book)}
    free = {w.key for w in words} - told
    for clause in _clauses(words):
        main, said = (told & keys - book.titles for keys in (clause.main, clause.condition))
        alike = [held for held in known if said & held.condition]
        fitting = [held for held in alike if _SORTS[clause.word] & _SORTS[held.word]]
        if alike and not fitting:
            return f"the facts do not say '{clause.word}' but '{alike[0].word}' here"
        if main and fitting and not any(main & held.main for held in fitting):
            return f"what is '{clause.word}' is something else in the facts"
        own = [held for held in known if len(main) > 1 and main <= held.main] if not alike else []
        if own and not any((told | free) & held.condition for held in own):
            return f"the facts say so under another condition than '{clause.word}' here"
    return ""


@per_book
def _held(book: Book) -> tuple[Clause, ...]:
    return tuple(clause for fact in book.facts for clause in _clauses(read(fact.value)))


def _clauses(words: Sequence[Word]) -> Iterator[Clause]:
    for i, word in enumerate(words):
        text = word.text.lower()
        after = words[i + 1 : _end(words, i + 1)]
        if text not in _SORTS or not after or (text == "as" and after[0].text.lower() not in _IT):
            continue
        # 'Once dry it is water-resistant' has both in one breath.
        cut = next((j for j, w in enumerate(after) if j and w.text.lower() in _IT), len(after))
        leads = not i or bool(word.gap) or words[i - 1].text.lower() in _JOINED
        behind = words[i + 1 + len(after) : _end(words, i + 2 + len(after))]
        rest = after[cut:] or behind
        yield Clause(text, _keys(rest if leads and rest else _before(words, i)), _keys(after[:cut]))


def _end(words: Sequence[Word], start: int) -> int:
    """Where the clause that goes on at ``start`` ends."""
    ends = (j for j in range(start, len(words)) if words[j].gap or words[j].text.lower() in _SORTS)
    return next(ends, len(words))


def _before(words: Sequence[Word], end: int) -> Sequence[Word]:
    """The clause that ends at ``end``."""
    start = end - 1
    while start > 0 and not words[start].gap:
        start -= 1
    return words[max(start, 0) : end]


def _keys(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(w.key for w in words if w.kind in ("word", "number"))
