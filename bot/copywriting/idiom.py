"""What is true, fits a frame, and nobody says: 'The coating is none.', 'a 40 settings', 'Four coffee.'

A value is no noun, a count no quality, and a number bends the noun at the end of its phrase; before another
noun it may do without: 'an 18 month warranty'. What the catalogue itself writes so may stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.copywriting.ledger.book import Book
from bot.copywriting.ledger.reading import Word
from bot.copywriting.wording import is_plural

_VALUES = group("none yes no")
# So many words are one breath.
_BREATH = 3
_LINKS = group("is are of")
_ONE = group("a an")
# Plural labels whose number is a name and no count: 'sizes 42'.
_NAMED = group("sizes ages")


def objection(words: Sequence[Word], book: Book) -> str:
    """The first words of a sentence that nobody would put so; '' when there are none."""
    for i, word in enumerate(words):
        odd = _value(i, words) or _twice(i, words, book) or _several(i, words, book)
        if word.kind == "number" and word.key[:1].isdigit():
            odd = _count(i, words, book) or _phrase(i, words, book) or _echoed(i, words, book)
        if odd and not _written(odd, book):
            return f"nobody says it so: '{odd}'"
    return ""


def _value(i: int, words: Sequence[Word]) -> str:
    """'The coating is none', 'a none coating'; 'Coating: none' is a line of the catalogue."""
    text, after = words[i].text.lower(), words[i + 1 : i + 2]
    last = text == "none" or not after or after[0].gap or after[0].kind == "link"
    return _said(words[i - 1 : i + 1]) if text in _VALUES and last and i and not words[i].gap else ""


def _twice(i: int, words: Sequence[Word], book: Book) -> str:
    """'Black, in black': the same word in one breath, and no fact that has it twice."""
    key, before = words[i].key, [word.key for word in words[max(0, i - _BREATH) : i]]
    if words[i].kind != "word" or key not in book.index or key in book.titles or key not in before:
        return ""
    homes = [place.fact for place in book.of(key)]
    again = any(homes.count(home) > 1 for home in homes)
    return "" if again else _said(words[i - before[::-1].index(key) - 1 : i + 1])


def _echoed(i: int, words: Sequence[Word], book: Book) -> str:
    """'The Frying Pan 24 cm measures 24 cm': a measure of the name is told as news."""
    same = [at for at in range(i) if words[i].unit and words[at].key == words[i].key]
    named = any(book.facts[place.fact].id == "title" for place in book.of(words[i].key))
    return _said(words[same[-1] : i + 1]) if same and named else ""


def _several(i: int, words: Sequence[Word], book: Book) -> str:
    """'A classic utensils', where a fact has a classic utensil."""
    text = words[i].text.lower()
    start = next((at for at in range(i - 2, i - 1 - _BREATH, -1) if at >= 0 and _one(words[at])), None)
    if start is None or any(word.gap for word in words[start + 1 : i + 1]) or not is_plural(words[i].text):
        return ""
    ones = {text.removesuffix("s"), text.removesuffix("es")}
    meant = any(_written(f"{words[i - 1].text} {one}", book) for one in ones)
    return _said(words[start : i + 1]) if meant else ""


def _one(word: Word) -> bool:
    return word.text.lower() in _ONE


def _count(i: int, words: Sequence[Word], book: Book) -> str:
    """'The pieces are 2': a count stands before its noun."""
    last = i - 2 if words[i - 1].text.lower() == "the" else i - 1  # 'the settings are the 40'
    start = last - 1 if last > 0 and words[last].text.lower() in _LINKS else last
    if start < 0 or words[i].unit or any(word.gap for word in words[start + 1 : i + 1]):
        return ""
    for fact in book.facts:
        of, _, noun = fact.label.rpartition(" ")
        counts = is_plural(noun) and noun not in _NAMED and "of" not in of.split()  # 'number of pieces'
        if counts and fact.value == words[i].key and words[start].key == lexicon.key(noun):
            return _said(words[start : i + 1])
    return ""


def _phrase(i: int, words: Sequence[Word], book: Book) -> str:
    """'A 40 settings', and 'four coffee' or '18 month' where the facts have these in the plural."""
    number = words[i]
    run = list(takewhile(lambda word: _goes_on(word, book), words[i + 1 :]))
    if number.unit and run:
        return ""  # a measure before a noun does not count it: 'a 20 cm blade'
    counted, end = (run[-1] if run else number), i + len(run) + 1
    noun = _bare(counted)
    if i and _one(words[i - 1]) and not number.gap and is_plural(noun):
        return _said(words[i - 1 : end])
    forms = [_bare(p.word) for p in book.of(counted.key) if p.fact in book.homes(number.key)]
    told = [is_plural(form) for form in forms if lexicon.key(form) == lexicon.key(noun)]
    bent = bool(told) and is_plural(noun) not in told
    return _said(words[i:end]) if bent and is_plural(noun) != _many(number) else ""


def _goes_on(word: Word, book: Book) -> bool:
    return word.kind == "word" and not word.gap and word.key in book.index


def _bare(word: Word) -> str:
    """The noun alone: 'months' of '18 months'."""
    return re.split(r"[\s-]", word.text.lower())[-1]


def _many(number: Word) -> bool:
    """Whether a number, or the last of a range, is more than one."""
    return float(re.findall(r"\d+(?:\.\d+)?", number.key)[-1]) > 1


def _said(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _written(phrase: str, book: Book) -> bool:
    pattern = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.I)
    return any(pattern.search(fact.value.replace("-", " ")) for fact in book.facts)
