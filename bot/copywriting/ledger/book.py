"""The facts as a book to look words up in: where each stands, with which sign, and what it belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from bot.claims.units import MONTHS
from bot.claims.words import group
from bot.copywriting.facts import NAMES
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.reading import Word, read
from bot.domain.goods import Fact

#: Attributes that speak of the product itself, not of a part of it.
WHOLE = group(
    "material size weight capacity height width length depth thickness diameter volume contents "
    "content pieces pages sheets colour color finish title category price care wash pattern "
    "style sold_as pairs measures"
)
_MONTHS = {number: name for name, number in reversed(MONTHS.items())}
_EMPTY = re.compile(r"(?:no|none|not|never|without)\b", re.I)
_SPLIT = re.compile(r"(\w+) (yes|no)\b", re.I)
_GENERIC = group("description source step bought viewed")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Place:
    """One word at its place in the facts."""

    fact: int
    part: int
    at: int
    word: Word

    @property
    def no(self) -> bool:
        return self.word.no


@dataclass(frozen=True, eq=False)
class Book:
    """All facts, read. ``places`` are their words in order; a label stands before its value."""

    facts: tuple[Fact, ...]
    places: tuple[Place, ...]

    @cached_property
    def index(self) -> dict[str, tuple[Place, ...]]:
        found: dict[str, list[Place]] = {}
        for place in self.places:
            found.setdefault(place.word.key, []).append(place)
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def runs(self) -> tuple[tuple[Place, ...], ...]:
        """The words of each fact in order: ``runs[place.fact][place.at]`` is that place."""
        found: list[list[Place]] = [[] for _ in self.facts]
        for place in self.places:
            found[place.fact].append(place)
        return tuple(map(tuple, found))

    @cached_property
    def titles(self) -> frozenset[str]:
        """Words of the product's name and category: they stand for the product itself."""
        return frozenset(
            p.word.key for p in self.places if self.facts[p.fact].id in NAMES and p.word.kind == "word"
        )

    @cached_property
    def parts(self) -> frozenset[str]:
        """Words for parts of the product. What the product itself is called is no part of it."""
        known = lexicon.words("part")
        return (frozenset(self.index) & known) - self.titles

    @cached_property
    def splits(self) -> dict[str, dict[str, bool]]:
        """Topic word -> part -> whether it holds: 'dishwasher safe: glass yes, stopper no'."""
        found: dict[str, dict[str, bool]] = {}
        for fact in self.facts:
            signs = {lexicon.key(part): sign.lower() == "yes" for part, sign in _SPLIT.findall(fact.value)}
            if len(signs) > 1:
                found |= {word.key: signs for word in read(fact.label) if word.kind == "word"}
        return found

    @cached_property
    def ruled(self) -> dict[str, bool]:
        """Topic word -> whether a yes-or-no attribute denies it; that outweighs what prose says of it."""
        found: dict[str, set[bool]] = {}
        for place in self.places:
            if place.part == 0 and self.facts[place.fact].value in ("yes", "no"):
                found.setdefault(place.word.key, set()).add(place.no)
        return {
            key: signs.pop() for key, signs in found.items() if len(signs) == 1 and key not in self.titles
        }

    @cached_property
    def denied(self) -> frozenset[str]:
        """The first word of each label answered with no: "home" of "for home use" is not harmless then."""
        first = {p.fact: p.word.key for p in reversed(self.places) if p.part == 0}
        return frozenset(key for n, key in first.items() if self.facts[n].value == "no") - self.titles

    def signs(self, key: str) -> frozenset[bool]:
        """Whether the facts deny a word, affirm it, or do both in different places."""
        if key in self.ruled:
            return frozenset([self.ruled[key]])
        return frozenset(place.no for place in self.of(key))

    def of(self, key: str) -> tuple[Place, ...]:
        return self.index.get(key, ())

    def homes(self, key: str) -> frozenset[int]:
        """The facts in which a word stands."""
        return frozenset(place.fact for place in self.of(key))

    def together(self, one: str, other: str) -> bool:
        """Whether two words stand in one segment of a fact, or as label and value."""
        for here in self.of(one):
            for there in self.of(other):
                if here.fact == there.fact and (here.part == there.part or 0 in (here.part, there.part)):
                    return True
        return False


_open: WeakValueDictionary[tuple[Fact, ...], Book] = WeakValueDictionary()


def book_of(facts: tuple[Fact, ...]) -> Book:
    """The facts in a form to look things up in.

    It is read once for as long as somebody holds it, as the mender of a brief does, and gone with them: what
    a caller or a customer told stays in memory no longer than their brief is in hand.
    """
    book = _open.get(facts)
    if book is None:
        _open[facts] = book = _read(facts)
    return book


def per_book(find: Callable[[Book], Found]) -> Callable[[Book], Found]:
    """Have something found once for each book, and gone with it; what is found must not hold the book."""
    known: WeakKeyDictionary[Book, Found] = WeakKeyDictionary()

    @wraps(find)
    def found(book: Book) -> Found:
        if book not in known:
            known[book] = find(book)
        return known[book]

    return found


def _read(facts: tuple[Fact, ...]) -> Book:
    places: list[Place] = []
    for number, fact in enumerate(facts):
        for at, word, part in _words(fact):
            places.append(Place(number, part, at, word))
    return Book(facts, tuple(places))


def _words(fact: Fact) -> Iterable[tuple[int, Word, int]]:
    """The words of one fact. A label is segment 0 (and part of every segment); prose counts from 1."""
    value = fact.value
    kind = fact.id.split(".")[0]
    label = () if kind in (*_GENERIC, "title", "short_title", "category", "price") else read(fact.label)
    bare = value.lower() in ("yes", "no")
    denied = value.lower() == "no" or bool(_EMPTY.match(value)) or value.lower().endswith((" no", " not"))
    negative = any(word.kind == "no" for word in label)  # 'not for: babies'
    split = len(_SPLIT.findall(value)) > 1
    if split:
        denied = False
    gone = not bare or len(label) == 1  # 'caffeine: no'; but 'water resistant: no' is not 'no water'
    found: list[tuple[Word, int]] = []
    for word in label:
        if word.kind in ("word", "number"):
            found.append((_signed(word, denied, denied and gone), 0))
            if split:
                found.append((_signed(word, True), 0))
    read_value = () if bare else read(value + _month(value, kind))
    for i, word in enumerate(read_value):
        found.append((_signed(word, word.no != negative, word.gone and not split), word.part + 1))
        if _left_out_later(i, read_value):  # 'seeds, which are not included'
            found.append((_signed(word, True, True), word.part + 1))
    return [(at, word, part) for at, (word, part) in enumerate(found)]


def _month(value: str, kind: str) -> str:
    date = re.search(r"(\d{4})-(\d\d)-\d\d", value) if kind in ("bought", "viewed") else None
    return f", {_MONTHS[int(date[2])]}, {date[1]}" if date else ""


def _left_out_later(i: int, words: tuple[Word, ...]) -> bool:
    after = [w for w in words[i + 1 :] if w.part == words[i].part + 1]
    last = i + 1 < len(words) and words[i + 1].part != words[i].part
    return (
        last
        and bool(after)
        and after[0].key in ("not", "which", "none")
        and any(w.kind == "no" for w in after)
    )


def _signed(word: Word, no: bool, gone: bool = False) -> Word:
    return replace(word, no=no, gone=gone)
