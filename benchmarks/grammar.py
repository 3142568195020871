"""Who does what, how surely, when, in which order: small words that the second checker reads in place.

Each rule takes a word of the shown sentence that carries meaning, goes to the place where it is
aligned, and compares the small words that belong to it on both sides. A rule is silent where one
side has none: leaving a "you" out is no error, saying "we" for it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.alignment import Token
from benchmarks.meaning import IRREGULAR, MODALS, NEGATIONS, PAST, PRESENT, ROLES, Kind

Doubt = tuple[Kind, str, str]  # kind, what, why
Path = Sequence[int | None]
_SUBJECTS = ("we", "you")
_TURNING = ("after", "before", "if", "once", "unless", "until", "when", "while")
_OPPOSITES = {"after": "before", "before": "after", "until": "after"}
_REACH = 10


def doubts(shown: Sequence[Token], source: Sequence[Token], path: Path) -> Iterator[Doubt]:
    """Yield what the small words of the sentence say otherwise than those of the source."""
    yield from _roles(shown, source, path)
    yield from _surely(shown, source, path)
    yield from _order(shown, source, path)


def _anchor(shown: Sequence[Token], path: Path, at: int, step: int, reach: int) -> int | None:
    """Return the next aligned word that carries meaning, on the same side of any mark."""
    place = at + step
    while 0 <= place < len(shown) and abs(place - at) <= reach:
        if (shown[max(place, place - step)].mark and step > 0) or (step < 0 and shown[place + 1].mark):
            return None
        if not shown[place].free:
            return place if path[place] is not None else None
        place += step
    return None


def _run(tokens: Sequence[Token], at: int, step: int, reach: int) -> Iterator[int]:
    """Yield the places beside ``at``, nearest first, up to a mark or the end of the sentence."""
    for _ in range(reach):
        if (step < 0 and tokens[at].mark) or not 0 <= at + step < len(tokens):
            return
        at += step
        if (step > 0 and tokens[at].mark) or tokens[at].sentence != tokens[at - step].sentence:
            return
        yield at


def _roles(shown: Sequence[Token], source: Sequence[Token], path: Path) -> Iterator[Doubt]:
    for at, token in enumerate(shown):
        side = ROLES.get(token.norm)
        if side is None:
            continue
        theirs = None
        if token.norm in _SUBJECTS and not _is_object(shown, at):
            verb = _anchor(shown, path, at, 1, 5)
            theirs = _subject(source, path[verb]) if verb is not None else None
        elif token.norm in ("our", "your"):
            owned = _anchor(shown, path, at, 1, 2)
            near = _run(source, path[owned] or 0, -1, 3) if owned is not None else iter(())
            theirs = next((source[p] for p in near if source[p].norm in ("our", "your")), None)
        else:
            verb = _anchor(shown, path, at, -1, 3)
            near = _run(source, path[verb] or 0, 1, 3) if verb is not None else iter(())
            theirs = next((source[p] for p in near if source[p].norm in ("us", "you")), None)
        if theirs is not None and ROLES.get(theirs.norm, "") != side:
            yield "role", token.text, f"the source speaks of {ROLES.get(theirs.norm, 'the customer')} here"


def _is_object(tokens: Sequence[Token], at: int) -> bool:
    """Say whether the "you" at ``at`` stands behind a verb or preposition."""
    before = tokens[at - 1] if at and not tokens[at].mark else None
    if before is None or tokens[at].norm == "we":
        return False
    follows = tokens[at + 1] if at + 1 < len(tokens) and not tokens[at + 1].mark else None
    acts = follows is not None and (not follows.free or follows.norm in MODALS or follows.norm in PRESENT)
    return not acts and (not before.free or before.norm in ("to", "for", "from", "with", "by", "of"))


def _subject(source: Sequence[Token], place: int | None) -> Token | None:
    """Return the "we" or "you" that the verb at ``place`` belongs to."""
    if place is None:
        return None
    if source[place].opens or source[place].mark in (";", ":"):
        return None
    for at in range(place - 1, max(place - _REACH, -1), -1):
        if source[at].sentence != source[place].sentence or source[at + 1].mark in (";", ":"):
            return None
        if source[at].norm in _SUBJECTS and not _is_object(source, at):
            return source[at]
        if source[at].norm in _TURNING or (source[at + 1].mark and source[at + 1].free):
            return None
    return None


def _surely(shown: Sequence[Token], source: Sequence[Token], path: Path) -> Iterator[Doubt]:
    """Compare "can", "must", "should" ... and past with present, before the same verb."""
    for at, here in enumerate(path):
        if here is None or shown[at].free or shown[at].norm in NEGATIONS:
            continue
        mine, theirs = _modal(shown, at), _modal(source, here)
        if mine and theirs and MODALS[mine] != MODALS[theirs] and not _both_denied(shown, at, source, here):
            yield "modal", mine, f"the source says {theirs}"
        one, other = _time(shown, at), _time(source, here)
        before = [token.norm for token in shown[max(0, at - 2) : at]]
        if before == ["used", "to"] and [token.norm for token in source[max(0, here - 2) : here]] != before:
            yield "tense", shown[at].text, "the source does not say that it used to be so"
        if one and other and one != other:
            yield "tense", shown[at].text, f"the source says {source[here].text} of another time"


def _modal(tokens: Sequence[Token], at: int) -> str | None:
    for place in _run(tokens, at, -1, 5):
        if tokens[place].norm in ("have", "has") and place + 1 < at and tokens[place + 1].norm == "to":
            return "must"
        if tokens[place].norm in MODALS:
            return tokens[place].norm
        if not tokens[place].free and tokens[place].norm not in NEGATIONS:
            return None
    return None


def _both_denied(shown: Sequence[Token], at: int, source: Sequence[Token], here: int) -> bool:
    return all(
        any(tokens[place].norm in NEGATIONS for place in _run(tokens, spot, -1, 3))
        for tokens, spot in ((shown, at), (source, here))
    )


def _time(tokens: Sequence[Token], at: int) -> str | None:
    """Say whether the verb at ``at`` is past or present, where its neighbours leave no doubt."""
    before = [tokens[place] for place in _run(tokens, at, -1, 3)]
    if any(token.norm in ("if", "when", "unless", "once", "after", "that", "which") for token in before):
        return None
    for token in before:
        if token.norm in PAST:
            return "past"
        if token.norm in PRESENT:
            return "present"
        if not token.free and token.norm not in NEGATIONS:
            return None
        if token.norm in ("we", "they", "it"):
            norm = tokens[at].norm
            return "past" if norm.endswith("ed") or norm in IRREGULAR else "present"
    return None


def _order(shown: Sequence[Token], source: Sequence[Token], path: Path) -> Iterator[Doubt]:
    """What stands behind "after" or "if" must stand behind the same word in the source."""
    for at, token in enumerate(shown):
        if token.norm not in _TURNING or (at and shown[at - 1].norm == "at"):
            continue
        behind = [path[i] for i in _run(shown, at, 1, 12) if not shown[i].free]
        places = [place for place in behind if place is not None]
        if not places:
            continue
        here = [p for p, other in enumerate(source) if other.sentence == source[places[0]].sentence]
        same = [p for p in here if source[p].norm == token.norm]
        if same and not any(_opened(source, p) & set(places) for p in same):
            yield "order", token.text, "in the source this word opens another part"
        for place in here if not same else ():
            if source[place].norm == _OPPOSITES.get(token.norm) and places[0] in _opened(source, place):
                yield "order", token.text, f"the source says {source[place].text}"


def _opened(source: Sequence[Token], at: int) -> set[int]:
    """Return the places of what the word at ``at`` opens: up to a mark, or on to a part joined to it."""
    found: set[int] = set()
    for place in range(at + 1, min(at + 25, len(source))):
        token = source[place]
        if token.sentence != source[at].sentence or (token.mark and token.norm not in ("or", "and")):
            break
        found.add(place)
    return found
