"""A quality belongs to its thing: the handle is beech, the blade is steel, and not the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

_OF = group("of in is are from be was a an the its this that made cut built woven mak wov with and")
_PRODUCT = ""
_COMES = group("comes come includes include contains contain")
_HELD = re.compile(r"\b(?:comes?|includ|contain|with|has|have|set|pair)", re.I)
_QUALITIES = frozenset(["material", "colour", "color", "finish"])


def objection(words: Sequence[Word], book: Book) -> str:
    """Why two words do not belong together; '' when they do."""
    return _pairs(words, book) or _owned(words, book) or _included(words, book)


def _pairs(words: Sequence[Word], book: Book) -> str:
    """Two fact words side by side stand together in a fact, or one of them is the product's name."""
    for one, other in pairwise(words):
        if other.gap or one.kind != "word" or other.kind != "word" or one.part != other.part:
            continue
        if not (is_fact(one, book) and is_fact(other, book)) or one.key == other.key:
            continue
        if not book.together(one.key, other.key) and not {one.key, other.key} & book.titles:
            alike = _sort(one.key) == _sort(other.key)  # two colours or two materials are one name
            apart = not _owners(one.key, book) & _owners(other.key, book)
            apart |= not _quality(other.key, book) and any(p.part == 0 for p in book.of(other.key))
            of_parts = bool({one.key, other.key} & book.parts)
            if apart or alike or of_parts or not _quality(one.key, book):
                return f"no fact says '{one.text} {other.text}'"
    return ""


def _quality(key: str, book: Book) -> bool:
    """Whether a word names a material or a colour, by the lexicon or by its attribute."""
    if key in book.parts:
        return False
    known = lexicon.words("material") | lexicon.words("colour")
    return key in known or any(book.facts[n].id in _QUALITIES for n in book.homes(key))


def _included(words: Sequence[Word], book: Book) -> str:
    """'It comes with X': X is a part of the product, or the facts say that it is there."""
    for i, word in enumerate(words):
        after = words[i + 1].key if i + 1 < len(words) else ""
        if word.text.lower() not in _COMES or (word.key == "com" and after != "with"):
            continue
        found = next((w for w in words[i + 1 :] if w.part == word.part and is_fact(w, book)), None)
        if found is None or found.kind != "word" or found.key in book.parts | book.titles:
            continue
        facts = [book.facts[n] for n in book.homes(found.key)]
        if all(fact.id.startswith("description") and not _HELD.search(fact.value) for fact in facts):
            return f"no fact says that '{found.text}' comes with it"
    return ""


def _sort(key: str) -> str:
    return next((kind for kind in ("colour", "material") if key in lexicon.words(kind)), key)


def _owned(words: Sequence[Word], book: Book) -> str:
    for i, word in enumerate(words):
        if word.kind != "word" or not is_fact(word, book) or not _quality(word.key, book):
            continue
        after = words[i + 1] if i + 1 < len(words) else None
        if after and not after.gap and after.key in lexicon.lexicon()["free"]["abstract"]:
            return f"'{word.text} {after.text}' is no quality that the facts know"
        owner = _owner(i, words, book)
        if owner is None:
            continue
        owners = _owners(word.key, book)
        if owner not in owners:
            thing = owner or "the product"
            return f"the facts do not say '{word.text}' of {thing}"
    return ""


def _owner(i: int, words: Sequence[Word], book: Book) -> str | None:
    """The thing that a quality is said of: a part, the product (''), or None when it is not clear."""
    for j in range(i + 1, min(i + 5, len(words))):
        other = words[j]
        if other.gap or other.part != words[i].part or other.kind != "word":
            break
        if other.key in book.parts:
            return other.key
        if other.key in book.titles and not _quality(other.key, book):
            return _PRODUCT
        if not _quality(other.key, book):
            break
    for j in range(i - 1, max(i - 8, -1), -1):
        other = words[j]
        if words[j + 1].gap or other.part != words[i].part:
            return None
        if j == i - 1 and other.kind == "word":
            if _quality(other.key, book) or other.key in _OF:
                continue
            return None  # 'bottle green' says nothing of a bottle
        if other.key in book.parts:
            return other.key
        if other.key in book.titles and not _quality(other.key, book):
            return _PRODUCT
        if other.key not in _OF and not _quality(other.key, book):
            return None
    return None


def _owners(key: str, book: Book) -> set[str]:
    """What the facts say this quality of."""
    found: set[str] = set()
    for place in book.of(key):
        fact = book.facts[place.fact]
        label = lexicon.key(fact.id.split("_")[0])
        run = [p for p in book.places if p.fact == place.fact and p.part == place.part]
        at = run.index(place)
        after = next((p.word.key for p in run[at + 1 : at + 4] if p.word.key in book.parts), None)
        before = next((p.word.key for p in reversed(run[:at]) if p.word.key in book.parts), None)
        if after:
            found.add(after)
        elif label in book.parts:
            found.add(label)
        elif before and fact.id.startswith("description"):
            found |= {before, _PRODUCT} if len(run) > 6 else {before}
        else:
            found.add(_PRODUCT)
    return found
