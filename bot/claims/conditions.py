"""What a sentence left out that narrows its source: conditions, limits, 'unused', 'for orders over €50'.

Works on an answer that is already aligned. What hangs on a used clause of the source must be kept, or
be named by the question. Leaving out an item of a list, a reason or a link to click is harmless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.claims import units, words
from bot.claims.align import Path
from bot.claims.facts import Token
from bot.claims.parts import IF, NARROW, Part, alternative, governed, instead, only_subject, parts_of, sort_of
from bot.claims.reading import Reading, Spot, read

# Behind these small words only a number narrows, not a place or a way.
_PLACED = words.group("in on at to into onto by via through per of as")
_TURNS = words.group("without unless until except excluding before after over under outside")
_BOUNDS = words.group("atmost atleast morethan lessthan over under above below within until before after")
# Said of anything: leaving them out narrows nothing.
_IDLE = words.stems(
    "please example moment first contact details information help simply easily own back away yourself here "
    "page button link questions further way case via ourselves course that"
) | {"1st ordinal"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the question names, so that the answer need not."""

    keys: frozenset[str]
    turns: frozenset[str]  # words that turn a condition round: 'without', 'not'

    def names(self, spots: Sequence[Spot], raw: Sequence[Token], sentence: Sequence[Token]) -> bool:
        """Whether all that counts in a part of the source stands in the question, the same way round."""
        if not spots or not all(spot.token.key in self.keys for spot in spots):
            return False
        return _turns(raw) <= self.turns <= _turns(sentence)


def asked(sentences: Sequence[str]) -> Asked:
    """Take the question apart."""
    raw = read(sentences).raw
    return Asked(frozenset(token.key for token in raw), _turns(raw))


def dropped(answer: Reading, source: Reading, path: Path, question: Asked) -> str:
    """The first words of the source that narrow what the answer says, and that it left out; '' if none."""
    used = {here.raw for here in path if here.sentence >= 0}
    said = {token.key for token in answer.raw}
    kept = {spot.raw for spot in source.spots if spot.raw in used or spot.token.key in said}
    places = {here.raw: _before(answer, spot) for spot, here in zip(answer.spots, path, strict=True)}
    for sentence in sorted(leaned_on(path)):
        parts = parts_of([spot for spot in source.spots if spot.sentence == sentence], source)
        raw = tuple(token for token, at in zip(source.raw, source.places, strict=True) if at[0] == sentence)
        for part in parts:
            if part.role == "condition" and part.asserted(used) and not said & (IF | {"after", "before"}):
                return part.text
            whole = any(
                other.kept(used) and not instead(other, parts, used) for other in governed(part, parts)
            )
            if (
                whole
                and not part.mostly(kept)
                and not alternative(part, parts, used)
                and not question.names(part.spots, part.raw, raw)
            ):
                return part.text
        for i, part in enumerate(parts):
            if not part.kept(used) or (not part.role and only_subject(part, parts[i + 1 :], used)):
                continue
            for run in _phrases(part, kept, places, parts):
                if not question.names(run, source.raw[run[0].raw : run[-1].raw + 1], raw):
                    return _text(run, source)
    return ""


def leaned_on(path: Path) -> set[int]:
    """The source sentences that an answer rests on: not those that only lent it a name for an 'it'."""
    used: dict[int, set[int]] = {}
    for here in path:
        if here.sentence >= 0:
            used.setdefault(here.sentence, set()).add(here.raw)
    most = max(map(len, used.values()), default=0)
    names = {
        here.sentence - 1
        for here in path
        if here.resumes and all(s.early and not s.verb for s in path if s.sentence == here.sentence - 1)
    }
    return {sentence for sentence, raws in used.items() if sentence not in names and not len(raws) < 2 < most}


def _phrases(part: Part, kept: set[int], places: dict[int, str], parts: list[Part]) -> Iterator[list[Spot]]:
    """Phrases of a used segment that are left out and narrow it. ``places``: what stands before a word."""
    spots = part.spots
    i = 0
    if part.raw[0].kind == "conj" or part.raw[0].gap == ",":  # a whole item of a list may go
        i = next(n for n, spot in enumerate(spots) if spot.raw in places)
        i = 0 if places[spots[i].raw] in ("list", "start") else i
    while i < len(spots):
        if spots[i].raw in kept:
            i += 1
            continue
        j = i + 1
        while j < len(spots) and spots[j].raw not in kept and not _begins(spots[j], spots[j - 1]):
            j += 1
        run = list(spots[i:j])
        following = spots[j] if j < len(spots) and spots[j].raw in places else None
        if following is not None and places[following.raw] == "verb":
            following = None
        sorts = {sort_of(spot) for spot in run if spot.token.kind == "fact"}
        elsewhere = [spot for other in parts for spot in other.spots if spot.raw in places]
        taken = any(sort_of(s) in sorts or s.listed == run[-1].listed >= 0 for s in elsewhere)
        goes_on = any(spot.raw in places for spot in spots[j:])
        if not taken and _narrows(run, part.raw, bool(i), following, goes_on):
            yield run
        i = j


def _before(answer: Reading, spot: Spot) -> str:
    """What stands before a word in the answer: a 'list', a 'verb' group, the 'start', or something else."""
    token, before = spot.token, answer.raw[spot.raw - 1] if spot.raw else None
    if before is None:
        return "start"
    if token.gap == "," or before.kind == "conj":
        return "list"
    helper = before.kind in ("can", "must", "neg") or before.key in words.AUXILIARIES
    return "verb" if helper or before.key in ("we", "you", "they", "it", "to") else ""


def _begins(spot: Spot, before: Spot) -> bool:
    """Whether a phrase with a small word of its own begins at this spot."""
    return spot.token.kind == "strong" or (bool(spot.prep) and before.token.key != spot.prep)


def _narrows(
    run: list[Spot], raw: Sequence[Token], inside: bool, following: Spot | None, goes_on: bool
) -> bool:
    head = run[0]
    lead = head.token.key if head.token.kind == "strong" else head.prep
    if all(spot.token.key in _IDLE for spot in run) or (lead == "since" and head.first):
        return False
    facts = {spot.token.unit for spot in run if spot.token.kind == "fact"}
    bounded = any(spot.guards & _BOUNDS for spot in run)
    if lead in ("for", "at") and facts & units.MONEY and not bounded:
        return False  # a price
    named = all((s.token.name and s.token.text.lower() not in units.MONTHS) or s is head for s in run)
    if lead in ("under", "from", "inside", "with") and named and not facts:
        return False  # a place on the page, a carrier
    if lead in NARROW:
        return len(run) > 1 or head.token.kind != "strong" or following is not None
    if lead in ("of", "to", "on") and inside and goes_on and head.early and not head.token.name:
        return True  # 'delivery to islands takes', 'pans of cast iron are'
    if lead in _PLACED:
        return bounded or bool(facts - {"", "link", "phone"})
    at = next(i for i, token in enumerate(raw) if token is head.token)
    before = raw[at - 1] if at else None
    if inside and before is not None and not before.gap and not head.token.gap:
        if before.key == "that" or (before.key in words.PRONOUNS and goes_on):
            return True  # 'orders that you collect have'
        if before.kind == "content" and head.token.text.endswith(("ed", "bought", "sold", "made")):
            return not head.verb  # 'items bought in the sale'
    verb = run[-1].verb or (before is not None and before.key in words.PRONOUNS)
    if following is not None and following.token.kind == "content" and not following.verb and not verb:
        last = next(i for i, token in enumerate(raw) if token is run[-1].token)
        return raw[last + 1] is following.token  # 'unused' before 'pans'
    return inside and following is not None and bool(facts - {""})


def _text(run: list[Spot], source: Reading) -> str:
    start = run[0].raw - (run[0].prep != "" and source.raw[run[0].raw - 1].key == run[0].prep)
    return " ".join(token.text for token in source.raw[start : run[-1].raw + 1])


def _turns(raw: Sequence[Token]) -> frozenset[str]:
    return frozenset("not" if t.kind == "neg" else t.key for t in raw if t.kind == "neg" or t.key in _TURNS)
