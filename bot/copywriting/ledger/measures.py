"""A measure that stands without a word for it is the product's own size, and never that of something else.

'Bistro table, 8 cm' makes the folded height its size. What the number is of has to be said, unless it is the
number of the name or of the size, or there is no other such number to take it for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.claims.words import group
from bot.copywriting.ledger.book import Book, Place
from bot.copywriting.ledger.numbers import KINDS
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

_KINDS_OF_UNIT = {
    unit: kind
    for kind, units in (("length", "mm cm m inch foot"), ("weight", "g kg lb oz"), ("volume", "ml l"))
    for unit in units.split()
}
#: The attributes that a bare measure is understood to be.
OWN = group("title size sizes measures length capacity weight volume contents net_weight wheel_size")
_SIDES = frozenset(("height", "width", "diameter"))  # so are these, where there is no size
#: Words. So near in a fact, a word and a number speak of the same thing.
_NEAR = 4


def objection(words: Sequence[Word], book: Book) -> str:
    """The first measure of which it is not said what it measures; '' when there is none."""
    clauses = [list(clause) for _, clause in groupby(words, key=lambda w: w.part)]
    before: list[Word] = []
    for at, clause in enumerate(clauses):
        bare = not any(is_fact(w, book) and w.kind == "word" for w in clause)
        after = clauses[at + 1] if bare and at + 1 < len(clauses) else []
        for word in clause:
            if word.kind == "number" and word.unit in _KINDS_OF_UNIT:
                said = [w for w in clause if w is not word]
                labels = before if bare and clause[0].gap in (",", ";") else []
                if why := _unsaid(word, said + labels, labels, after, book):
                    return why
        before = before if bare else clause  # 'frame sizes of 46, 50 and 54 cm'
    return ""


def _unsaid(
    number: Word, said: Sequence[Word], labels: Sequence[Word], after: Sequence[Word], book: Book
) -> str:
    if any(w.key in KINDS for w in said):
        return ""  # numbers.py asks whether it is that
    places = book.of(number.key)
    rivals = [p for p in book.places if _alike(p.word, number) and p.word.key != number.key]
    if not rivals or not places:
        return ""
    name = {p.word.text.lower() for p in book.places if book.facts[p.fact].id in ("title", "category")}
    for word in [] if any(w.kind == "number" for w in labels) else labels:
        named = word.text.lower() in name
        if not named and _beside(word, rivals, book) and not _beside(word, places, book):
            return f"the facts say '{word.text}' of another number than '{number.text}'"
    own = {book.facts[p.fact].id for p in rivals} & OWN
    if any(book.facts[p.fact].id in (OWN if own else OWN | _SIDES) for p in places):
        return ""
    if any(_beside(w, places, book) for w in (*said, *after)):
        return ""
    return f"it is not said what '{number.text}' measures"


def _alike(one: Word, other: Word) -> bool:
    """Whether two numbers could be taken for each other: of one kind and of one form."""
    kind = _KINDS_OF_UNIT.get(one.unit)
    form = [mark in one.key for mark in ("..", "x")] == [mark in other.key for mark in ("..", "x")]
    return kind is not None and kind == _KINDS_OF_UNIT.get(other.unit) and form


def _beside(word: Word, numbers: Sequence[Place], book: Book) -> bool:
    """Whether a fact puts the word with one of these numbers: as its label, or close to it."""
    if word.kind != "word":
        return False
    for here in book.of(word.key):
        if word.key in book.titles and here.word.text.lower() != word.text.lower():
            continue  # the 'folding' table is not 'folded'
        for number in numbers:
            if here.fact != number.fact or book.facts[here.fact].id == "title":
                continue
            attribute = "." not in book.facts[here.fact].id
            others = [p for p in book.places if p.fact == here.fact and _alike(p.word, number.word)]
            near = here.part == number.part and abs(here.at - number.at) < _NEAR
            if here.part == 0 or near or (attribute and len(others) == 1):
                return True
    return False
