"""Promises that harmless words make beside any fact: a delivery, what others think, what there is none of.

They are known by their shape, not by their wording: a deadline is 'by' and a time, an opinion is a person and
what they want, see or have.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.idle import told
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

_DEADLINES = group("by before until till within")
_PRODUCT = group("it they them this these")
_HASTE = group("still already soon yet")
_HERE = group("here there available around")
_MOVED = group("apart away off")
_MOVING = lexicon.frozen("come go take let get pull")
_WILL = group("will would can could may might must should has have it its them one this these who")
_SEES = lexicon.frozen("closer look take")


def objection(words: Sequence[Word], book: Book) -> str:
    """The first promise of such a shape that no fact makes; '' when there is none."""
    telling = any(told([w], book) for w in words)
    for _, grouped in groupby(words, key=lambda w: w.part):
        clause = list(grouped)
        for rule in (_deadline, _opinion, _haste, _moved):
            if why := rule(clause, book):
                return why
        label = [w for w in words if w.part == clause[0].part - 1 and w.no]  # 'Scent: none added'
        if not any(is_fact(w, book) for w in label) and (why := _denied(clause, telling, book)):
            return why
    return ""


def _timely(word: Word) -> bool:
    scene = lexicon.lexicon()["free"]
    return word.unit == "weekday" or (word.kind == "word" and word.key in scene["times"] | scene["meals"])


def _people() -> frozenset[str]:
    return lexicon.lexicon()["free"]["people"] | lexicon.frozen("somebody someone everybody everyone")


def _deadline(clause: Sequence[Word], book: Book) -> str:
    """'With you by Friday', 'here before dinner', 'it comes on Monday'. 'By day' is no deadline."""
    for i, word in enumerate(clause):
        following = clause[i + 1 :]
        after = next((w for w in following if w.kind in ("word", "number")), None)
        bare = bool(following) and following[0] is after and after.key in lexicon.frozen("day night")
        known = bare or (after is not None and after.key in book.index)
        if word.text.lower() in _DEADLINES and after and _timely(after) and not known:
            return f"'{word.text} {after.text}' promises a time, and no fact does"
    time = next((w for w in clause if _timely(w)), None)
    of_it = any(w.text.lower() in _PRODUCT for w in clause[:3])
    asks = clause[0].key in lexicon.lexicon()["free"]["invitations"]
    if time and of_it and not asks and not told(clause, book):
        return f"'{time.text}' is a time that no fact says of it"
    return ""


def _opinion(clause: Sequence[Word], book: Book) -> str:
    """People may come and sit down; what they think, do or have of the product is not ours to say."""
    verbs = lexicon.lexicon()["free"]["invitations"] - _SEES
    for i, word in enumerate(clause):
        if word.key not in _people() or word.key in book.index:
            continue
        after = [w for w in clause[i + 1 :] if not is_fact(w, book)]
        if said := next((w for w in after if w.text.lower() in _WILL or w.key in verbs), None):
            return f"'{word.text} {said.text}' says what others think or do, and no fact does"
    return ""


def _haste(clause: Sequence[Word], book: Book) -> str:
    """'While it is still here', 'soon gone'."""
    for word in clause:
        text = word.text.lower()
        hurried = text in _HASTE and any(w.text.lower() in _PRODUCT | _HERE for w in clause if w is not word)
        if hurried and word.key not in book.index and not told(clause, book):
            return f"'{word.text}' hurries the reader, and no fact does"
    return ""


def _moved(clause: Sequence[Word], book: Book) -> str:
    """'You can take it apart': what comes off is a feature."""
    for i, word in enumerate(clause):
        verbs = [w for w in clause[:i] if w.key in _MOVING]
        if word.text.lower() in _MOVED and word.key not in book.index and verbs:
            return f"no fact says '{word.text}' of it"
    return ""


def _denied(clause: Sequence[Word], telling: bool, book: Book) -> str:
    """'No cord', 'no questions asked': without a fact in it, a denial denies a feature, a need or a fault."""
    reached = [w for w in clause if w.no and w.kind in ("word", "number")]
    if any(is_fact(w, book) for w in reached):
        return ""
    if telling and not any(w.gone for w in reached):
        return ""  # 'olive, but not the kind you eat'
    loose = next((w for w in reached if not (_timely(w) or w.key in _people())), None)
    denial = next((w for w in clause if w.kind == "no"), None)
    return f"'{denial.text} {loose.text}' denies what no fact speaks of" if loose and denial else ""
