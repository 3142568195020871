"""Which facts a text tells: the sources of a sentence, and what of the catalogue has been said."""

from __future__ import annotations

from collections.abc import Sequence

from bot.claims.units import MONEY
from bot.copywriting.ledger.book import Book, Place
from bot.copywriting.ledger.measures import OWN
from bot.copywriting.ledger.numbers import KINDS
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import facts_of
from bot.domain.goods import Fact


def source(words: Sequence[Word], book: Book) -> str | None:
    """The ids of the fewest facts that hold all that is told, joined by ', '; None when nothing is."""
    open_keys = {(w.key, w.no) for w in facts_of(words, book)}
    chosen: list[int] = []
    while open_keys:
        covers = [_covered(open_keys, n, book) for n in range(len(book.facts))]
        best = max(range(len(covers)), key=lambda n: (len(covers[n]), _rank(book.facts[n].id)), default=-1)
        if best < 0 or not covers[best]:
            break
        chosen.append(best)
        open_keys -= covers[best]
    return ", ".join(book.facts[n].id for n in sorted(chosen)) or None


def _covered(keys: set[tuple[str, bool]], fact: int, book: Book) -> set[tuple[str, bool]]:
    return {(key, no) for key, no in keys if any(p.fact == fact for p in book.of(key))}


def _rank(fact_id: str) -> int:
    """An attribute is a better source than the prose that repeats it."""
    return 0 if fact_id.startswith("description") else 1 if fact_id in ("title", "category") else 2


def told(read: Sequence[Sequence[Word]], book: Book, whole: bool = False) -> tuple[Fact, ...]:
    """The facts of which one sentence gives the value, with every number and most of the words, or all."""
    tells = _tells_whole if whole else _tells
    return tuple(fact for n, fact in enumerate(book.facts) if any(tells(words, n, book) for words in read))


def _tells(words: Sequence[Word], fact: int, book: Book) -> bool:
    value, mine = _value(fact, book), _keys(words)
    numbers = [p for p in value if p.word.kind == "number"]
    hits = [p for p in value if _hit(p, mine)]
    if any(not _hit(p, mine) for p in numbers):
        return False
    if value and value[0].part == 0 and value[0] not in hits:
        return False  # 'microwave safe' is not 'dishwasher safe'
    return bool(hits) and len(hits) * 2 >= len(value)


def _tells_whole(words: Sequence[Word], fact: int, book: Book) -> bool:
    """With every word of the value, and a measure with what it is of: '1 year' of what?"""
    value, mine = _value(fact, book), _keys(words)
    if not value or not all(_hit(p, mine) for p in value):
        return False
    of = book.facts[fact].id
    measured = (
        any(p.word.unit and p.word.unit not in MONEY for p in value) and of not in OWN and "." not in of
    )
    label = {p.word.key for p in book.places if p.fact == fact and p.part == 0}
    said = {key for key, _ in mine}
    return not measured or bool(label & said) or any(KINDS.get(key, frozenset()) & said for key in label)


def _value(fact: int, book: Book) -> list[Place]:
    """The words of a fact's value; those of its label where that is yes or no."""
    places = [p for p in book.places if p.fact == fact and p.word.kind in ("word", "number")]
    return [p for p in places if p.part > 0] or places


def _keys(words: Sequence[Word]) -> set[tuple[str, bool]]:
    return {(w.key, w.no) for w in words if w.kind in ("word", "number")}


def _hit(place: Place, mine: set[tuple[str, bool]]) -> bool:
    return (place.word.key, place.no) in mine
