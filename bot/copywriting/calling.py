"""Which names a model may call the product by: its title, or less that ends in the thing and names no other.

'The Sill kettle' of a 'Sill Gooseneck Kettle 0.9 l'; but an 'iPhone 15 Case' is no iPhone, an 'Imitation
Leather Bag' no leather bag, and a 'Plate and Cup Set' no plate. There are as many short names as ways to
leave words out, so they are not listed: a sentence is walked through along the title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.copywriting.ledger.book import Book, per_book
from bot.copywriting.naming import base, changing, core, shortened
from bot.copywriting.phrasing import Keys, of

_BUNDLES = frozenset(("set", "pair", "pack"))


class Step(NamedTuple):
    """A word of a title, or a number with its unit. ``needed``: without it the name is another thing's."""

    keys: Keys
    needed: bool


class Names(NamedTuple):
    """The names that stand as they are, and what each title may be shortened to, word by word."""

    whole: frozenset[Keys]
    walks: tuple[tuple[Step, ...], ...]

    def ends(self, told: Keys, at: int) -> list[int]:
        """Where the names end that begin at a place of a sentence."""
        found = {at + len(name) for name in self.whole if told[at : at + len(name)] == name}
        for walk in self.walks:
            found |= _walked(walk, told, at)
        return sorted(end for end in found if end > at)


def _walked(walk: tuple[Step, ...], told: Keys, at: int) -> set[int]:
    """Where one may stand in a sentence after a title whose words were taken or left out one by one."""
    places = {at}
    for keys, needed in walk:
        taken = {place + len(keys) for place in places if told[place : place + len(keys)] == keys}
        places = taken if needed else places | taken
    return places


@per_book
def names(book: Book) -> Names:
    """Find what the product of a book may be called."""
    titles = [fact.value for fact in book.facts if fact.id in ("title", "short_title")]
    whole = frozenset(of(name) for title in titles for name in _whole(title))
    return Names(whole, tuple(tuple(_walk(title)) for title in titles if not _fixed(title)))


def _whole(title: str) -> Iterator[str]:
    """A title, without what stands behind the thing, a character shorter, and the bundle that it is."""
    yield from (title, core(title), shortened(title, len(title) - 1))
    yield from _BUNDLES & set(of(title))


def _fixed(title: str) -> bool:
    """Whether all of a name is needed: 'Plate and Cup Set', and the case of an 'iPhone 15 Case'."""
    whole = core(title)
    words = base(whole)
    rest = whole.split()[len(words) :]
    other = any(len(word) > 3 and word.isalpha() for word in rest) and rest[0][:1].isdigit()
    return other or "and" in words or "&" in words


def _walk(title: str) -> Iterator[Step]:
    """The words up to the thing; what makes another thing of it is needed, as the thing itself is."""
    words = base(core(title))
    changes = changing(words)
    for start, end in pairwise(_seams(words)):
        yield Step(of(" ".join(words[start:end])), end == len(words) or any(changes[start:end]))


def _seams(words: Sequence[str]) -> list[int]:
    """Before which words a name may be cut without being read in another way: not within '2 litre'."""
    told = of(" ".join(words))
    cuts = ((i, " ".join(words[:i]), " ".join(words[i:])) for i in range(len(words) + 1))
    return [i for i, left, right in cuts if of(left) + of(right) == told]
