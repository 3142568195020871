"""A measure that stands without a word for it is the product's own size, and never that of something else.

'Bistro table, 8 cm' makes the folded height its size. What the number is of has to be said, unless it is the
number of the name or of the size, or there is no other such number to take it for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book, Place
from bot.copywriting.ledger.numbers import KINDS
from bot.copywriting.ledger.reading import Word

_KINDS_OF_UNIT = {
    unit: kind
    for kind, units in (("length", "mm cm m inch foot"), ("weight", "g kg lb oz"), ("volume", "ml l"))
    for unit in units.split()
}
# The attributes that a bare measure is understood to be.
_OWN = frozenset("title size sizes measures length capacity weight volume contents net_weight".split())
#: Words. So near in a fact, a word and a number speak of the same thing.
_NEAR = 4


def objection(words: Sequence[Word], book: Book) -> str:
    """The first measure of which it is not said what it measures; '' when there is none."""
    before: list[Word] = []
    for _, grouped in groupby(words, key=lambda w: w.part):
        clause = list(grouped)
        for word in clause:
            if word.kind == "number" and word.unit in _KINDS_OF_UNIT:
                said = [w for w in clause if w is not word]
                alone = not any(w.kind == "word" for w in said)
                labels = before if alone and clause[0].gap in (",", ";") else []
                if why := _unsaid(word, said + labels, labels, book):
                    return why
        before = clause
    return ""


def _unsaid(number: Word, said: Sequence[Word], labels: Sequence[Word], book: Book) -> str:
    if any(w.key in KINDS for w in said):
        return ""  # numbers.py asks whether it is that
    kind = _KINDS_OF_UNIT[number.unit]
    places = book.of(number.key)
    rivals = [p for p in book.places if _KINDS_OF_UNIT.get(p.word.unit) == kind and p.word.key != number.key]
    if not rivals or not places:
        return ""
    for word in labels:
        if word.kind == "word" and word.key not in book.titles and _beside(word, rivals, book):
            if not _beside(word, places, book):
                return f"the facts say '{word.text}' of another number than '{number.text}'"
    if any(book.facts[p.fact].id in _OWN for p in places):
        return ""
    if any(w.kind == "word" and w.key not in book.titles and _beside(w, places, book) for w in said):
        return ""
    return f"it is not said what '{number.text}' measures"


def _beside(word: Word, numbers: Sequence[Place], book: Book) -> bool:
    """Whether a fact puts the word with one of these numbers: as its label, or close to it."""
    for here in book.of(word.key):
        for number in numbers:
            if here.fact != number.fact:
                continue
            labelled = here.part == 0 or lexicon.key(word.text) in book.facts[here.fact].id.split("_")
            if labelled or (here.part == number.part and abs(here.at - number.at) < _NEAR):
                return True
    return False
