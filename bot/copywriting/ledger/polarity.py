"""Yes stays yes and no stays no: each fact word is denied where the facts deny it, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.claims.words import group
from bot.copywriting.ledger.book import Book, Place
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

_ELLIPSES = group("do does may can is are")
_NOT_HERE = group("which that none")


def objection(words: Sequence[Word], book: Book) -> str:
    """Why a denial is wrong or missing; '' when each stands as in the facts."""
    segments = [list(group) for _, group in groupby(words, key=lambda w: w.part)]
    for number, segment in enumerate(segments):
        following = segments[number + 1] if number + 1 < len(segments) else []
        told = [w for w in segment if is_fact(w, book) or w.key in book.denied]
        if why := _split(segment, book) or _denied(told, segment, book) or _affirmed(told, following, book):
            return why
    return ""


def _denied(told: Sequence[Word], segment: Sequence[Word], book: Book) -> str:
    denied = [w for w in told if w.no]
    if not denied:
        return ""
    if sum(w.kind == "no" for w in segment) > 1:
        return "two denials in one clause cannot be followed"
    core = [
        w
        for w in denied
        if True in book.signs(w.key)
        and (not w.gone or any(p.word.gone or _whole(p, denied, book) for p in book.of(w.key)))
    ]
    others = [w for w in denied if w not in core and w.key not in book.titles]
    if not core:
        only_title = [w for w in denied if w.key in book.titles]
        loose = others or only_title
        return f"no fact denies '{loose[0].text}'"
    return f"no fact denies '{others[0].text}'" if others else ""


def _whole(label: Place, denied: Sequence[Word], book: Book) -> bool:
    """Whether all of a label that the facts say no to is denied: 'no USB port' is no 'no water'."""
    if book.facts[label.fact].value != "no":
        return False
    said = {w.key for w in denied}
    return all(p.word.key in said for p in book.places if p.fact == label.fact)


def _affirmed(told: Sequence[Word], following: Sequence[Word], book: Book) -> str:
    later = bool(following) and following[0].key in _NOT_HERE and any(w.kind == "no" for w in following)
    for i, word in enumerate(told):
        if word.no or later or False in book.signs(word.key):
            continue
        beside = (*told[max(i - 1, 0) : i], *told[i + 1 : i + 2])
        if not any(_of_another(word, other, book) for other in beside):
            return f"the facts say no to '{word.text}'"
    return ""


def _of_another(word: Word, beside: Word, book: Book) -> bool:
    """Whether the word beside it makes it another attribute's: 'HDMI ports' where there is no USB port."""
    denied = {p.fact for p in book.of(word.key) if p.no}
    said = {p.fact for p in book.of(word.key) if not p.no and "." not in book.facts[p.fact].id}
    homes = book.homes(beside.key)
    return beside.kind == "word" and not beside.no and bool(homes & said) and not homes & denied


def _split(segment: Sequence[Word], book: Book) -> str:
    """'Dishwasher safe: glass yes, stopper no': the part decides."""
    if segment[-1].key in _ELLIPSES or (len(segment) > 1 and segment[-1].kind == "no"):
        for word in segment:
            for held in book.splits.values():
                if held.get(word.key) is (segment[-1].kind == "no" or word.no):
                    return f"the facts say the opposite of '{word.text}' here"
    for word in segment:
        signs = book.splits.get(word.key)
        if not signs or word.kind != "word" or not is_fact(word, book):
            continue
        parts = [w for w in segment if w.key in signs]
        if not parts:
            return f"'{word.text}' holds for one part of it and not for another"
        wrong = [w for w in parts if signs[w.key] == word.no]
        if wrong:
            return f"the facts say the opposite of '{wrong[0].text}' here"
    return ""
