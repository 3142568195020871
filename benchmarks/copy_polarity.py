"""Yes said for no: what a text denies and the product does not, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.copy_numbers import UNIT_OF
from benchmarks.copy_source import DENIALS, NEGATORS, Source
from benchmarks.copy_words import GLUE, WORD, forms, harmless

_CLAUSE = re.compile(r"[,;:—–]\s|\s[—–-]\s|\b(?:and|but|while|so)\b")
# What is denied without harm: nobody doubts the product when the text says this.
_NO_HARM = re.compile(
    r"\bno (?:harm|problem|trouble|worry|secret|objection|wonder|need|hurry)|\bnot? (?:mind|matter|only"
    r"|just|sure|among|with|a)\b"
    r"|n't mind|(?:do|does) (?:it|them) no|\bnothing against|\bneither .* nor .* (?:troubles?|bothers?"
    r"|harms?)",
    re.I,
)
_UNDONE = re.compile(
    r"\b(?:does|do|will) not (?:hold|fit|weigh|measure|include|contain|carry|open|fold|take|come)\b", re.I
)


def flipped(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield what the sentence says of a yes-or-no attribute when the product says the opposite."""
    words = [word.lower().replace("’", "'") for word in WORD.findall(sentence)]
    for label, about, value in source.switches():
        places = [at for at, word in enumerate(words) if not forms(word).isdisjoint(about)]
        if not places or _tempered(about, label, source):
            continue
        if not value:
            if sentence.rstrip().endswith("?"):
                continue
            by_hand = "hand" in words and "by" in words
            if re.search(rf"\b{label}: yes\b", sentence, re.I) or not (
                any(word in NEGATORS or word.startswith("un") for word in words) or by_hand
            ):
                yield words[places[0]], f"the product says no to {label}"
        elif re.search(rf"\b{label}: no\b", sentence, re.I):
            yield words[places[0]], f"the product says yes to {label}"
        elif not _NO_HARM.search(sentence):
            for at in places:
                if any(word in DENIALS for word in words[max(0, at - 6) : at]) and _same_clause(
                    sentence, words, at
                ):
                    yield words[at], f"the product says yes to {label}"
                    break


def _same_clause(sentence: str, words: list[str], at: int) -> bool:
    """Say whether a denial stands in the very clause of the word at ``at``."""
    for clause in _CLAUSE.split(sentence):
        inside = [word.lower().replace("’", "'") for word in WORD.findall(clause)]
        if words[at] in inside:
            before = inside[: inside.index(words[at])]
            if any(word in DENIALS for word in before):
                return True
    return False


def _tempered(about: frozenset[str], label: str, source: Source) -> bool:
    """Say whether other lines of the product speak of it both ways ("jar yes, lid no")."""
    said = [line for line in source.lines if line.label != label and not about.isdisjoint(line.forms)]
    return any(line.denied for line in said) and any(not line.denied for line in said)


def denied(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield facts of the product right behind a denial, when no line of the product denies them."""
    words = WORD.findall(sentence)
    if _NO_HARM.search(sentence):
        return
    if (undone := _UNDONE.search(sentence)) and not any(line.denied for line in source.lines):
        yield undone.group(), "no line of the product denies anything"
    for at, word in enumerate(words):
        if word.lower().replace("’", "'") not in DENIALS:
            continue
        for fact in words[at + 1 : at + 5]:
            if fact.isdigit() or fact.lower() in UNIT_OF or fact.lower() in GLUE or not source.stands(fact):
                if not (harmless(fact) or fact.isdigit() or fact.lower() in UNIT_OF):
                    break
                continue
            lines = [line for line in source.lines if not forms(fact).isdisjoint(line.forms)]
            if forms(fact).isdisjoint(source.heads) and not any(
                _denies(f"{line.text} {line.label}") for line in lines
            ):
                yield f"{word} ... {fact}", "no line of the product denies it"
            break


_NOT_IN = re.compile(r"\b(?P<what>[a-z]+) (?:(?:is|are|was|were) not|isn't|aren't|not) included", re.I)


def left_out(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield what the sentence says is not included and the product includes."""
    for match in _NOT_IN.finditer(sentence):
        lines = [line for line in source.lines if not forms(match["what"]).isdisjoint(line.forms)]
        if (
            lines
            and source.stands(match["what"])
            and not any(re.search(r"\bnot included|\bnot\b|\bno\b", line.text) for line in lines)
        ):
            yield match.group(), "no line of the product leaves it out"


def _denies(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:no|not|non|never|without|cannot|none|un\w+|free|only|out|needless|nobody|\w+less)\b|free",
            text,
            re.I,
        )
    )
