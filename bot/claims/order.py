"""Words that join: 'oil it after you wash it', 'a refund or a voucher', '2 years for pans and 5 for knives'.

Works on an answer that is already aligned: what stood after 'before' stands after it still, 'or' does
not become 'and', and a number is not taken from one item of a list for another.
"""

from __future__ import annotations

from itertools import pairwise

from bot.claims import words
from bot.claims.align import Path
from bot.claims.facts import Token
from bot.claims.reading import Reading, Spot

_ORDERED = words.group("before after until unless because while since than except without")
_LINKS = {word: word for word in sorted(_ORDERED)}
_LINKS |= {word: "if" for word in words.group("if when whenever once provided where")}
_LASTING = words.group("day wday week month year hour minute")
_EVERY = words.group("all every each everything everyone always")
_TRIES = words.stems(
    "fail refuse decline stop avoid forbid prevent reject lack prohibit deny cease try aim plan hope intend "
    "attempt seek exclude forget want wish"
)


def objection(answer: Reading, source: Reading, path: Path) -> str:
    """Why the answer joins what the passage does not join; '' when it joins the same."""
    pairs = list(zip(answer.spots, path, strict=True))
    return (
        _linked(answer, source, pairs)
        or _conjoined(answer, source, pairs)
        or _borrowed(answer, source, pairs)
        or _infinitive(answer, source, pairs)
        or _tried(source, pairs)
        or _not_all(answer, source, pairs)
    )


def _links(tokens: list[Token]) -> list[str]:
    return [_LINKS[token.key] for token in tokens if token.key in _LINKS]


def _before(reading: Reading, at: int) -> list[Token]:
    """The tokens of the sentence before this one."""
    start = at
    while start and reading.places[start - 1][0] == reading.places[at][0]:
        start -= 1
    return list(reading.raw[start:at])


def _linked(answer: Reading, source: Reading, pairs: list[tuple[Spot, Spot]]) -> str:
    """What follows 'before', 'after', 'if' ... in the answer follows the same word in the passage."""
    for (spot, here), (_, last) in zip(pairs, [pairs[0], *pairs], strict=False):
        if here.sentence < 0 or spot.token.key in _LINKS:
            continue
        gone = _since_link(answer, spot.raw)
        if gone is None:
            if spot.raw and here.sentence == last.sentence >= 0:
                continue
            behind = _before(source, here.raw)
            link = _since_link(source, here.raw)
            later = any(t.key in _LINKS for t in answer.raw)
            if link in ("before", "after") and later and here.token.kind == "content" and len(behind) > 2:
                return f"the passage says this behind '{link}'"
            continue
        if gone not in _links(_before(source, here.raw)):
            return f"the passage does not say '{gone}' of '{spot.token.text}'"
    return ""


def _since_link(reading: Reading, at: int) -> str | None:
    """The joining word that this word is the first content word after; None when there is none."""
    for i in range(at - 1, -1, -1):
        token = reading.raw[i]
        if reading.places[i][0] != reading.places[at][0] or reading.raw[i + 1].gap:
            return None
        if token.key in _LINKS:
            return _LINKS[token.key]
        if token.kind in ("content", "fact", "rate", "conj"):
            return None
    return None


def _conjoined(answer: Reading, source: Reading, pairs: list[tuple[Spot, Spot]]) -> str:
    for (one, here), (other, there) in pairwise(pairs):
        if min(here.sentence, there.sentence) < 0 or here.sentence != there.sentence:
            continue
        between = answer.raw[one.raw + 1 : other.raw + 1]
        joins = {token.key for token in between if token.kind == "conj"}
        its = source.raw[here.raw + 1 : there.raw] if here.raw < there.raw else ()
        ors = {token.key for token in its if token.kind == "conj"}
        if not ors and any(token.gap == "," for token in source.raw[here.raw + 1 : there.raw + 1]):
            ors = _of_list(source, there)
        negative = any(t.kind == "neg" for t in source.clause_tokens(here.clause))
        adjacent = there.number == here.number + 1
        if adjacent and ors & {"or", "but"} and not joins and not any(token.gap for token in between):
            return "the passage says 'or' between these"
        if {"and", "or"} <= joins | ors and joins and ors and not joins & ors and not negative:
            return f"the passage says '{min(ors)}' here, not '{min(joins)}'"
    return ""


def _of_list(source: Reading, spot: Spot) -> set[str]:
    """The conjunction that ends the list which this item stands in."""
    for i in range(spot.raw, len(source.raw)):
        if source.places[i][2] != spot.clause or source.raw[i].gap in (";", "."):
            break
        if source.raw[i].kind == "conj":
            return {source.raw[i].key}
    return set()


def _sort(token: Token) -> str:
    return "time" if token.unit in _LASTING else token.unit


def _borrowed(answer: Reading, source: Reading, pairs: list[tuple[Spot, Spot]]) -> str:
    """A word whose own number was left out, beside another number of the same kind and sentence."""
    used = {here.raw for _, here in pairs if here.sentence >= 0}
    own: dict[int, list[Spot]] = {}
    for spot in source.spots:
        if spot.token.kind == "fact" and spot.token.unit not in ("", "link", "phone", "ordinal"):
            own.setdefault(spot.segment, []).append(spot)
    for spot, here in pairs:
        facts = own.get(here.segment, [])
        if (
            here.sentence < 0
            or here.token.kind != "content"
            or not facts
            or any(f.raw in used for f in facts)
        ):
            continue
        for mine, its in pairs:
            alike = its.token.kind == "fact" and its.sentence == here.sentence and mine.clause == spot.clause
            if (
                not alike
                or its.segment == here.segment
                or _sort(its.token) not in {_sort(f.token) for f in facts}
            ):
                continue
            if facts[-1].raw < here.raw and its.raw < facts[0].raw:
                return f"the passage says '{facts[0].token.text}' of '{spot.token.text}'"
    return ""


def _infinitive(answer: Reading, source: Reading, pairs: list[tuple[Spot, Spot]]) -> str:
    """'18 or older to buy knives' does not say that you must buy knives."""
    for spot, here in pairs:
        if here.sentence < 0 or not spot.raw or not here.raw or spot.token.kind != "content":
            continue
        before, its = answer.raw[spot.raw - 1], source.raw[here.raw - 1]
        if before.kind == "must" and its.key == "to":
            return f"the passage does not say '{before.text}' of '{spot.token.text}'"
    return ""


def _tried(source: Reading, pairs: list[tuple[Spot, Spot]]) -> str:
    """'We try to', 'we refuse', 'it fails to': never left out before what it governs."""
    used = {here.raw for _, here in pairs if here.sentence >= 0}
    for spot in source.spots:
        used_to = spot.token.text == "used" and source.raw[min(spot.raw + 1, len(source.raw) - 1)].key == "to"
        if (spot.token.key not in _TRIES and not used_to) or spot.raw in used or spot.token.kind != "content":
            continue
        governed = [s for s in source.spots if s.number > spot.number and s.clause == spot.clause]
        close = governed and (governed[0].raw in used or (len(governed) > 1 and governed[1].raw in used))
        after = source.raw[min(spot.raw + 1, len(source.raw) - 1)]
        if after.key in words.AUXILIARIES or spot.prep or source.raw[spot.raw - 1].key in ("a", "an", "the"):
            continue  # 'a failed delivery', 'a try may leave'
        wishes = spot.token.key in ("want", "wish") and "if" in _links(_before(source, spot.raw))
        if close and not wishes:
            return f"the passage says '{spot.token.text}' here"
    return ""


def _not_all(answer: Reading, source: Reading, pairs: list[tuple[Spot, Spot]]) -> str:
    """'Not all pans' is neither 'no pans' nor 'all pans are not'."""
    for i, token in enumerate(source.raw[:-1]):
        every = source.raw[i + 1]
        if token.key != "not" or every.text.lower() not in _EVERY or every.gap:
            continue
        clause = source.places[i][2]
        mine = {spot.clause for spot, here in pairs if here.clause == clause and here.sentence >= 0}
        for own in mine:
            said = [t.text.lower() for t in answer.clause_tokens(own)]
            if ("not", every.text.lower()) not in pairwise(said):
                return f"the passage says 'not {every.text.lower()}' here"
    return ""
