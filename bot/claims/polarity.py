"""Yes must not become no, and a narrow claim must not become a wide one.

Works on an answer that is already aligned: for each pair of clauses that share words, negation must
be equal, must and may must be equal, and what narrows the source clause must still stand.
"""

from __future__ import annotations

from bot.claims import words
from bot.claims.align import Path
from bot.claims.reading import Reading


def objection(answer: Reading, source: Reading, path: Path) -> str:
    """Why the answer turns or widens what the source says; empty when it does not."""
    pairs: dict[tuple[int, int], int] = {}
    for spot, here in zip(answer.spots, path, strict=True):
        if here.sentence >= 0:
            pair = (spot.clause, here.clause)
            pairs[pair] = pairs.get(pair, 0) + 1
    for mine, its in pairs:
        if _negative(answer, mine) != _negative(source, its) and not _only_subject(source, path, its):
            return "the passage says 'no' here" if _negative(source, its) else "the passage does not say 'no' here"
    return _narrowed(answer, source, path) or _modals(answer, source, path, pairs)


def _negative(reading: Reading, clause: int) -> bool:
    return any(token.kind == "neg" for token in reading.clause_tokens(clause))


def _only_subject(source: Reading, path: Path, clause: int) -> bool:
    """Whether only the subject of a clause is used, with the predicate of a later one: 'it [is X and] does not Y'."""
    spots = [s for s in source.spots if s.clause == clause]
    used = {here.raw for here in path if here.clause == clause and here.sentence >= 0}
    later = any(here.clause > clause and here.sentence == spots[0].sentence for here in path)
    kept = [s.raw in used for s in spots]
    verbs = [
        i
        for i, (token, place) in enumerate(zip(source.raw, source.places, strict=True))
        if place[2] == clause and (token.kind in ("neg", "can", "must") or token.key in words.AUXILIARIES)
    ]
    leading = kept == sorted(kept, reverse=True) and not all(kept)
    return later and leading and (not verbs or max(used) < min(verbs))


def _narrowed(answer: Reading, source: Reading, path: Path) -> str:
    used = {here.raw for here in path if here.sentence >= 0}
    clauses = {here.clause for here in path if here.sentence >= 0}
    touched = {(here.sentence, here.clause) for here in path if here.sentence >= 0}
    spots = source.spots
    said = {token.key for token in answer.raw}
    for i, spot in enumerate(spots):
        limits = spot.token.key in words.LIMITS and spot.raw not in used
        if limits and spot.clause in clauses:
            beside = [s for s in spots[max(i - 1, 0) : i + 2] if s is not spot and s.sentence == spot.sentence]
            if spot.token.key in ("without", "atmost", "atleast", "about", "around", "morethan", "lessthan"):
                beside = [s for s in beside if s.raw > spot.raw]
            if any(s.raw in used for s in beside):
                return f"the passage says '{spot.token.text}'"
    for token, (sentence, _, clause) in zip(source.raw, source.places, strict=True):
        rest = {own for at, own in touched if at == sentence and own >= clause}
        if token.key in words.CONDITIONS and not rest and (sentence, clause - 1) in touched and token.key not in said:
            return f"the passage goes on with '{token.text}'"
    return ""


def _modals(answer: Reading, source: Reading, path: Path, pairs: dict[tuple[int, int], int]) -> str:
    used = {here.raw: spot.clause for spot, here in zip(answer.spots, path, strict=True) if here.sentence >= 0}
    for i, token in enumerate(source.raw):
        if token.kind not in ("can", "must"):
            continue
        following = next((s for s in source.spots if s.raw > i and s.sentence == source.places[i][0]), None)
        if following is None or following.raw not in used:
            continue
        if not any(t.kind == token.kind for t in answer.clause_tokens(used[following.raw])):
            return f"the passage says '{token.text}'"
    for mine, its in pairs:
        kinds = {t.kind for t in source.clause_tokens(its)}
        if any(t.kind == "must" for t in answer.clause_tokens(mine)) and "must" not in kinds:
            return "the passage does not say 'must'"
    return ""
