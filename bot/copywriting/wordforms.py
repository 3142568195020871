"""Words of a model stand as the facts have them: no 'Earing', no '13Pro', no 'The eggs costs'.

Facts are compared without inflection and capitals, so a text may be true and read as if nobody had read it.
A verb may bend, and the thing that the product is may be one or many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.reading import Word
from bot.copywriting.naming import core, head
from bot.copywriting.wording import is_plural

_ONE = group("is has costs weighs comes measures holds fits suits serves")
_MANY = group("are have cost weigh come measure hold fit suit serve")
_VERBS = _ONE | _MANY | group("includes include contains contain seats seat takes take needs need goes go")


def objection(sentence: str, words: Sequence[Word], book: Book) -> str:
    """The first word that is not written as the facts write it ('13Pro', 'Blue &Black'); '' without one."""
    for glued in re.findall(r"\b\d[\d.,]*[^\W\d_]+|\w*&\w+|\w+&", sentence):
        if not any(glued in fact.value for fact in book.facts):
            return f"it is not written so: '{glued}'"
    thing = lexicon.key(head(core(book.facts[0].value)))
    for i, word in enumerate(words):
        odd = _bent(word, book, thing) or (_raised(word, book) if i else "") or _agreed(i, words, thing)
        if odd:
            return f"it is not written so: '{odd}'"
    return ""


def _bent(word: Word, book: Book, thing: str) -> str:
    """A word in a form that no fact gives it."""
    text = word.text.lower()
    if word.kind != "word" or text in _VERBS or word.key not in book.index:
        return ""
    forms = {form for place in book.of(word.key) for form in _forms(place.word.text)}
    if word.key == thing:
        forms |= {bent for form in tuple(forms) for bent in (f"{form}s", f"{form}es", form.removesuffix("s"))}
    return "" if set(_forms(text)) <= forms else word.text


def _forms(text: str) -> list[str]:
    """The words of one that is read as several: 'three-ply'; of 'knife's' the knife."""
    return [re.sub(r"['’]s?$", "", part) for part in re.split(r"[\s-]+", text.lower()) if part]


def _raised(word: Word, book: Book) -> str:
    """A capital within a sentence that no fact has: 'a Trendy dress'."""
    if word.kind != "word" or word.text == word.text.lower() or word.key not in book.index:
        return ""
    written = {part for place in book.of(word.key) for part in re.split(r"[\s-]+", place.word.text)}
    return "" if set(re.split(r"[\s-]+", word.text)) <= written else word.text


def _agreed(i: int, words: Sequence[Word], thing: str) -> str:
    """'The eggs costs', 'the pan weigh'."""
    verb, subject = words[i].text.lower(), words[i - 1]
    if not i or words[i].gap or subject.key != thing or subject.kind != "word":
        return ""
    wrong = verb in (_ONE if is_plural(subject.text) else _MANY)
    return f"{subject.text} {words[i].text}" if wrong else ""
