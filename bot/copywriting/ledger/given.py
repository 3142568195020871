"""The gate for articles and rewrites: what is said stands in one sentence of the given text, as said there.

The words of two sentences make a third that nobody wrote: 'If a part is needed, Tom is away in August.' So
each sentence of the source is a passage of its own, with those before that it leans on. A text that is
written again keeps its voice: what 'we' do there, 'you' do not do here. And it keeps its limits: what holds
'within 3 weeks' is not said without them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot import claims
from bot.claims.units import MONTHS, WEEKDAYS
from bot.claims.words import group
from bot.copywriting import leaning
from bot.domain import Claim, Passage
from bot.domain.goods import Fact
from bot.knowledge.words import words

_OURS = group("we us our ours ourselves")
_YOURS = group("you your yours yourself yourselves")
_COUNTS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
_DATES = "|".join(("today", *MONTHS, *(f"{day}s?" for day in sorted(WEEKDAYS))))
# Only with a capital: 'from Sun' is a day, 'from sun' is none.
_SHORT = "Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun"
# What narrows a statement, by what it is taken for: 'when' may be written for 'if'.
_LIMITS = {
    "if": r"if|when|whenever|once|provided|as long as",
    "until": r"until|till|unless",
    "time": r"within|before(?:hand)?|after(?:wards)?|during",
    "only": r"only|except|excluding|without|at least|at most|up to|under|over|above|below",
    "span": rf"(?:from|for) (?=\d|(?:the first|{_COUNTS}|{_DATES}|(?-i:{_SHORT}))\b)",
}
_LIMIT = {name: re.compile(rf"\b(?:{ways})\b", re.I) for name, ways in _LIMITS.items()}
_CLAUSES = re.compile(r"; |: |(?<=[.!?]) |, (?=(?:and|but|so|while|whereas|which|who|where)\b)")
_PERSON = re.compile(rf"\b(?:{'|'.join(sorted(_OURS | _YOURS))})\b", re.I)


def check_against_source(sentence: str, facts: Sequence[Fact]) -> Claim:
    """May this sentence be shown of a given text, whose sentences are ``facts``? The first that says it is
    its source."""
    for fact in facts:
        if sentence == fact.value:
            return Claim(sentence, True, fact.id)
    passages, ids = _passages(facts), [fact.id for fact in facts]
    why, start = "", 0
    while (claim := claims.check(sentence, passages[start:])).supported:
        at = ids.index(claim.source or "")
        why = _voice(sentence, passages[at].text) or _unlimited(sentence, facts[at].value)
        if not why:
            return claim
        start = at + 1  # each passage is read once
    return Claim(sentence, False, None, why) if why else claim


def _passages(facts: Sequence[Fact]) -> list[Passage]:
    texts = [fact.value for fact in facts]
    return [
        Passage(at + 1, fact.id, "", " ".join(texts[leaning.before(texts, at) : at + 1]))
        for at, fact in enumerate(facts)
    ]


def _voice(sentence: str, source: str) -> str:
    """Say who is spoken of more often than in the source; 'you' may join where that speaks of nobody."""
    here, there = _persons(sentence), sum(map(_persons, _told(sentence, source)), Counter[str]())
    for person, said in here.items():
        if said > there[person] and (there or person == "we"):
            return f"the source does not say this of '{person}'"
    return ""


def _unlimited(sentence: str, source: str) -> str:
    """Name the limit that the source sets to what is said here."""
    for clause in _told(sentence, source):
        for limit in _LIMIT.values():
            found = limit.findall(clause)
            if len(found) > len(limit.findall(sentence)):
                return f"the source sets a limit with '{found[0].strip()}'"
    return ""


def _told(sentence: str, source: str) -> list[str]:
    """Return the clauses of a source that have two words of a sentence, or all of them."""
    said = set(words(sentence))
    shared = {clause: said & set(words(clause)) for clause in _CLAUSES.split(source)}
    return [clause for clause, own in shared.items() if len(own) > 1 or own == said]


def _persons(text: str) -> Counter[str]:
    return Counter("we" if found.lower() in _OURS else "you" for found in _PERSON.findall(text))
