"""Which facts a text tells: the sources of a sentence, and what of the catalogue has been said."""

from __future__ import annotations

from collections.abc import Sequence

from bot.copywriting.ledger.book import Book, Place
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


def told(read: Sequence[Sequence[Word]], book: Book) -> tuple[Fact, ...]:
    """The facts of which one sentence gives the value, with every number and most of the words."""
    return tuple(fact for n, fact in enumerate(book.facts) if any(_tells(words, n, book) for words in read))


def _tells(words: Sequence[Word], fact: int, book: Book) -> bool:
    places = [p for p in book.places if p.fact == fact and p.word.kind in ("word", "number")]
    value = [p for p in places if p.part > 0] or places
    mine = {(w.key, w.no) for w in words if w.kind in ("word", "number")}
    numbers = [p for p in value if p.word.kind == "number"]
    hits = [p for p in value if _hit(p, mine)]
    if any(not _hit(p, mine) for p in numbers):
        return False
    return bool(hits) and len(hits) * 2 >= len(value)


def _hit(place: Place, mine: set[tuple[str, bool]]) -> bool:
    return (place.word.key, place.no) in mine
