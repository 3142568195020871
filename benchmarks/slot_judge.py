"""Judge a text about one product by the slots it was to tell: which are missing, wrong or added.

Published practice for data-to-text: values are matched in the text slot by slot (delexicalised matching,
Wen et al. 2015, "Semantically Conditioned LSTM-based Natural Language Generation for Spoken Dialogue
Systems"), and the slot error rate is (missing + redundant) / slots. Here a value is matched strictly, numbers
with their unit; a slot told with another value counts once, as wrong; yes-or-no slots, which that practice
leaves out, are judged by the polarity of the words around their cue. ``name`` counts, ``type`` (laptop,
television) does not: no text gets it wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from benchmarks.slot_words import (
    COLOURS,
    GRADES,
    MEASURES,
    NO,
    PHRASES,
    SAID_ALSO,
    SWITCHES,
    Ontology,
    content,
    plain,
)


class Slips(NamedTuple):
    """Names of slots that a text does not tell, tells with another value, and tells without being asked."""

    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    added: tuple[str, ...]


def slot_errors(text: str, row: Mapping[str, Any], ontology: Ontology) -> Slips:
    """Return the slot errors of ``text`` given the row's ``slots``."""
    slots = {name: str(value) for name, value in row["slots"].items() if name != "type"}
    told = dict.fromkeys(slots, "missing") | dict(_verdicts(plain(text), slots, ontology))
    return Slips(
        tuple(name for name in slots if told[name] == "missing"),
        tuple(name for name in slots if told[name] == "wrong"),
        tuple(sorted(name for name in told if name not in slots)),
    )


def _verdicts(text: str, slots: Mapping[str, str], ontology: Ontology) -> Iterator[tuple[str, str]]:
    """Yield what is right or wrong of the row's slots, and each slot told beyond them."""
    names = sorted(ontology.values.get("name", frozenset()) | {slots.get("name", "")}, key=len, reverse=True)
    for name in filter(None, names):
        if re.search(rf"\b{re.escape(name)}\b", text):
            yield "name" if name == slots.get("name") or "name" not in slots else "another name", "right"
            text = re.sub(rf"\b{re.escape(name)}\b", "¤", text)
    yield from _measures(text, slots)
    for name, (cue, values) in GRADES.items():
        if name in slots or name in ontology.values:
            yield from _graded(text, name, cue, values, slots)
    for name, cue in SWITCHES.items():
        said = _polarity(text, cue, name)
        if said is not None:
            yield name, "right" if slots.get(name, str(said)).lower() == str(said).lower() else "wrong"
    for name in PHRASES:
        if name in slots or name in ontology.values:
            yield from _phrased(text, name, slots, ontology)


def _measures(text: str, slots: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Judge every number with a unit; first those that are right, then the rest by unit and cue."""
    found = [
        (float(m[1]) * (1024 if m[2] == "tb" else 1), "gb" if m[2] == "tb" else m[2], m.start(), m.end())
        for m in re.finditer(r"(?<![\w.])(\d+(?:\.\d+)?) (dollars|gb|tb|inch|kg|hour|watt|hdmi)", text)
    ]
    # "hdmi ports : 2" and "a hdmi port" tell a count as well.
    found += [
        (float(m[1]), "hdmi", m.start(), m.end()) for m in re.finditer(r"hdmi ports? (?:of |: )?(\d)\b", text)
    ]
    found += [(1.0, "hdmi", m.start(), m.end()) for m in re.finditer(r"\b(?:an?|single) hdmi\b", text)]
    right: set[str] = set()
    rest = []
    for value, unit, start, end in found:
        mine = [name for name, (own, _) in MEASURES.items() if own == unit and name in slots]
        equal = [name for name in mine if _amount(slots[name]) == value]
        named = _named(text, start, end, unit)
        fitting = [name for name in equal if not named or name == named]
        if fitting:
            right |= {fitting[0]}
        else:
            rest.append((unit, named, mine))
    yield from ((name, "right") for name in right)
    for unit, named, mine in rest:
        open_ = [name for name in mine if name not in right]
        first = next(name for name, (own, _) in MEASURES.items() if own == unit)
        name = named or (open_ or mine or [first])[0]
        yield (name, "wrong") if name in open_ else (f"another {name}" if name in right else name, "wrong")


def _amount(value: str) -> float:
    match = re.match(r"\d+(?:\.\d+)?", value)
    return float(match[0]) * (1024 if value.endswith("tb") else 1) if match else -1.0


def _named(text: str, start: int, end: int, unit: str) -> str:
    """Return the slot that the words right behind a number name, where several slots share the unit."""
    if unit != "gb":
        return ""
    behind = re.match(
        r"\s(?:of )?(?:(?:hard|disk|main|system|solid|state) )*(drive|disk|storage|memory|ram)\b", text[end:]
    )
    if not behind:
        return ""
    return "memory" if behind[1] in ("memory", "ram") else "drive"


def _graded(
    text: str, name: str, cue: str, values: tuple[str, ...], slots: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Judge a graded slot: which of its values stands by its cue, nearest first."""
    words = text.split()
    near = [at for at, word in enumerate(words) if re.search(cue, word)]
    own = slots.get(name)
    told = {value for value in values if any(_stands(words, at, value) for at in near)}
    if own is not None and own in told:
        yield name, "right"
    elif told and (own is not None or _surely(text, name, told)):
        yield name, "wrong"


def _stands(words: list[str], at: int, value: str) -> bool:
    span = words[max(0, at - 6) : at + 7]
    if value in ("a++", "a+", "a", "b", "c"):
        right_by = words[max(0, at - 2) : at] + words[at + 1 : at + 5]
        return value in right_by and not (
            value == "a"
            and not re.search(r"\ba eco rating\b|rating (?:of |is |: )?a\b|\ban a\b", " ".join(span))
        )
    joined = " ".join(span)
    if "year" in value:
        years, area = value.split(" year ")
        return bool(re.search(rf"\b{years}\b", joined)) and area[:6] in joined
    return bool(re.search(rf"\b(?:{re.escape(value)}|{SAID_ALSO.get(value, re.escape(value))})\b", joined))


def _surely(text: str, name: str, told: set[str]) -> bool:
    """Say whether a graded value that nobody asked for is right beside its cue, in its usual words."""
    cue = {"batteryrating": "battery (?:rating|life)", "driverange": "drive(?: range| size)?",
    "pricerange": "price range",
           "weightrange": "weight(?: range)?", "screensizerange": "screen(?: size)?",
           "ecorating": "eco rating",
           "warranty": "warranty"}[name]  # fmt: skip
    return any(re.search(rf"\b{re.escape(value)} {cue}\b", text) for value in told if name != "warranty") or (
        name == "warranty" and "year" in text
    )


def _polarity(text: str, cue: str, name: str) -> bool | None:
    """Return whether a yes-or-no slot is affirmed or denied, ``None`` where it is not spoken of."""
    match = re.search(cue, text)
    if not match:
        home = r"\b(?:home|personal|private|leisure) (?:use|computing|purposes)\b"
        return False if name == "isforbusinesscomputing" and re.search(home, text) else None
    if match[0].startswith("non"):
        return False
    before = re.split(r" [.;] |\bbut\b|\bwhile\b|\balthough\b(?=.* , )", text[: match.start()])[-1].split()[
        -8:
    ]
    after = re.split(r" [.;,] |\bbut\b|\band\b", text[match.end() :])[0].split()[:6]
    return not (re.search(NO, " ".join(before)) or re.search(NO, " ".join(after)))


def _phrased(text: str, name: str, slots: Mapping[str, str], ontology: Ontology) -> Iterator[tuple[str, str]]:
    """Judge a slot whose value is a phrase; the longest value that stands is the one told."""
    own = slots.get(name)
    if own is not None and _has(text, own, name):
        longer = [
            v
            for v in ontology.values.get(name, ())
            if own in v and v != own and name != "design" and _has(text, v, name)
        ]
        yield name, "wrong" if longer and name in ("platform", "family") else "right"
        return
    if name in ("design", "color", "accessories"):
        known = {word for value in slots.values() for word in content(value)}
        strange = {word for word in content(text) if word in COLOURS} - known
        if strange and name in ("design", "color"):
            yield name, "wrong"
        return
    taken = " ".join(value for other, value in slots.items() if other != name)
    others = [
        v
        for v in ontology.values.get(name, ())
        if v != own and _has(text, v, name) and not _has(taken, v, name)
    ]
    if (others and not (own is None and name in ("family", "utility"))) or (
        others
        and re.search(rf"\b(?:{'|'.join(map(re.escape, others))}) (?:product )?(?:family|series)\b", text)
    ):
        yield name, "wrong"


def _has(text: str, value: str, name: str) -> bool:
    if name in ("design", "color", "accessories"):
        return content(value) <= content(text)
    return bool(re.search(rf"(?<![\w.]){re.escape(value)}(?![\w]|\.\d)", text.replace("-", " ")))
