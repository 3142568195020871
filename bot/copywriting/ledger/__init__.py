"""The claims ledger: no fact leaves in marketing copy that the catalogue does not hold.

The vocabulary is closed. A word of a copy stands in the facts, or on the reviewed list of harmless words,
or the sentence is refused with a reason. What stands in the facts must also be bound as it is there:
numbers to their attribute, qualities to their thing, yes and no as they are. Knows no channel and no brand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import sentences
from bot.claims.chinese import is_chinese
from bot.copywriting import building
from bot.copywriting.ledger import (
    acting,
    belonging,
    chinese,
    conditions,
    deeds,
    forms,
    idle,
    joints,
    lexicon,
    lists,
    measures,
    numbers,
    polarity,
    promises,
    recombined,
    telling,
    things,
    vocabulary,
)
from bot.copywriting.ledger.book import Book, book_of
from bot.copywriting.ledger.given import check_against_source
from bot.copywriting.ledger.reading import read, spelled
from bot.domain import Claim
from bot.domain.goods import Fact

__all__ = ["check", "check_against_source", "check_all", "told"]


def check(sentence: str, facts: Sequence[Fact], language: str = "en") -> Claim:
    """May this sentence be shown? ``source`` names the facts that it stands on; None when it asserts none."""
    book = book_of(tuple(facts))
    if verbatim := _verbatim(sentence, facts, language):
        return Claim(sentence, True, verbatim)
    if language == "zh" or is_chinese(sentence):
        why = chinese.objection(sentence, facts)
        return Claim(sentence, not why, None if why else chinese.source(sentence, facts), why)
    why = _objection(sentence, book)
    return Claim(sentence, not why, None if why else telling.source(read(sentence), book), why)


def check_all(text: str, facts: Sequence[Fact], language: str = "en") -> tuple[Claim, ...]:
    """Check each sentence of a text."""
    held = book_of(tuple(facts))  # read once for all sentences
    return tuple(check(sentence, held.facts, language) for sentence in sentences.split(text))


def told(text: str, facts: Sequence[Fact], whole: bool = False) -> tuple[Fact, ...]:
    """The facts that a text really tells: their value stands in a sentence that the ledger lets out.

    Every number of it and most of the words do, or with ``whole`` all of them, and what a measure is of.
    """
    book = book_of(tuple(facts))
    passed = [s for s in sentences.split(text) if check(s, facts).supported]
    if any(is_chinese(s) for s in passed):
        return chinese.told(passed, facts)
    quoted = {_verbatim(s, facts, "en") for s in passed}
    worded = telling.told([read(s) for s in passed], book, whole)
    return tuple(fact for fact in facts if fact in worded or fact.id in quoted)


def _objection(sentence: str, book: Book) -> str:
    plain = re.sub(r"\s+", " ", spelled(sentence))
    for phrase in lexicon.refused():
        for found in phrase.pattern.finditer(plain):
            if not _said(found.group(), book):
                return f"'{found.group()}' {phrase.why}, and no fact does"
    words = read(sentence)
    return (
        vocabulary.objection(words, book)
        or numbers.objection(words, book)
        or measures.objection(words, book)
        or polarity.objection(words, book)
        or belonging.objection(words, book)
        or joints.objection(words, book)
        or recombined.objection(words, book)
        or lists.objection(words, book)
        or conditions.objection(words, book)
        or acting.objection(words, book)
        or forms.objection(words, book)
        or things.objection(words, book)
        or deeds.objection(words, book)
        or promises.objection(words, book)
        or idle.objection(sentence, words, book)
    )


def _verbatim(sentence: str, facts: Sequence[Fact], language: str) -> str | None:
    """The fact whose very words the sentence is, or whose line in the catalogue: 'Protection: IP44.'

    Bare values are no sentence, and a deed no text to quote.
    """
    plain = sentence.strip().rstrip(".!。！")
    for fact in facts:
        kind = fact.id.split(".")[0]
        whole = kind in ("title", "short_title", "description", "source", "step")
        said = fact.value.strip().rstrip(".!。！") if whole else building.line(fact, language)
        if plain == said and kind not in ("bought", "viewed"):
            return fact.id
    return None


def _said(phrase: str, book: Book) -> bool:
    return any(phrase.lower() in fact.value.lower() for fact in book.facts)
