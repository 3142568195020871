"""Which words a model may write at all: those that the ledger could let out, given the facts.

The ledger judges sentences once they are written; this keeps a model from words that no sentence could save.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import book_of
from bot.copywriting.ledger.reading import read
from bot.copywriting.ledger.vocabulary import objection
from bot.domain.goods import Fact
from bot.engines import Vocabulary

#: The key of all words that need no fact.
_FREE = ""


@lru_cache(maxsize=100_000)
def key(word: str) -> str:
    """The key under which a fact may hold a word; '' of one that may stand without a fact."""
    found = read(word)
    if not found or not objection(found, book_of(())):
        return _FREE
    kept = lexicon.words("cue") | lexicon.words("prop") | lexicon.words("mood")
    return _FREE if found[0].key in kept else found[0].key


def vocabulary(facts: Sequence[Fact]) -> Vocabulary:
    """The words that a text about these facts may be made of."""
    return Vocabulary(frozenset(book_of(tuple(facts)).index) | {_FREE}, key)
