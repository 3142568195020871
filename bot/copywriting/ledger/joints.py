"""Two facts are joined as the facts join them: the pan is made in Italy, and not in the dishwasher.

True words can make a false sentence: 'soup made in Portugal', 'a laptop with welded seams'. A joint is let
out if one fact has it, or if it ties a phrase to the product itself by a relation that suits the fact's sort.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.claims.units import MONEY
from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import WHOLE, Book, Place, per_book
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.relations import (
    ASIDE,
    RELATION,
    STARTS,
    Phrase,
    bound,
    governor,
    is_made,
    phrases,
)
from bot.copywriting.sorts import MAKERS, ORIGINS, STUFFS

_MEANS = group("charging adjustment closure mounting mechanism")
# Attributes whose words may stand for the product: 'three-ply steel from Italy', '350 ml for coffee'.
_STANDS = (WHOLE | ORIGINS | group("format genre warranty year print frame body cover links")) - group(
    "title category"
)
#: What holds the product: its measure is the product's.
HOLDERS = lexicon.frozen("bottle jar box tin tube pack set pair piece")
# The first name of the product ends before one of these, and there is none where a verb comes first.
_ENDS = frozenset(RELATION) | ASIDE | STARTS
_VERBS = group("has have is are was were holds hold takes take carries carry inside")


def objection(words: Sequence[Word], book: Book) -> str:
    """The first joint of two facts that no fact has; '' when each is licensed."""
    for phrase in phrases(words, book):
        if not phrase.relation or (phrase.listed and phrase.opens) or _licensed(phrase, book):
            continue
        last = phrase.words[-1].text
        if not phrase.before:
            return f"no fact says '{phrase.said} {last}' of the product"
        return f"no fact joins '{phrase.before[-1].words[-1].text}' and '{last}' by '{phrase.said}'"
    return ""


def _licensed(phrase: Phrase, book: Book) -> bool:
    written = phrase.relation == "by" and any(fact.id in MAKERS for fact in book.facts)
    if phrase.relation != "is" and not written and phrase.head.key in names(book):
        origins = {
            book.facts[n].id for one in phrase.before[-1:] for w in one.words for n in book.homes(w.key)
        }
        return phrase.relation != "of" or not origins or not origins <= ORIGINS  # 'the Denmark of the lamp'
    whole = not phrase.before or bool(phrase.before[0].relation)
    if phrase.said == ":" and any(w.key in book.titles for w in phrase.before[-1].words):
        return True  # 'Stillwater pan: ...' is no label
    measured = all(w.kind == "number" for w in phrase.words)
    if measured and phrase.head.unit in MONEY:
        return True  # numbers.py asks whether it is the price
    if measured and any(one.head.key in HOLDERS for one in phrase.before):
        return True
    whole = whole or phrase.listed or any(stands(one.words, book) for one in phrase.before)
    counted = [w for w in phrase.words if w.kind == "word" or w.unit]  # 'by six neighbours' is no number
    if whole and any(_suits(phrase, word, book) for word in counted or phrase.words):
        return True
    ends = [word for one in phrase.before for word in _ends(one.words, book)]
    return any(bound(one, phrase.relation, other, book) for one in ends for other in phrase.words)


@per_book
def names(book: Book) -> frozenset[str]:
    """Words that stand for the product: its name without what comes with it, and what it is called first."""
    found: set[str] = set()
    uses: set[str] = set()
    for fact, run in zip(book.facts, book.runs, strict=True):
        if fact.id.startswith("description"):
            uses |= {place.word.key for place in run if governor(place, book) == "for"}
        if fact.id in ("title", "short_title", "category", "description.1"):
            pieces = [list(piece) for _, piece in groupby(run, key=lambda place: place.part)]
            for piece in pieces if fact.id == "title" else pieces[:1]:
                found |= _name([place.word for place in piece])
    return frozenset(found - uses) - _stuff()


def _name(words: Sequence[Word]) -> set[str]:
    """The words of a name up to 'with', 'for' and the like; none of a whole sentence's subject."""
    end = next((i for i, w in enumerate(words) if i and w.text.lower() in _ENDS), len(words))
    said = end < len(words) and words[end].text.lower() in _VERBS
    if said or any(w.key in _verbs() for w in words[:end]):  # 'Raised ridges leave marks'
        return set()
    return {w.key for w in words[:end] if w.kind == "word"}


def _verbs() -> frozenset[str]:
    return lexicon.lexicon()["free"]["plain verbs"]


def _stuff() -> frozenset[str]:
    return lexicon.words("material") | lexicon.words("colour")


def _ends(words: Sequence[Word], book: Book) -> Sequence[Word]:
    """The words that a joint may hold on to: of 'the mailbox signed' by, 'signed' only if the mailbox is."""
    *nouns, last = words
    done = bool(nouns) and last.text.endswith("ed") and not stands(nouns, book)
    return nouns if done and not any(bound(noun, "is", last, book) for noun in nouns) else words


def stands(words: Sequence[Word], book: Book) -> bool:
    """Whether a phrase names the product, or a quality of the whole of it."""
    if all(w.kind == "number" for w in words) or any(w.name and w.key in book.titles for w in words):
        return True
    nouns = [w for w in words if w.kind == "word" and not w.text.endswith("ed")]
    heads = [w for w in words if w.kind == "number"] + (nouns or list(words))[-1:]
    if any(w.key in names(book) for w in heads):
        return True
    places = [p for w in heads for p in book.of(w.key) if not _parted(p, book)]
    ids = _STANDS | ({"title"} if heads[-1].key in _stuff() else set())
    return any(book.facts[place.fact].id in ids for place in places)


def _parted(place: Place, book: Book) -> bool:
    """Whether a fact says this word of a part: 'beech handle', 'steel strainer'."""
    known = lexicon.words("part") - names(book)
    run = (p for p in book.runs[place.fact][place.at :] if p.part == place.part and place.part)
    return any(p.word.key in known for p in run)


def _suits(phrase: Phrase, word: Word, book: Book) -> bool:
    """Whether the relation may tie the product to this word."""
    if word.kind == "number":
        return True
    return any(_fits(phrase, place, book) for place in book.of(word.key))


def _fits(phrase: Phrase, place: Place, book: Book) -> bool:
    name, relation, own = book.facts[place.fact].id, phrase.relation, governor(place, book)
    stuff = name in STUFFS or name == "title" or "material" in name
    plain = relation != "in" or phrase.said == "in"
    if phrase.made:
        told = relation == own and (relation == "for" or is_made(place, book))
        return told or (name in ORIGINS and relation in ("in", "from")) or (stuff and relation != "for")
    if not place.part:  # the label
        return relation not in ("from", "by")
    if own:
        swaps = {("with", "of"), ("hold", "for"), ("is", "of")}
        amount = phrase.before and phrase.before[-1].words[-1].kind == "number"
        return own == relation or (relation, own) in swaps | ({("of", "for")} if amount else set())
    if name in ORIGINS:
        return plain and relation in ("in", "from", "is")
    if name in MAKERS:
        return relation in ("by", "from", "is", "with")
    if stuff:
        return plain and relation in ("of", "in", "is", "with", "from")
    if "." in name:
        return relation in ("with", "in", "is")
    return relation not in ("of", "from", "by") or (relation == "by" and name in _MEANS)
