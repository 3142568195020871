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
    known = {token.key for token in source.raw}
    for token in answer.raw:
        if token.kind == "sub" and token.key not in known:
            return f"the passage does not say '{token.text}'"
    for mine, its in pairs:
        if _only_subject(answer, source, path, mine, its):
            continue
        no, its_no = _negations(answer, mine), _negations(source, its)
        if (no == 0 and its_no) or (no > max(its_no, 0 if its not in _open_lists(source) else no)):
            return "the passage says 'no' here" if its_no else "the passage does not say 'no' here"
    raws = [here.raw for here in path if here.sentence >= 0]
    for spot, here in zip(answer.spots, path, strict=True):
        if raws.count(here.raw) > 1 and (spot.token.kind != "content" or spot.token.key in words.PROMISES):
            return f"the passage says '{spot.token.text}' only once"
    return _unbound_promise(answer, path) or _modals(answer, source, path, pairs)


def _negations(reading: Reading, clause: int) -> int:
    return sum(token.kind == "neg" for token in reading.clause_tokens(clause))


def _open_lists(source: Reading) -> set[int]:
    """Clauses without a verb of their own after a negative one: 'does not cover rust, chips after a fall'."""
    found: set[int] = set()
    for clause in sorted({place[2] for place in source.places}):
        own = source.clause_tokens(clause)
        helped = any(t.key in words.AUXILIARIES or t.key in words.PRONOUNS or t.kind == "sub" for t in own)
        if not helped and own[0].gap in ("", ",") and (_negations(source, clause - 1) or clause - 1 in found):
            found.add(clause)
    return found


def _only_subject(answer: Reading, source: Reading, path: Path, mine: int, clause: int) -> bool:
    """Whether only the subject of a clause is used, for a later predicate: 'it [is X and] does not Y'.

    The later clause must be used by the same answer clause and have its polarity.
    """
    spots = [s for s in source.spots if s.clause == clause]
    own = [here for spot, here in zip(answer.spots, path, strict=True) if spot.clause == mine]
    negative = _negations(answer, mine) > 0
    later = any(
        here.clause > clause
        and 0 <= here.sentence - spots[0].sentence <= 1
        and (_negations(source, here.clause) > 0) == negative
        for here in own
        if here.sentence >= 0
    )
    verbs = [
        i
        for i, (token, place) in enumerate(zip(source.raw, source.places, strict=True))
        if place[2] == clause and (token.kind in ("neg", "can", "must") or token.key in words.AUXILIARIES)
    ]
    if later and not verbs and not any(t.key in words.PRONOUNS for t in source.clause_tokens(clause)):
        return True
    used = {here.raw for here in own if here.clause == clause and here.sentence >= 0}
    kept = [s.raw in used for s in spots]
    leading = kept == sorted(kept, reverse=True) and not all(kept)
    return later and leading and (not verbs or max(used) < min(verbs))


def _unbound_promise(answer: Reading, path: Path) -> str:
    """A 'free' or 'full' that stands by another word than in the passage."""
    for i, (spot, here) in enumerate(zip(answer.spots, path, strict=True)):
        if spot.token.key not in words.PROMISES or here.resumes:
            continue
        before = path[i - 1].number if i else here.number - 1
        after = path[i + 1] if i + 1 < len(path) else None
        follows = after is not None and after.number == here.number + 1 and after.token.key != "charg"
        if before != here.number - 1 and not follows:
            return f"the passage does not say '{spot.token.text}' of this"
    return ""


def narrowed(answer: Reading, source: Reading, path: Path) -> str:
    """An 'only', 'usually' or 'except' of the source that the answer left out; '' if none."""
    used = {here.raw for here in path if here.sentence >= 0}
    touched = {(here.sentence, here.clause) for here in path if here.sentence >= 0}
    spots = source.spots
    said = {token.key for token in answer.raw}
    for i, spot in enumerate(spots):
        limits = spot.token.key in words.LIMITS and spot.raw not in used
        if limits:
            beside = [
                s for s in spots[max(i - 1, 0) : i + 2] if s is not spot and s.sentence == spot.sentence
            ]
            after_only = spot.token.key != "only" or spot.first
            beside = [s for s in beside if s.raw > spot.raw or (s.segment == spot.segment and not after_only)]
            if any(s.raw in used for s in beside):
                return spot.token.text
    for token, (sentence, _, clause) in zip(source.raw, source.places, strict=True):
        rest = {own for at, own in touched if at == sentence and own >= clause}
        if (
            token.key in words.CONDITIONS
            and not rest
            and (sentence, clause - 1) in touched
            and token.key not in said
        ):
            return token.text
    return ""


def _modals(answer: Reading, source: Reading, path: Path, pairs: dict[tuple[int, int], int]) -> str:
    used = {
        here.raw: spot.clause for spot, here in zip(answer.spots, path, strict=True) if here.sentence >= 0
    }
    for i, token in enumerate(source.raw):
        if token.kind not in ("can", "must"):
            continue
        following = next((s for s in source.spots if s.raw > i and s.clause == source.places[i][2]), None)
        if following is None or following.raw not in used:
            continue
        if not any(t.kind == token.kind for t in answer.clause_tokens(used[following.raw])):
            return f"the passage says '{token.text}'"
    for mine, its in pairs:
        kinds = {t.kind for t in source.clause_tokens(its)}
        if any(t.kind == "must" for t in answer.clause_tokens(mine)) and "must" not in kinds:
            return "the passage does not say 'must'"
    return ""
