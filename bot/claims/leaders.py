"""'Yes' and 'No': a bare one, and one that leads a sentence, held against question and passage."""

from __future__ import annotations

import re

from bot import sentences
from bot.claims.reading import LEADER, read
from bot.domain import Passage


def _polarity(text: str) -> bool:
    return any(token.kind == "neg" for token in read([text]).raw)


def _leader(text: str) -> str:
    found = LEADER.match(text if not re.fullmatch(r"\W*(?:yes|no)\W*", text, re.I) else text.strip() + ".")
    return found.group(1).lower() if found else ""


def _keys(text: str) -> set[str]:
    return {spot.token.key for spot in read(sentences.split(text)).spots}


def bare(sentence: str, passage: Passage, question: str) -> str:
    """Why a sentence that is only 'Yes.' or 'No.' may not be said; '' when it may."""
    leader = _leader(sentence)
    asked = _keys(question)
    if not asked:
        return f"without a question, '{leader or sentence}' cannot be checked"
    parts = sentences.split(passage.text)
    best = max(parts, key=lambda part: len(asked & _keys(part)))
    shared = asked & _keys(best)
    titled = asked & _keys(passage.title)
    said = _leader(passage.text)
    if said and len(titled) >= max(2, 0.6 * len(asked)) and _polarity(question) == _polarity(passage.title):
        return "" if said == leader else f"the passage begins with '{said}'"
    if len(shared) < max(2, 0.5 * len(asked)):
        return "the passage is not near enough to the question"
    negative = _polarity(best) != _polarity(question)
    if negative != (leader == "no"):
        return "the passage says 'no' here" if negative else "the passage does not say 'no' here"
    return ""


def _denies(rest: str, question: str) -> bool:
    """Whether the first clause is negative and speaks of what was asked."""
    reading = read([rest])
    first = reading.clause_tokens(0)
    if not any(token.kind == "neg" for token in first):
        return False
    asked, said = _keys(question), {t.key for t in first if t.kind in ("content", "fact")}
    shared = asked & said
    return not question or (not _polarity(question) and len(shared) * 2 >= max(1, min(len(asked), len(said))))


def objection(sentence: str, rest: str, passage: Passage, question: str) -> str:
    """Why the leading yes or no does not fit the sentence it leads; '' when it does, or has none."""
    leader = _leader(sentence)
    if not leader:
        return ""
    negative = _polarity(rest)
    said = _leader(passage.text)
    asked = _keys(question)
    if leader == "yes" and _denies(rest, question):
        return "'Yes' stands before a 'no'"
    if not asked:
        return f"the passage begins with '{said}'" if said and said != leader else ""
    titled = asked & _keys(passage.title)
    if said and said != leader and len(titled) >= max(2, 0.6 * len(asked)):
        if _polarity(question) == _polarity(passage.title):
            return f"the passage begins with '{said}'"
    if leader == "no" and not negative and asked <= _keys(rest) and not _polarity(question):
        return "'No' stands before a 'yes'"
    return ""
