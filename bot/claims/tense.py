"""When and how surely: past, present and future agree, and so do must and should, can and could."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.claims import words
from bot.claims.align import Path
from bot.claims.facts import Token
from bot.claims.reading import Reading

_PAST = words.group("was were did had")
_SUBJECTS = words.group("we you they it he she i who")
_PAST_FORMS = words.group(
    "sent paid bought kept held sold made took gave found lost came went got chose wrote"
)
_STRENGTH = {"must": "must", "have-to": "must", "should": "should", "can": "can", "may": "may"}
_STRENGTH |= {"could": "could", "might": "could"}
# What the answer may say where the passage says: the same, or as much.
_EQUAL = {("can", "may"), ("may", "can"), ("may", "could"), ("could", "may")}


def objection(answer: Reading, source: Reading, path: Path) -> str:
    """Why the answer speaks of another time, or more or less surely, than the passage; '' if not."""
    for mine, its in _pairs(answer, path):
        said, wanted = answer.clause_tokens(mine), source.clause_tokens(its)
        time, its_time = _time(said), _time(wanted)
        dated = _dated(source, its) or _dated(answer, mine, own=True)
        if "past" in (time, its_time) and time != its_time and (time == "past" or its_time == "past"):
            return "the passage speaks of another time"
        if "would" in (time, its_time) and time != its_time:
            return (
                "the passage says 'would' here" if its_time == "would" else "the passage does not say 'would'"
            )
        if "will" in (time, its_time) and time != its_time and dated:
            return "the passage speaks of another time"
        for strength in {_STRENGTH[t.key] for t in said if t.key in _STRENGTH}:
            its_strengths = {_STRENGTH[t.key] for t in wanted if t.key in _STRENGTH}
            if strength in its_strengths or any((s, strength) in _EQUAL for s in its_strengths):
                continue
            if its_strengths or strength in ("must", "should", "could"):
                return f"the passage does not say '{strength}' here"
    return ""


def _pairs(answer: Reading, path: Path) -> list[tuple[int, int]]:
    """Clauses of answer and source that share their verb, or most of their words."""
    counts: dict[tuple[int, int], int] = {}
    for spot, here in zip(answer.spots, path, strict=True):
        if here.sentence >= 0:
            pair = (spot.clause, here.clause)
            counts[pair] = counts.get(pair, 0) + 1 + 2 * (spot.verb or here.verb)
    best: dict[int, tuple[int, int]] = {}
    for (mine, its), count in counts.items():
        best[mine] = max(best.get(mine, (0, 0)), (count, its))
    return [(mine, its) for mine, (_, its) in best.items()]


def _time(clause: list[Token]) -> str:
    keys = [token.text.lower() for token in clause]
    if "would" in keys:
        return "would"
    if {"will", "shall"} & set(keys):
        return "will"
    if set(keys) & _PAST:
        return "past"
    if {"is", "are", "do", "does", "has", "have"} & set(keys):
        return ""
    for before, word in pairwise(keys):
        ed = word.endswith("ed") and len(word) > 4 and word not in ("need", "exceed", "proceed", "feed")
        if before in _SUBJECTS and (ed or word in _PAST_FORMS):
            return "past"
    return ""


def _dated(reading: Reading, clause: int, own: bool = False) -> bool:
    """Whether a date or a year stands in the sentence (or only in the clause)."""
    sentence = next(at[0] for at in reading.places if at[2] == clause)
    near = (
        token
        for token, at in zip(reading.raw, reading.places, strict=True)
        if (at[2] == clause if own else at[0] == sentence)
    )
    return any(t.unit == "date" or re.fullmatch(r"(?:19|20)\d\d", t.key) for t in near)
