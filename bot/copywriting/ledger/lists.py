"""A bare list puts its things side by side: 'Shea, butter and rose.' is false of a cream with shea butter.

What stands in the catalogue's attributes may be listed freely ('Stoneware, 350 ml, rust.'). Words of prose
may be listed where the prose lists them: 'stews, braises and bread'. With an article each is a scene, and
no list of what is in it: 'An attic, a widow.'
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from bot.copywriting.facts import NAMES
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.reading import Word
from bot.copywriting.ledger.statements import LISTS
from bot.copywriting.ledger.vocabulary import is_fact


def objection(words: Sequence[Word], book: Book) -> str:
    """The first two things that a bare list puts side by side and the facts do not, if there are such."""
    heads = _listed(words, book)
    for one, other in combinations(heads, 2):
        if _in_prose(one, book) and _in_prose(other, book) and not _apart(one, other, book):
            return f"the facts do not list '{one.text}' beside '{other.text}'"
    return ""


def _listed(words: Sequence[Word], book: Book) -> list[Word]:
    """The things of a sentence that is nothing but a list of them; none of any other sentence."""
    heads: list[Word] = []
    for i, word in enumerate(words):
        text = word.text.lower()
        if text in LISTS:
            continue
        if word.kind != "word" or not is_fact(word, book) or (word.gap not in ("", ",") and i):
            return []
        after = words[i + 1] if i + 1 < len(words) else None
        if after is None or after.gap or after.text.lower() in LISTS:
            heads.append(word)
    return heads


def _in_prose(word: Word, book: Book) -> bool:
    """Whether a word stands in prose, and in no attribute."""
    ids = {book.facts[n].id for n in book.homes(word.key)} - NAMES
    return bool(ids) and all("." in name for name in ids)


def _apart(one: Word, other: Word, book: Book) -> bool:
    """Whether a fact has both with a comma or an 'and' between them."""
    for here in book.of(one.key):
        for there in book.of(other.key):
            low, high = sorted((here.at, there.at))
            between = book.runs[here.fact][low + 1 : high + 1] if here.fact == there.fact else ()
            if any(p.word.gap == "," or p.word.text.lower() in LISTS for p in between):
                return True
    return False
