"""Who does what, how surely, when, in which order: small words that the second checker reads in place.

Each rule takes a word of the shown sentence that carries meaning, goes to the place where it is
aligned, and compares the small words that belong to it on both sides. A rule is silent where one
side has none: leaving a "you" out is no error, saying "we" for it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.alignment import Token, is_number
from benchmarks.meaning import IRREGULAR, MODALS, NEGATIONS, PAST, PRESENT, ROLES, Kind

Doubt = tuple[Kind, str, str]  # kind, what, why
Path = Sequence[int | None]
_SUBJECTS = ("we", "you")
_TURNING = ("after", "before", "if", "once", "unless", "until", "when", "while")
_OPPOSITES = {"after": "before", "before": "after", "until": "after"}
_REACH = 8


def doubts(shown: Sequence[Token], source: Sequence[Token], path: Path) -> Iterator[Doubt]:
    """Yield what the small words of the sentence say otherwise than those of the source."""
    yield from _roles(shown, source, path)
    yield from _surely(shown, source, path)
    yield from _order(shown, source, path)
    yield from _joints(shown, source, path)


def _anchor(shown: Sequence[Token], path: Path, at: int, step: int, reach: int) -> int | None:
    """Return the next aligned word that carries meaning, on the same side of any mark."""
    place = at + step
    while 0 <= place < len(shown) and abs(place - at) <= reach:
        if shown[max(place, place - step)].mark and step > 0 or (step < 0 and shown[place + 1].mark):
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
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    verbal = follows is not None and not follows.mark and (follows.norm in MODALS or follows.norm in PRESENT)
    return not verbal and (not before.free or before.norm in ("to", "for", "from", "with", "by", "of", "give"))


def _subject(source: Sequence[Token], place: int | None) -> Token | None:
    """Return the "we" or "you" that the verb at ``place`` belongs to."""
    if place is None:
        return None
    if source[place].opens or source[place].mark in (";", ":"):
        return None
    for at in _run(source, place, -1, _REACH):
        if source[at].norm in _SUBJECTS and not _is_object(source, at):
            return source[at]
    return None


def _surely(shown: Sequence[Token], source: Sequence[Token], path: Path) -> Iterator[Doubt]:
    """Compare "can", "must", "should" ... and past with present, before the same verb."""
    for at, here in enumerate(path):
        if here is None or shown[at].free:
            continue
        mine, theirs = _modal(shown, at), _modal(source, here)
        if mine and theirs and MODALS[mine] != MODALS[theirs] and not _both_denied(shown, at, source, here):
            yield "modal", mine, f"the source says {theirs}"
        one, other = _time(shown, at), _time(source, here)
        if one and other and one != other:
            yield "tense", shown[at].text, f"the source says {source[here].text} of another time"


def _modal(tokens: Sequence[Token], at: int) -> str | None:
    for place in _run(tokens, at, -1, 5):
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
        if token.norm not in _TURNING:
            continue
        mine = [path[i] for i in _run(shown, at, 1, 12) if path[i] is not None and not shown[i].free]
        places = [place for place in mine if place is not None]
        if not places:
            continue
        for there in range(max(0, min(places) - 12), min(len(source), max(places) + 12)):
            other = source[there].norm
            if other != token.norm and _OPPOSITES.get(token.norm) != other:
                continue
            theirs = set(_run(source, there, 1, 20))
            inside = sum(place in theirs for place in places)
            if source[there].sentence != source[places[0]].sentence:
                continue
            if other == token.norm and inside == 0 and path[at] is not None:
                yield "order", token.text, "in the source this word opens another part"
            if other != token.norm and inside == len(places) and path[at] is None:
                yield "order", token.text, f"the source says {source[there].text}"


def _joints(shown: Sequence[Token], source: Sequence[Token], path: Path) -> Iterator[Doubt]:
    """ "And" for "or", words pulled together over an "or", and a fact beside a word that has another."""
    solid = [at for at, here in enumerate(path) if here is not None and not shown[at].free]
    for left, right in zip(solid, solid[1:], strict=False):
        one, two = path[left] or 0, path[right] or 0
        if source[one].sentence != source[two].sentence or not 0 < two - one <= 10:
            continue
        mine = {token.norm for token in shown[left + 1 : right]} & {"and", "or", "but"}
        theirs = {token.norm for token in source[one + 1 : two]} & {"and", "or", "but"}
        marked = any(token.mark for token in shown[left + 1 : right + 1])
        if mine and theirs and not mine & theirs:
            yield "joined", " ".join(mine), f"the source says {' '.join(theirs)}"
        if theirs and not mine and not marked and source[one + 1].norm in theirs:
            yield "joined", shown[right].text, f"in the source a new part begins behind {source[one].text}"
    for order, at in enumerate(solid):
        number = next((i for i in reversed(solid[:order]) if is_number(shown[i])), None)
        if number is None or any(token.mark for token in shown[number + 1 : at + 1]):
            continue
        low, high = path[number] or 0, path[at] or 0
        between = [place for place in range(low + 1, high) if is_number(source[place])]
        rivals = [p for p in between if p not in path and source[p].norm not in (t.norm for t in shown)]
        same = source[low].sentence == source[high].sentence if high < len(source) else False
        if same and low < high and rivals and not is_number(shown[at]):
            yield "joined", shown[at].text, f"in the source {source[rivals[-1]].text} stands between"
            return
