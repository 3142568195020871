"""'Yes' and 'No': a bare one, and one that leads a sentence, held against question and passage.

Whether yes or no follows is an inference, and a small model often gets it wrong. So a leader must show
its reason: 'Yes' needs a positive sentence, 'No' a negative, narrowing or contrasting one. A caller may
try a refused sentence again without its leader (``bot.claims.without_leader``).
"""

from __future__ import annotations

import re

from bot import sentences
from bot.claims import words
from bot.claims.facts import Token, tokens
from bot.claims.reading import LEADER, read
from bot.domain import Passage

# A question with one of these asks the other way round: 'Is it excluded?', 'Is it too late?'
_REVERSED = words.stems("excluded late lose gone stop limit cap maximum minimum expire void without refused")
_FEES = words.stems(
    "pay cost charge fee surcharge price extra money postage dear expensive cheap cheaper dearer bill owe"
)
# A sentence with one of these can be the reason for a 'No'.
_NARROW = words.stems(
    "only except excluded unless must just lost end closed expire instead stop cancel already before "
    "after until than atmost atleast morethan lessthan always whole all lapse separate same outside "
    "from late limited gone required need once"
) | {"only", "just", "before", "atleast", "lessthan"}
_FREE = words.stems("free waive included")
_DAYS = {
    "day": 1.0,
    "wday": 1.0,
    "week": 7.0,
    "month": 30.0,
    "year": 365.0,
    "hour": 1 / 24,
    "minute": 1 / 1440,
}


def bare(sentence: str, passage: Passage, question: str) -> str:
    """Why a sentence that is only 'Yes.' or 'No.' may not be said; '' when it may."""
    leader = _leader(sentence.strip() + ".")
    asked = _keys(question)
    if not asked:
        return f"without a question, '{sentence.strip()}' cannot be checked"
    said = _leader(passage.text)
    if said and _asks_the_title(question, passage):
        return "" if said == leader else f"the passage begins with '{said}'"
    best = max(sentences.split(passage.text), key=lambda part: len(asked & _keys(part)))
    if len(asked & _keys(best)) < max(2, 0.5 * len(asked)):
        return "the passage is not near enough to the question"
    negative = _negative(best) != _negative(question)
    if negative != (leader == "no"):
        return "the passage says 'no' here" if negative else "the passage does not say 'no' here"
    return ""


def objection(sentence: str, rest: str, passage: Passage, question: str) -> str:
    """Why the leading yes or no does not fit the sentence it leads; '' when it does, or has none."""
    leader = _leader(sentence)
    if not leader:
        return ""
    said = _leader(passage.text)
    if said and said != leader and (not question or _asks_the_title(question, passage)):
        return f"the passage begins with '{said}'"
    asked = tokens(question)
    turned = _negative(question) or any(t.key in _REVERSED for t in asked)
    first = read([rest]).clause_tokens(0)
    if leader == "yes":
        if any(token.kind == "neg" for token in first) and not turned:
            return "'Yes' stands before a 'no'"
        return "'Yes' does not fit the numbers" if not turned and _fits(asked, tokens(rest)) is False else ""
    if not turned and not _negative(rest) and _fits(asked, tokens(rest)) is True and not _about_fees(asked):
        return "'No' does not fit the numbers"
    return "" if turned or _reason(tokens(rest), asked) else "'No' stands before a 'yes'"


def _reason(said: list[Token], asked: list[Token]) -> bool:
    """Whether a sentence can be what a 'No' rests on."""
    if any(t.kind in ("neg", "must") or t.key in _NARROW for t in said):
        return True
    keys = {t.key for t in said}
    if _about_fees(asked) and keys & _FREE:
        return True
    mine, its = ([t for t in part if t.kind == "fact" or t.name] for part in (said, asked))
    kinds = {(t.kind, t.unit) for t in its if t.key not in keys}
    return any(
        (t.kind, t.unit) in kinds for t in mine
    )  # it names another number, place or thing than was asked


def _about_fees(asked: list[Token]) -> bool:
    return any(t.key in _FEES for t in asked)


def _fits(asked: list[Token], said: list[Token]) -> bool | None:
    """Whether a quantity of the question lies within the one limit of the sentence; None when unclear."""
    bounds = [
        s for s in read([" ".join(t.text for t in said)]).spots if s.guards & {"within", "atmost", "atleast"}
    ]
    if len(bounds) != 1:
        return None
    limit, guards = _size(bounds[0].token), bounds[0].guards
    found = [size for t in asked if (size := _size(t)) and limit and size[0] == limit[0]]
    if len(found) != 1 or not limit:
        return None
    return found[0][1] >= limit[1] if "atleast" in guards else found[0][1] <= limit[1]


def _size(token: Token) -> tuple[str, float] | None:
    number = re.match(r"[\d.]+(?= |$)", token.key)
    if (
        token.kind != "fact"
        or not token.unit
        or not number
        or token.unit in ("time", "date", "ordinal", "link")
    ):
        return None
    value = float(number.group())
    return ("days", value * _DAYS[token.unit]) if token.unit in _DAYS else (token.unit, value)


def _asks_the_title(question: str, passage: Passage) -> bool:
    """Whether the question is the passage's own: most of its words, and the same way round."""
    asked, title = _keys(question), _keys(passage.title)
    turned = bool(_FREE & title) != bool(_FREE & asked)
    near = len(asked & title) >= max(2, 0.6 * len(asked))
    return near and not turned and _negative(question) == _negative(passage.title)


def _negative(text: str) -> bool:
    return any(token.kind == "neg" for token in tokens(text))


def _leader(text: str) -> str:
    found = LEADER.match(text)
    return found.group(1).lower() if found else ""


def _keys(text: str) -> set[str]:
    return {spot.token.key for spot in read(sentences.split(text)).spots}
