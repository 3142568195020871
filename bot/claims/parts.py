"""How a source sentence hangs together: conditions, phrases between commas, and what they hang on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.claims import words
from bot.claims.facts import Token
from bot.claims.reading import Reading, Spot

IF = words.group(
    "if unless when whenever until till provided except excluding once while where wherever assuming"
)
# Phrases that narrow what they hang on, whatever stands in them.
NARROW = words.STRONG - words.group("most more less fewer least up") | words.group("for with without against")
NARROW |= words.group("except excluding till atmost atleast morethan lessthan upon despite throughout")
_SPLITS = words.group("but otherwise whereas")
_LEADS = NARROW | words.group("in on at by upon")
_RELATIVE = words.group("where wherever while")  # a condition in front, a remark behind a comma
_LASTING = words.group("day wday week month year hour minute")
# After these a phrase points back: 'after that', 'during which'.
_POINTS = words.group("that which this whom")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
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


def parts_of(spots: list[Spot], source: Reading) -> list[Part]:
    found: list[Part] = []
    for segment in sorted({spot.segment for spot in spots}):
        own = tuple(spot for spot in spots if spot.segment == segment)
        raw = tuple(token for token, at in zip(source.raw, source.places, strict=True) if at[1] == segment)
        role = _role(raw)
        if not role and found and found[-1].role == "condition" and _goes_on(raw):
            role = "more"  # of the condition before: 'if it is unused and in its box'
        found.append(Part(own, raw, role, own[0].clause))
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
    if lead in IF and not (lead in _RELATIVE and first.gap == ","):
        return "condition"
    if lead in ("before", "after") and first.gap and after in words.PRONOUNS - _POINTS:
        return "condition"
    if verb or len(raw) < 2 or (not first.gap and first.kind != "conj") or after in _POINTS:
        return ""
    if "not" in (first.key, raw[1].key) and (first.kind == "conj" or first.key == "not"):
        return "" if "even" in (raw[1].key, raw[-1].key) else "phrase"
    if first.kind == "conj" and lead not in words.STRONG and "only" not in (first.key, raw[1].key):
        return ""
    return "phrase" if lead in (_LEADS if first.gap in ".;" else NARROW - {"with", "for"}) else ""


def governed(part: Part, parts: list[Part]) -> Iterator[Part]:
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


def _after(part: Part, parts: list[Part]) -> Iterator[Part]:
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


def instead(part: Part, parts: list[Part], used: set[int]) -> bool:
    """Whether the answer takes another number of the sentence in place of this part's own."""
    own = [spot for spot in part.spots if spot.token.kind == "fact"]
    if not own or any(spot.raw in used for spot in own):
        return False
    sorts = {sort_of(spot) for spot in own}
    return any(sort_of(s) in sorts and s.raw in used for other in parts for s in other.spots)


def alternative(part: Part, parts: list[Part], used: set[int]) -> bool:
    """Whether another of several conditions is kept: 'when A, when B or when C'."""
    at = parts.index(part)
    near = [
        other for other in parts[max(at - 2, 0) : at + 3] if other is not part and other.role == part.role
    ]
    lead = {token.key for token in part.raw[:2]} & IF
    linked = [other for other in near if lead & {t.key for t in other.raw[:2]} and other.kept(used)]
    return any(other.raw[0].gap != ";" and other.raw[0].key != "and" for other in linked)


def sort_of(spot: Spot) -> str:
    """What kind of number it is; all spans of time are one kind."""
    unit = spot.token.unit if spot.token.kind == "fact" else "-"
    return "time" if unit in _LASTING else unit


def only_subject(part: Part, later: list[Part], used: set[int]) -> bool:
    """Whether only the subject is used, for a later predicate: 'it [is made of X] and contains Y'."""
    kept = [spot.raw in used for spot in part.spots]
    first = kept.index(False) if False in kept else -1
    if first < 1 or any(kept[first:]) or not any(other.kept(used) for other in later):
        return False
    gone = part.spots[first]
    return gone.verb or not (gone.prep or gone.token.kind in ("strong", "fact"))
