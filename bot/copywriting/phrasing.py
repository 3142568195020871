"""How each fact may be worded in a sentence of the model: whole, as an adjective, a verb, a noun or a clause.

Wider than what the catalogue says of itself (``wording``), and as true: a phrase has one fact, whole, or one
item of a list. Words are compared as the ledger reads them: without articles and inflection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import takewhile

from bot.claims.words import group
from bot.copywriting import building, leaning, parts, wording
from bot.copywriting.facts import is_prose
from bot.copywriting.ledger.book import Book, per_book
from bot.copywriting.ledger.reading import Word, read
from bot.copywriting.sorts import ORIGINS
from bot.domain import Fact

#: Keys of the words of a phrase.
Keys = tuple[str, ...]
_ARTICLES = group("a an the its this these their our your")
_SAME = {"are": "is", "was": "is", "were": "is", "have": "has"}
_ITSELF = group("it they")
_THING = re.compile(
    r"(?!.*\b(?:on|in|of|with|for|at|or|alone|extra|sold|kept)\b)[a-z-]+(?: [a-z-]+){0,2}", re.I
)
_MEASURE = re.compile(r"\d[\d.,]* ?(?:mm|cm|m|in|g|kg|ml|l)")
_NAMING = group("a an one two three four five six our")
# With these another thing is named, which 'it' could be.
_OTHERS = group("with and")
_RESERVES = group("alone extra sold each separately when while")
_GOES_ON = group("and or with for")
# What ends the name of a thing: 'A heavy skillet | for steaks', 'Six leads come | with it'.
_ENDS = group("with for of from in on at by to that which so")
# Of the product as such, so that the value says it without its label.
_BARE = group("material colour color size capacity weight price format genre")
# What these list the product has, whatever the list is called.
_LISTS = group("design features equipment contents includes")
_WAYS = {
    "height": ("high", "tall"),
    "width": ("wide",),
    "length": ("long",),
    "depth": ("deep",),
    "thickness": ("thick",),
}


@dataclass(slots=True)
class Phrases:
    """All that may be said, by its place in a sentence."""

    adjectives: set[Keys] = field(default_factory=set)  # after 'is': 'made of oak'
    verbs: set[Keys] = field(default_factory=set)  # after the subject: 'weighs 1.2 kg'
    nouns: set[Keys] = field(default_factory=set)  # after 'has' or 'with': 'a warranty of 2 years'
    values: set[Keys] = field(default_factory=set)  # without a verb, of the product: 'brushed steel'
    clauses: set[Keys] = field(default_factory=set)  # with a subject of their own: 'the lid is glass'


def keys(words: Iterable[Word]) -> Keys:
    """Return what of words is compared; hyphens and articles make no difference."""
    found: list[str] = []
    for word in words:
        low = word.text.lower()
        if low not in _ARTICLES:
            found.append(_SAME.get(low, word.key))
    return tuple(found)


def of(text: str) -> Keys:
    """Return the keys of a text's words."""
    return keys(worded(text))


def worded(text: str) -> tuple[Word, ...]:
    """Return the words of a text; hyphens make no difference."""
    return tuple(read(text.replace("-", " ")))


@per_book
def phrases(book: Book) -> Phrases:
    """Word every fact of a book in every way that keeps it."""
    found = Phrases()
    before = ""
    ours = _things(book)
    for fact in book.facts:
        if is_prose(fact):
            _quoted(fact, found, ours, before)
            before = fact.value
        elif fact.id in ("title", "short_title"):
            found.nouns.add(of(fact.value))
        elif not fact.id.startswith(("bought", "viewed", "category")):
            _attribute(fact, found)
    made = [rest for rest in found.adjectives if rest[:1] == of("made")]
    found.adjectives |= {(*one, *other[1:]) for one in made for other in made if one != other}
    if opening := building.opening(book.facts):
        found.clauses.add(of(opening[0]))
    return found


def _attribute(fact: Fact, found: Phrases) -> None:
    if way := wording.said(fact):
        (found.adjectives if way.verb == "is" else found.verbs).add(
            of(way.rest if way.verb == "is" else f"{way.verb} {way.rest}")
        )
        if way.verb == "has":
            found.nouns.add(of(way.rest))
    if fact.value in ("yes", "no"):
        return
    for text in _valued(fact):
        found.adjectives.add(of(text))
    for text in _done(fact):
        found.verbs.add(of(text))
    if fact.id in ORIGINS:
        return
    if clause := parts.clause(fact):
        found.clauses.add(of(clause))
    label, value = fact.label, fact.value
    items = list(dict.fromkeys([value, *_items(value)]))
    for item in items:
        # 'The foot is unglazed ring' wants an article; how a thing is said to be something is in ``parts``.
        if item[:1].isdigit() or parts.clause(replace(fact, value=item)):
            found.clauses.add(of(f"{label} is {item}"))
        found.nouns.add(of(f"{item} {label}"))
    if value[:1].isdigit():
        found.nouns |= {of(f"{label} {value}"), of(f"{label} of {value}")}
    if label.endswith("warranty"):
        found.nouns.add(of(f"{value} of {label}"))
    if label in _LISTS:
        found.nouns |= set(map(of, items))
    if fact.id in _BARE:
        found.values.add(of(value))


def _items(value: str) -> list[str]:
    """The items of a list; none of a value that could be a thing and its limit: '2 years, motor only'."""
    first, *others = re.split(r", (?:and )?", value)
    plain = all(_THING.fullmatch(item) or _MEASURE.fullmatch(item) for item in others)
    return [first, *others] if _THING.fullmatch(first) and plain and not leaning.limits(value) else []


def _valued(fact: Fact) -> Iterator[str]:
    """What the product 'is' by a fact of its own."""
    name, value = fact.id, fact.value
    if name in ("colour", "color"):
        yield from (value, f"in {value}")
    elif name in ORIGINS:
        yield from (f"{verb} {value}" for verb in (("made in", "from") if name == "made_in" else ("from",)))
    elif name == "material":
        yield from (f"made {joint} {value}" for joint in ("of", "from"))
        yield value
    elif name == "price":
        yield from (
            f"{verb} {value}" for verb in ("priced at", "available for", "for", "at", "yours for", "sold for")
        )
        yield value
    elif name == "weight":
        yield from (value, f"{value} in weight")
    elif name in _WAYS:
        yield from (f"{value} {way}" for way in (*_WAYS[name], f"in {name}"))


def _done(fact: Fact) -> Iterator[str]:
    name, value = fact.id, fact.value
    if name in ("colour", "color"):
        yield f"comes in {value}"
    elif name in ORIGINS:
        yield f"comes from {value}"
    elif name == "weight":
        yield from (f"weighs {value}", f"weighs only {value}")
    elif name == "capacity":
        yield f"holds {value}"
    elif name == "price":
        yield f"costs {value}"
    elif fact.label in ("holds", "fits", "suits", "serves", "seats", "contains", "includes"):
        yield f"{fact.label} {value}"
    elif name == "contents":
        yield from (f"contains {value}", f"includes {value}", f"comes with {value}")


def _things(book: Book) -> frozenset[str]:
    """The keys of what the product may be: words of its name, and the last of its category."""
    category = next((fact.value for fact in book.facts if fact.id == "category"), "")
    return book.titles | frozenset(of(category)[-1:])


def _names(words: Sequence[Word], things: Set[str]) -> bool:
    """Whether prose begins by naming the product: 'A heavy skillet for', but not 'Six leads come with'."""
    if not words or words[0].text.lower() not in _NAMING:
        return False
    name = list(takewhile(lambda word: not word.gap and word.text.lower() not in _ENDS, words[1:]))
    return bool(name) and name[-1].key in things


def _quoted(fact: Fact, found: Phrases, things: Set[str], before: str) -> None:
    """A sentence of prose, or its beginning: up to a comma, and of a mere name up to 'with' or 'for'.

    Not where a limit or condition follows, as in 'free of charge for members' or 'safe with the lid off', and
    not within a list. An 'it' after a sentence on something else (``before``), too, may not be the product.
    """
    words = worded(fact.value)
    first = words[0].text.lower() if words else ""
    names = _names(words, things)
    joints = ("with", "for") if names else ()
    ends = [i for i, word in enumerate(words) if i and (word.gap or word.text.lower() in joints)]
    for end in (*ends, len(words)):
        told, rest = keys(words[:end]), {word.text.lower() for word in words[end:]}
        cut = end < len(words)
        if len(told) < (3 if cut else 2) or (cut and leaning.limits(fact.value)):
            continue
        if cut and rest & (
            _RESERVES if names and words[end].text.lower() in joints else _RESERVES | _GOES_ON
        ):
            continue
        found.clauses.add(told)
        if names:  # what the product is, it does not have: 'It has a gooseneck kettle for gas'
            found.adjectives.add(told)
        alone = not before or (_names(list(read(before)), things) and not _OTHERS & set(before.split()))
        if first in _ITSELF and alone:
            found.verbs.add(keys(words[1:end]))
