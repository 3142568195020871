"""Who does what: a noun of the facts is made no verb, and what something is done to does not do it.

English says both with the same words: 'dip pens' and 'dip the pen', 'it boils water' and 'water boils it'.
A word right before an article is a verb, or it is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.claims.words import group
from bot.copywriting.ledger.book import Book, Place
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.relations import governor
from bot.copywriting.ledger.statements import LISTS, PLACED, STATED
from bot.copywriting.ledger.vocabulary import is_fact

_ARTICLES = group("a an the its your their this these each every")
_OBJECTS = _ARTICLES | group("it them")
_NAMING = frozenset(("of", "with", "for", "in", "from", "by"))
_TIED = PLACED | LISTS | group("out down away back")


def objection(words: Sequence[Word], book: Book) -> str:
    """The first verb that the facts have as a noun, or whose object has become its subject."""
    for i, word in enumerate(words[:-1]):
        places = book.of(word.key)
        if not places or not _is_verb(i, words):
            continue
        if is_fact(word, book) and all(_is_noun(place, book) for place in places):
            return f"'{word.text}' is something done here, and a thing in the facts"
        before = words[i - 1] if i and not word.gap else None
        if before and before.kind == "word" and is_fact(before, book) and _undergoes(before, places, book):
            return f"the facts do not say that '{before.text}' does it"
    return ""


def _is_verb(i: int, words: Sequence[Word]) -> bool:
    """'Dip the', 'the torch cuts the'; but neither 'on Monday the' nor 'washed the'."""
    word, after, text = words[i], words[i + 1], words[i].text.lower()
    before = words[i - 1].text.lower() if i and not word.gap else ""
    plain = word.kind == "word" and text not in PLACED | STATED and not text.endswith(("ing", "ed"))
    return plain and not after.gap and after.text.lower() in _OBJECTS and before not in _ARTICLES | PLACED


def _is_noun(place: Place, book: Book) -> bool:
    """Whether the facts name a thing with it: 'for dip pens', 'a light'; but 'the push of' is a deed."""
    if not place.part or place.word.text.lower().endswith(("ing", "ed")):
        return False
    run = book.runs[place.fact]
    before = run[place.at - 1].word if place.at and run[place.at - 1].part == place.part else None
    after = run[place.at + 1].word if place.at + 1 < len(run) else None
    follows = after.text.lower() if after and not after.gap else ""
    if follows in _OBJECTS | {"of"} or (follows and after and after.kind == "number"):
        return False
    if before is not None and before.text.lower() in _ARTICLES:
        return True
    named = bool(follows) and after is not None and after.kind == "word" and follows not in _TIED
    if before is None:
        return named and "." not in book.facts[place.fact].id
    leads = before.text.lower() in PLACED | LISTS or before.kind == "word"
    return leads and governor(place, book) in _NAMING and (named or not follows or follows in LISTS)


def _undergoes(thing: Word, places: Sequence[Place], book: Book) -> bool:
    """Whether the facts have a thing right behind this verb, and never before it: 'boils water'."""
    pairs = [
        (verb, other) for verb in places for other in book.of(thing.key)
        if (verb.fact, verb.part) == (other.fact, other.part) and verb.part
    ]  # fmt: skip
    return any(other.at == verb.at + 1 for verb, other in pairs) and all(
        other.at > verb.at for verb, other in pairs
    )
