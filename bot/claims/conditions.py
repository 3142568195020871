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
from bot.claims.reading import Reading, Spot, read

_IF = words.group(
    "if unless when whenever until till provided except excluding once while where wherever assuming"
)
_SPLITS = words.group("but otherwise whereas")
# Phrases that narrow what they hang on, whatever stands in them.
_NARROW = words.STRONG - words.group("most more less fewer least up") | words.group("for with without against")
_NARROW |= words.group("except excluding till atmost atleast morethan lessthan upon despite throughout")
# Names of time and place narrow too, behind any small word.
_PLACED = words.group("in on at to into onto by via through per of as")
_LEADS = _NARROW | words.group("in on at by upon")
_RELATIVE = words.group("where wherever while")  # a condition in front, a remark behind a comma
_LASTING = words.group("day wday week month year hour minute")
_TURNS = words.group("without unless until except excluding before after over under outside")
_BOUNDS = words.group("atmost atleast morethan lessthan over under above below within until before after")
# After these a phrase points back: 'after that', 'during which'.
_POINTS = words.group("that which this whom")
# Said of anything: leaving them out narrows nothing.
_IDLE = words.stems(
    "please example moment first contact details information help simply easily own back away yourself here "
    "page button link questions further way case"
) | words.group("via ourselves course that") | {"1st ordinal"}


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
        parts = _parts([spot for spot in source.spots if spot.sentence == sentence], source)
        raw = tuple(token for token, at in zip(source.raw, source.places, strict=True) if at[0] == sentence)
        for part in parts:
            if part.role == "condition" and part.asserted(used) and not said & (_IF | {"after", "before"}):
                return part.text
            whole = any(other.kept(used) and not _instead(other, parts, used) for other in _governed(part, parts))
            if whole and not part.mostly(kept) and not _alternative(part, parts, used) and not question.names(part.spots, part.raw, raw):
                return part.text
        for i, part in enumerate(parts):
            if not part.kept(used) or (not part.role and _only_subject(part, parts[i + 1 :], used)):
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


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A segment of a sentence, with what it does there: 'condition', 'phrase', or plain ''."""

    spots: tuple[Spot, ...]
    raw: tuple[Token, ...]
    role: str
    clause: int

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.raw[:6])

    def kept(self, raws: set[int]) -> bool:
        return any(spot.raw in raws for spot in self.spots)

    def asserted(self, raws: set[int]) -> bool:
        return len(self.spots) > 2 and all(spot.raw in raws for spot in self.spots)

    def mostly(self, raws: set[int]) -> bool:
        return 3 * sum(spot.raw in raws for spot in self.spots) >= len(self.spots)


def _parts(spots: list[Spot], source: Reading) -> list[_Part]:
    found: list[_Part] = []
    for segment in sorted({spot.segment for spot in spots}):
        own = tuple(spot for spot in spots if spot.segment == segment)
        raw = tuple(token for token, at in zip(source.raw, source.places, strict=True) if at[1] == segment)
        role = _role(raw)
        if not role and found and found[-1].role == "condition" and _goes_on(raw):
            role = "more"  # of the condition before: 'if it is unused and in its box'
        found.append(_Part(own, raw, role, own[0].clause))
    return found


def _goes_on(raw: Sequence[Token]) -> bool:
    helped = any(token.key in words.AUXILIARIES or token.key in words.PRONOUNS for token in raw)
    return raw[0].key == "and" and not raw[0].gap and not helped


def _role(raw: Sequence[Token]) -> str:
    """A condition, a phrase between commas, or a part that stands by itself."""
    first = raw[0]
    head = [token for token in raw[:3] if token.kind != "conj" and token.key not in ("even", "only", "not")]
    lead, after = (head[0].key if head else ""), (head[1].key if len(head) > 1 else "")
    verb = any(token.key in words.AUXILIARIES or token.key in words.PRONOUNS for token in raw)
    if lead in _IF and after != "not" and not (lead in _RELATIVE and first.gap == ","):
        return "condition"
    if lead in ("before", "after") and first.gap and after in words.PRONOUNS - _POINTS:
        return "condition"
    if verb or len(raw) < 2 or not first.gap and first.kind != "conj" or after in _POINTS:
        return ""
    if "not" in (first.key, raw[1].key) and (first.kind == "conj" or first.key == "not"):
        return "" if "even" in (raw[1].key, raw[-1].key) else "phrase"
    if first.kind == "conj" and lead not in words.STRONG and "only" not in (first.key, raw[1].key):
        return ""
    return "phrase" if lead in (_LEADS if first.gap in ".;" else _NARROW - {"with", "for"}) else ""


def _governed(part: _Part, parts: list[_Part]) -> Iterator[_Part]:
    """The parts that a condition, or a phrase between commas, hangs on."""
    if not part.role:
        return
    at = parts.index(part)
    if part.role == "more":
        yield parts[at - 1]
        return
    gap = part.raw[0].gap
    if at == 0 or gap == ";" or (part.raw[0].kind == "conj" and part.role == "condition" and gap):
        yield from _after(part, parts[at + 1 :])
        if at == 0 or gap == ";" or parts[at + 1 :]:
            return
    for other in reversed(parts[:at]):
        if other.role == "condition":
            return
        yield other
        own = any(token.key in words.PRONOUNS for token in other.raw[:3])
        facts = any(token.kind == "fact" for token in other.raw)
        head = other.raw[0]
        apart = head.gap == ";" or (head.gap and head.kind == "conj") or head.key in _SPLITS
        if apart or facts or (own and other.clause != part.clause):
            return


def _after(part: _Part, parts: list[_Part]) -> Iterator[_Part]:
    if part.role == "phrase" and not (parts and parts[0].raw[0].gap):
        return  # 'For online orders the number [or the e-mail]'
    for other in parts:
        head = other.raw[0]
        reason = head.gap == ";" or head.key in _SPLITS or head.key in ("since", "because")
        if reason or (other.role == "condition" and head.kind == "conj"):
            return
        if part.role == "phrase" and other.clause != parts[0].clause:
            return
        if other.role not in ("condition", "more"):
            yield other


def _instead(part: _Part, parts: list[_Part], used: set[int]) -> bool:
    """Whether the answer takes another number of the sentence in place of this part's own."""
    own = [spot for spot in part.spots if spot.token.kind == "fact"]
    if not own or any(spot.raw in used for spot in own):
        return False
    sorts = {_sort(spot) for spot in own}
    return any(_sort(s) in sorts and s.raw in used for other in parts for s in other.spots)


def _alternative(part: _Part, parts: list[_Part], used: set[int]) -> bool:
    """Whether another of several conditions is kept: 'when A, when B or when C'."""
    at = parts.index(part)
    near = [other for other in parts[max(at - 2, 0) : at + 3] if other is not part and other.role == part.role]
    lead = {token.key for token in part.raw[:2]} & _IF
    linked = [other for other in near if lead & {t.key for t in other.raw[:2]} and other.kept(used)]
    return any(other.raw[0].gap != ";" and "and" != other.raw[0].key for other in linked)


def _sort(spot: Spot) -> str:
    """What kind of number it is; all spans of time are one kind."""
    unit = spot.token.unit if spot.token.kind == "fact" else "-"
    return "time" if unit in _LASTING else unit


def _only_subject(part: _Part, later: list[_Part], used: set[int]) -> bool:
    """Whether only the subject of a part is used, for a later predicate: 'it [is made of X] and contains Y'."""
    kept = [spot.raw in used for spot in part.spots]
    first = kept.index(False) if False in kept else -1
    if first < 1 or any(kept[first:]) or not any(other.kept(used) for other in later):
        return False
    gone = part.spots[first]
    return gone.verb or not (gone.prep or gone.token.kind in ("strong", "fact"))


def _phrases(
    part: _Part, kept: set[int], places: dict[int, str], parts: list[_Part]
) -> Iterator[list[Spot]]:
    """Phrases of a used segment that are left out and narrow it. ``places`` says what stands before a word."""
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
        sorts = {_sort(spot) for spot in run if spot.token.kind == "fact"}
        elsewhere = [spot for other in parts for spot in other.spots if spot.raw in places]
        taken = any(_sort(s) in sorts or s.listed == run[-1].listed >= 0 for s in elsewhere)
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
    if lead in _NARROW:
        return len(run) > 1 or head.token.kind != "strong" or following is not None
    if lead in _PLACED:
        return bounded or bool(facts - {"", "link", "phone"})
    at = next(i for i, token in enumerate(raw) if token is head.token)
    before = raw[at - 1] if at else None
    if inside and before is not None and not before.gap and not head.token.gap:
        if before.key == "that" or (before.key in words.PRONOUNS and goes_on):
            return True  # 'orders that you collect have'
        if before.kind == "content" and head.token.text.endswith(("ed", "bought", "sold", "made")):
            return not head.verb  # 'items bought in the sale'
    if following is not None and following.token.kind == "content" and not following.verb:
        last = next(i for i, token in enumerate(raw) if token is run[-1].token)
        return raw[last + 1] is following.token  # 'unused' before 'pans'
    return inside and following is not None and bool(facts - {""})


def _text(run: list[Spot], source: Reading) -> str:
    start = run[0].raw - (run[0].prep != "" and source.raw[run[0].raw - 1].key == run[0].prep)
    return " ".join(token.text for token in source.raw[start : run[-1].raw + 1])


def _turns(raw: Sequence[Token]) -> frozenset[str]:
    return frozenset("not" if t.kind == "neg" else t.key for t in raw if t.kind == "neg" or t.key in _TURNS)
