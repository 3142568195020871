"""What a customer did: said to the customer, of the very deed, and never as a quality of what is sold."""

from __future__ import annotations

from collections.abc import Sequence

from bot.claims.words import group
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

_BOUGHT = group("bought ordered purchased chose chosen picked own owned got took")
_VIEWED = group("viewed looked browsed visited saw seen found noticed considered liked wanted")
_READER = group("you your yours")
_JOINS = group("with beside to and next for after")


def objection(words: Sequence[Word], book: Book) -> str:
    """Why a sentence says more of the customer than is known; '' when it does not."""
    own = [w for w in words if is_fact(w, book) and _kinds(w.key, book) - {""}]
    only = [w for w in own if "" not in _kinds(w.key, book)]
    addressed = any(w.key in _READER for w in words)
    for kind, verbs in (("bought", _BOUGHT), ("viewed", _VIEWED)):
        said = next((i for i, w in enumerate(words) if w.text.lower() in verbs), None)
        if said is None or not any(w.key == "you" for w in words[max(said - 2, 0) : said]):
            continue
        if not any(kind in _kinds(w.key, book) for w in own):
            return f"nothing that we may use says that the customer {words[said].text} it"
        return _one_deed(only, kind, book) or _mixed(words, only, book)
    if not only:
        return ""
    if not addressed:
        return f"'{only[0].text}' is of what the customer bought or saw, not of what is sold"
    return _one_deed(only, "bought", book) or _mixed(words, only, book)


def _kinds(key: str, book: Book) -> set[str]:
    """Where a word stands: 'bought', 'viewed', or '' for the facts of what is sold."""
    ids = {book.facts[n].id.split(".")[0] for n in book.homes(key)}
    return {kind if kind in ("bought", "viewed") else "" for kind in ids}


def _one_deed(only: Sequence[Word], kind: str, book: Book) -> str:
    """All of it is of one deed of that kind."""
    homes = [{n for n in book.homes(w.key) if book.facts[n].id.startswith(f"{kind}.")} for w in only]
    if homes and not set.intersection(*homes):
        return f"nothing that we may use says so of '{only[0].text}'"
    return ""


def _mixed(words: Sequence[Word], only: Sequence[Word], book: Book) -> str:
    """What was bought stands beside what is sold, not in it: 'beside your wok', not 'a wok of cast iron'."""
    mine = [i for i, w in enumerate(words) if w in only]
    sold = [i for i, w in enumerate(words) if is_fact(w, book) and _kinds(w.key, book) == {""}]
    for i in mine:
        for j in sold:
            between = words[min(i, j) + 1 : max(i, j)]
            if words[i].part == words[j].part and not any(w.key in _JOINS for w in between):
                return f"'{words[i].text}' is of what the customer bought or saw, not of '{words[j].text}'"
    return ""
