"""A number belongs to its attribute: 28 cm is no weight, five years are the warranty."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from bot.claims.units import MONEY
from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import WHOLE, Book, Place
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import GUARDS, is_fact

# What a word beside a number says that the number is; a fact fits when its label or words hold one of these.
_SAYS = {
    "weight": "weigh weight heavy",
    "height": "tall high height stand",
    "width": "wide width broad across diameter",
    "length": "long length",
    "depth": "deep depth",
    "thickness": "thick thickness",
    "capacity": "hold capacity contents volume contain room space take load carry",
    "warranty": "warranty guarantee guaranteed",
    "size": "size sizes measure measures",
    "price": "cost price",
}
KINDS = {lexicon.key(w): lexicon.frozen(listed) for listed in _SAYS.values() for w in listed.split()}
_WARRANTY = KINDS[lexicon.key("warranty")]
_SPANS = group("day week month year hour minute second wday night")
_EACH = frozenset(lexicon.key(w) for w in group("each apiece piece per"))
_DEALS = lexicon.frozen("from off back less under over save saved instead")
_COUNTED = lexicon.frozen("set piece pair") | {"pieces"}


def objection(words: Sequence[Word], book: Book) -> str:
    """Why a number is not what the facts say, or a warranty has none; '' when all is well."""
    for word in words:
        if word.key in _WARRANTY and not _lasting(words, book):
            return f"'{word.text}' is said without its time"
    for i, word in enumerate(words):
        if word.kind == "number" and word.unit != "weekday" and (why := _one(i, words, book)):
            return why
    return ""


def _lasting(words: Sequence[Word], book: Book) -> bool:
    """Whether the time of the warranty stands in the sentence."""
    return any(w.unit and any("warranty" in book.facts[n].id for n in book.homes(w.key)) for w in words)


def _one(i: int, words: Sequence[Word], book: Book) -> str:
    word, places = words[i], book.of(words[i].key)
    if _named(i, words, book):
        return ""
    segment = [w for w in words if w.part == word.part] + _label(i, words)
    if why := _guarded(i, words, book):
        return why
    if word.unit in MONEY:
        return _price(i, words, book)
    if word.unit and (cue := _cue(i, words)):
        kinds = KINDS[cue]
        if not any(_holds(kinds, place, book) for place in places):
            return f"'{word.text}' is not what '{cue}' stands for in the facts"
        places = tuple(p for p in places if _holds(kinds, p, book))
    if word.unit in _SPANS and not _spoken(segment, places, book):
        return f"no fact says what '{word.text}' is the time of here"
    if why := _rival(i, words, book):
        return why
    if not word.unit or word.unit == "ordinal":
        return _count(i, words, places, book)
    return _beside(i, words, places, book)


def _guarded(i: int, words: Sequence[Word], book: Book) -> str:
    """'Up to 8 hours' may not become '8 hours', nor the other way round."""
    mine = {words[i - 1].key} & GUARDS if i and not words[i].gap else set()
    kept: list[set[str]] = []
    for place in book.of(words[i].key):
        before = book.places[book.places.index(place) - 1] if place.at else None
        found = {before.word.key} & GUARDS if before else set()
        fact = book.facts[place.fact]
        kept.append(found)
        if fact.id.endswith(("_to", "max_load", "max_pressure")) or fact.id.startswith("max"):
            kept += [{"atmost"}, {"max"}]
    return "" if mine in kept else f"the facts put another limit to '{words[i].text}'"


def _price(i: int, words: Sequence[Word], book: Book) -> str:
    homes = {book.facts[p.fact].id for p in book.of(words[i].key)}
    if "price" not in homes:
        return f"'{words[i].text}' is not the price"
    after = words[i + 1] if i + 1 < len(words) else None
    before = words[i - 1].key if i and not words[i].gap else ""
    if before in _DEALS or (after and not after.gap and after.key in _DEALS):
        return f"'{words[i].text}' is the price, not a part of it or a saving"
    if after and not after.gap and (after.key in _EACH or after.text.lower() in ("a", "an", "per")):
        unit = words[i + 2].key if i + 2 < len(words) else ""
        single = any(book.facts[p.fact].id == "sold_as" for p in book.of(unit))
        return "" if single else "the price is that of the whole, and no fact says for how much of it"
    return ""


def _cue(i: int, words: Sequence[Word]) -> str:
    """The word that says what the number is: right behind it, or the nearest before it in its segment."""
    after = i + 2 if i + 2 < len(words) and words[i + 1].key == "of" else i + 1
    if after < len(words) and words[after].part == words[i].part and words[after].key in KINDS:
        return words[after].key
    for j in range(i - 1, max(i - 6, -1), -1):
        if words[j].part != words[i].part or words[j].kind == "number" or words[j].key == "and":
            return ""
        if words[j].key in KINDS:
            return words[j].key
    return ""


def _holds(kinds: frozenset[str], place: Place, book: Book) -> bool:
    """Whether the fact of this place is of that kind: by its label, or by a word beside the number."""
    fact = book.facts[place.fact]
    if any(lexicon.key(part) in kinds for part in fact.id.split("_")):
        return True
    near = [
        p for p in book.places if p.fact == place.fact and p.part == place.part and abs(p.at - place.at) < 5
    ]
    return fact.id != "title" and any(p.word.key in kinds for p in near)


def _spoken(segment: Sequence[Word], places: Sequence[Place], book: Book) -> bool:
    homes = {place.fact for place in places}
    return any(
        w.kind == "word" and (set(book.homes(w.key)) & homes or _labels(w, homes, book)) for w in segment
    )


def _labels(word: Word, homes: set[int], book: Book) -> bool:
    kinds = KINDS.get(word.key, frozenset())
    return any(lexicon.key(part) in kinds for home in homes for part in book.facts[home].id.split("_"))


def _rival(i: int, words: Sequence[Word], book: Book) -> str:
    """A word beside the number that the facts put beside another such number, and not with this one."""
    for other in _near(i, words):
        if other.kind != "word" or other.key in book.titles:
            continue
        rivals = [p for p in book.of(other.key) if _numbered(p, words[i], book)]
        if rivals and not any(_with(p, words[i].key, book) for p in book.of(other.key)):
            return f"the facts say '{other.text}' of another number than '{words[i].text}'"
    return ""


def _near(i: int, words: Sequence[Word]) -> list[Word]:
    """Up to three words to each side, no further than the next number, 'and', 'or' or 'with'."""
    found: list[Word] = []
    for step in (1, -1):
        j = i + step
        while 0 <= j < len(words) and abs(j - i) < 4 and words[j].part == words[i].part:
            if words[j].kind == "number" or words[j].key in ("and", "or", "with", "plus"):
                break
            found.append(words[j])
            j += step
    return found + _label(i, words)


def _label(i: int, words: Sequence[Word]) -> list[Word]:
    """What stands before a colon in front of the number: 'Hose: 66 cm', 'Warranty on the frame: 8 years'."""
    before = [w for w in words[:i] if w.part == words[i].part - 1]
    return before if i and words[i].gap == ";" and len(before) < 5 else []


def _named(i: int, words: Sequence[Word], book: Book) -> bool:
    """Whether the number is part of the product's name, behind the word that it follows there."""
    if not i or words[i].gap:
        return False
    before = words[i - 1].key
    run = [p for p in book.places if book.facts[p.fact].id == "title"]
    return any(one.word.key == before and other.word.key == words[i].key for one, other in pairwise(run))


def _numbered(place: Place, number: Word, book: Book) -> bool:
    """Whether another number of that unit stands close to this place, or any in the value that it labels."""
    run = [
        p
        for p in book.places
        if p.fact == place.fact and place.part in (0, p.part) and p.word.kind == "number"
    ]
    return any(place.part == 0 or (abs(p.at - place.at) < 4 and p.word.unit == number.unit) for p in run)


def _with(place: Place, key: str, book: Book) -> bool:
    """Whether the number stands in the same piece of a fact as this place."""
    return any(
        p.fact == place.fact and (p.part == place.part or 0 in (p.part, place.part)) for p in book.of(key)
    )


def _count(i: int, words: Sequence[Word], places: Sequence[Place], book: Book) -> str:
    """A bare number counts what stands after it: that must be what the fact counts."""
    word = words[i]
    after = takewhile(lambda w: w.part == word.part and w.kind in ("word", "number"), words[i + 1 : i + 4])
    run = [w.key for w in after]
    before = [w.key for w in words[max(i - 3, 0) : i] if w.part == word.part and w.kind == "word"]
    counted = run or before[-1:] or [w.key for w in _label(i, words)]
    if not counted:
        alone = any(book.facts[p.fact].id in ("pieces", "title") for p in places)
        return "" if alone else f"'{word.text}' of what?"
    for place in places:
        fact = book.facts[place.fact]
        own = {p.word.key for p in book.places if p.fact == place.fact and p.part in (0, place.part)}
        whole = fact.id in ("pieces", "title") and counted[-1] in _COUNTED | _things(book)
        if whole or own & set(counted):
            return ""
    return f"the facts do not count that by '{word.text}'"


def _things(book: Book) -> frozenset[str]:
    """What the product is called, in its title and at the head of its description."""
    head = [
        p.word.key for p in book.places if book.facts[p.fact].id == "description.1" and p.word.kind == "word"
    ]
    return book.titles | frozenset(head[:4])


def _beside(i: int, words: Sequence[Word], places: Sequence[Place], book: Book) -> str:
    """The fact word that touches a measure must be one that the facts put with it."""
    word = words[i]
    for step in (1, -1):
        j = i + step
        while (
            0 <= j < len(words)
            and words[j].part == word.part
            and words[j].key in ("of", "a", "the", "is", "in")
        ):
            j += step
        if not (0 <= j < len(words)) or words[j].part != word.part or words[j].kind != "word":
            continue
        other = words[j]
        if not is_fact(other, book) or other.key in KINDS:
            continue
        whole = any(
            set(book.facts[p.fact].id.split("_")) & WHOLE or book.facts[p.fact].id in WHOLE for p in places
        )
        if set(book.homes(other.key)) & {p.fact for p in places} or (whole and other.key not in book.parts):
            continue
        return f"the facts do not say '{word.text}' of '{other.text}'"
    return ""
