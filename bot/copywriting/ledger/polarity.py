"""Yes stays yes and no stays no: each fact word is denied where the facts deny it, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.claims.words import group
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

_ELLIPSES = group("do does may can is are")
_NOT_HERE = group("which that none")


def objection(words: Sequence[Word], book: Book) -> str:
    """Why a denial is wrong or missing; '' when each stands as in the facts."""
    segments = [list(group) for _, group in groupby(words, key=lambda w: w.part)]
    for number, segment in enumerate(segments):
        following = segments[number + 1] if number + 1 < len(segments) else []
        told = [w for w in segment if is_fact(w, book)]
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
        if True in book.signs(w.key) and (not w.gone or any(p.word.gone for p in book.of(w.key)))
    ]
    others = [w for w in denied if w not in core and w.key not in book.titles]
    if not core:
        only_title = [w for w in denied if w.key in book.titles]
        loose = others or only_title
        return f"no fact denies '{loose[0].text}'"
    return f"no fact denies '{others[0].text}'" if others else ""


def _affirmed(told: Sequence[Word], following: Sequence[Word], book: Book) -> str:
    later = bool(following) and following[0].key in _NOT_HERE and any(w.kind == "no" for w in following)
    for word in told:
        if not word.no and not later and False not in book.signs(word.key):
            return f"the facts say no to '{word.text}'"
    return ""


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
