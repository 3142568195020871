"""What the facts say of the product is said of no part of it: '30 cm' of a lamp is not how long its cable is.

And what they say of a part, as that it is not included, is not said of nothing in particular.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.joints import HOLDERS, names, stands
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.vocabulary import is_fact

_VERBS = group(
    "is are was were has have comes come costs cost weighs weigh measures measure holds hold contains made"
)
_ARTICLES = group("a an the its this these your each")
_JOINS = group("and while but")
_STATES = lexicon.frozen("included removable replaceable detachable adjustable")
# The product may be called by what carries it.
_BODIES = HOLDERS | lexicon.frozen("frame body")


def objection(words: Sequence[Word], book: Book) -> str:
    """Why a part is given what is not its own; '' when all is well."""
    told = [word for word in words if word.kind != "no" and word.kind != "link"]
    if told and all(word.key in _STATES for word in told):
        return f"nobody can say what is '{told[0].text}'"
    return _foreign(words, book)


def _foreign(words: Sequence[Word], book: Book) -> str:
    """A clause on something of the product's, with a word of a fact that does not speak of it."""
    for subject, told in _clauses(words, book):
        part = subject[-1].key in lexicon.words("part") and subject[-1].key not in names(book)
        if subject[-1].key in _BODIES or (stands(subject, book) and not part):
            continue
        own = frozenset().union(*(book.homes(word.key) for word in subject))
        for word in told:
            homes = book.homes(word.key)
            if homes and not homes & own and word.key not in names(book):
                return f"no fact says '{word.text}' of '{subject[-1].text}'"
    return ""


def _clauses(words: Sequence[Word], book: Book) -> Iterator[tuple[list[Word], list[Word]]]:
    """The subject of each 'the cable is ...', as far as the facts have it, and what is told of it."""
    starts = [0, *(i for i in range(1, len(words) - 1) if _starts(i, words))]
    for start, end in pairwise([*starts, len(words)]):
        clause = [word for word in words[start:end] if word.text.lower() not in _ARTICLES | _JOINS]
        at = next((i for i, word in enumerate(clause) if word.text.lower() in _VERBS), 0)
        subject = list(takewhile(lambda word: word.text.lower() != "of", clause[:at]))
        told = takewhile(lambda word: not word.gap, clause[at:])
        if subject and all(word.kind == "word" for word in subject) and is_fact(subject[-1], book):
            yield (
                [word for word in subject if is_fact(word, book)],
                [word for word in told if is_fact(word, book)],
            )


def _starts(i: int, words: Sequence[Word]) -> bool:
    """Whether another clause begins here: after a semicolon, or with ', the cable' or 'and the cable'."""
    word, after = words[i], words[i + 1].text.lower()
    joined = word.text.lower() in _JOINS and after in _ARTICLES
    return joined or word.gap in (";", ".") or (bool(word.gap) and word.text.lower() in _ARTICLES)
