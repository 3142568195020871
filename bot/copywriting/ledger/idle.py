"""Clauses that tell no fact: a greeting, an invitation or a scene, and never a word on what is sold.

Harmless words can promise all the same: "Your hands will thank you.", "Half the work." What holds no fact
cannot be followed back to one, so of such sentences only those shapes are let out that promise nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

#: Words, articles not counted. What says more than this without a fact comes to speak of the product.
LONGEST = 8
# What is said with these is foretold, wished or promised.
_FORETELLS = group("will would shall must 'll ll")
_PROMISES = _FORETELLS | group("can could may might should need has have had having been being means")
_DOING = group("do did does")
_PRODUCT = group("it its itself they them their theirs this these that those")
_SHOP = group("we us our ours ourselves i me my")
# A promise is made of a gain, a trouble that is spared, an amount or a comparison.
_GAINS = lexicon.frozen(
    "half must trouble problem patience noise thank thanks smile save duty secret trick mess courtesy well "
    "forget enough hardly almost mostly many better"
)
_LOADED = _GAINS | lexicon.frozen(
    "rest work good same alike already soon later quite rather own very help use used cost change sense "
    "offer back apart away off lose win matter hide hold keep run last silence like such other others "
    "another else send sent pay there together match fit stand lie fall appetite dream ready sold"
)
_DONE = group("done made gone")
_LISTS = group("and plus with")
_POLITE = group("please and so then now just why not do come")
# What is only named, shown or equated is offered: 'A spoon.', 'Meet the lamp.', 'The item is a glass.'
_SHOWS = group("meet here inside")
_EQUATES = group("is are 's")
_BESIDE = lexicon.frozen("and plus with what yes now too also look name")
_CHOOSES = lexicon.frozen("choose decide pick know ask wonder bring pour read write welcome")


def objection(sentence: str, words: Sequence[Word], book: Book) -> str:
    """Why a clause without a fact may not stand; '' when each only invites, greets or sets a scene."""
    clauses = [list(clause) for _, clause in groupby(words, key=lambda w: w.part)]
    asks = sentence.rstrip(" )\"'»”’").endswith("?")
    if any(told(clause, book) for clause in clauses):
        loose = [clause for clause in clauses if not any(is_fact(w, book) for w in clause)]
        return next((why for clause in loose if (why := _beside(clause))), "")
    if any(is_fact(w, book) for w in words):
        return next((why for clause in clauses if (why := _naming(clause, asks, book))), "")
    if sum(w.text.lower() not in ("a", "an", "the") for w in words) > LONGEST:
        return "so long a sentence without a fact always promises something"
    return next((why for clause in clauses if (why := _idle(clause, asks))), "")


def told(clause: Sequence[Word], book: Book) -> bool:
    """Whether a clause tells more than the product's name, numbers of the name included."""
    named = {p.word.key for p in book.places if book.facts[p.fact].id in ("title", "category")}
    return any(is_fact(w, book) and w.key not in named for w in clause)


def _beside(clause: Sequence[Word]) -> str:
    """A clause without a fact in a sentence that tells one: 'of oak, and kind to your back'."""
    for word in clause:
        if word.text.lower() in _FORETELLS or word.key in _GAINS:
            return f"'{word.text}' promises something where no fact stands beside it"
    listed = next((w for w in clause if w.kind == "word" and w.key in lexicon.words("prop")), None)
    free = lexicon.lexicon()["free"]
    verbs = lexicon.lexicon()["prop"]["deeds"] | free["plain verbs"] | free["invitations"]
    named = listed and not any(w.key in verbs or w.text.lower() in ("is", "are", "you") for w in clause)
    adds = (
        clause[0].text.lower() in _LISTS and clause[-1] is not clause[0] and clause[1].text.lower() != "then"
    )
    if listed and named and adds and not _invites(clause[1:]):
        return f"no fact says that '{listed.text}' belongs to it"
    return _unfounded(clause)


def _naming(clause: Sequence[Word], asks: bool, book: Book) -> str:
    """A sentence that only names the product: it may be shown and called, and nothing be said of it."""
    if any(w.key in lexicon.frozen("introduce invite") for w in clause):
        return ""
    if not any(is_fact(w, book) for w in clause):
        return _beside(clause) or _idle(clause, asks)
    for word in clause:
        if is_fact(word, book):
            continue
        if word.text.lower() in _FORETELLS | _SHOP - {"our"} or word.key in _GAINS:
            return f"'{word.text}' promises something where no fact stands beside it"
    return ""


def _idle(clause: Sequence[Word], asks: bool) -> str:
    """A clause of a sentence that has no fact at all."""
    invites = _invites(clause)
    scene = not any(w.text.lower() in _PRODUCT | _SHOP | {"you", "your"} for w in clause)
    for i, word in enumerate(clause):
        text = word.text.lower()
        if text == "can" and scene and i:
            continue  # 'the morning can begin'
        if text in _PROMISES or (text in _DOING and i and not asks):
            return f"'{word.text}' promises, and no fact stands beside it"
        if text in _SHOP and not asks:
            return f"'{word.text}' speaks of the shop, and no fact does"
        pointing = asks and text in ("this", "that")  # 'this way up?'
        if text in _PRODUCT and not pointing and not (invites and _welcomes(clause)):
            return f"'{word.text}' speaks of the product, and no fact stands beside it"
        if word.key in _LOADED or (
            not i and (clause[1:] or text == "gone") and (text in _DONE or text.endswith("ed"))
        ):
            return f"'{word.text}' promises something where no fact stands beside it"
        if word.kind == "no" and len(clause) == 1:
            return f"'{word.text}' denies, and nobody can say what"
    if why := _unfounded(clause):
        return why
    verb = next((w for w in clause[1:] if w.kind == "word"), None)
    if clause[0].text.lower() == "you" and verb and verb.key not in _CHOOSES:
        return "what the reader does, has or gets is a promise, and no fact stands beside it"
    return ""


def _unfounded(clause: Sequence[Word]) -> str:
    """Why a thing may not be shown as if it were what is sold, or part of it; a scene says more of it."""
    at = next((i for i, w in enumerate(clause) if w.key in lexicon.lexicon()["prop"]["things"]), None)
    if at is None:
        return ""
    before = [w for w in clause[:at] if w.text.lower() not in ("a", "an", "the", "your")]
    shown = any(w.text.lower() in _SHOWS for w in before) or bool(
        before and before[-1].text.lower() in _EQUATES
    )
    alone = len(before) < at and all(w.key in _BESIDE for w in (*before, *clause[at + 1 :]))
    return f"no fact says that there is a '{clause[at].text}'" if shown or alone else ""


def _invites(clause: Sequence[Word]) -> bool:
    """Whether a clause asks the reader to do something: its first verb is an invitation."""
    first = next((w for w in clause if w.text.lower() not in _POLITE), None)
    return first is not None and first.key in lexicon.lexicon()["free"]["invitations"]


def _welcomes(clause: Sequence[Word]) -> bool:
    """Whether an invitation only brings the product into a scene: 'add it to your table'."""
    free = lexicon.lexicon()["free"]
    known = frozenset().union(*(free[name] for name in ("invitations", "rooms", "times", "meals", "shop")))
    own = [w for w in clause if w.kind == "word" and w.text.lower() not in _POLITE]
    return all(w.key in known or w.text.lower() in ("place", "spot", "name", "yourself") for w in own)
