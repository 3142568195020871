"""Faithful texts to plant errors in, what a shop's other entries offer to plant, and faithful rewordings.

A rewording says what the text says, in another form; a checker that doubts it gives a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain import Entry

NAME = r"(?<=[a-z,] )[A-Z][a-z]{3,}\b(?!\.\w)"
LINK = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]+\.example(?:/[\w/-]+)?"


@dataclass(frozen=True, slots=True)
class Faithful:
    """A text that stands in ``entry``, as an answer to ``question``."""

    text: str
    entry: Entry
    question: str


@dataclass(frozen=True, slots=True)
class Pool:
    """What the other entries of the shop offer."""

    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    links: tuple[str, ...]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Pool:
        """Collect names and links of a shop."""
        text = "\n".join(entry.answer for entry in entries)
        names = sorted(set(re.findall(NAME, text)))
        return cls(tuple(entries), tuple(names), tuple(sorted(set(re.findall(LINK, text)))))


_JOINED = re.compile(r"^(?P<one>[^,;]{15,}?)(?:; |, and )(?P<two>(?:we|you|it|they|the|a|your)\b[^;]{12,})$")
_OPENING = re.compile(r"^(?P<if>(?:If|When|Once|After|Before|Until) [^,;:]+), (?P<rest>[^;]+)\.$")
_ENDING = re.compile(r"^(?P<rest>[^,;:]{12,}?) (?P<if>(?:if|when|once|unless|until) [^,;:]+)\.$")
_CONTRACTIONS = {
    r"\bcannot\b": "can't", r"\b([Dd]o|[Ii]s|[Aa]re|[Dd]oes|[Ww]as|[Ww]ere) not\b": r"\1n't",
    r"\b(we|you) will\b": r"\1'll",
    r"\b([Ii]t|[Tt]hat) is\b": r"\1's", r"\b([Ww]e|[Yy]ou|[Tt]hey) are\b": r"\1're",
}  # fmt: skip
_SPELLED = {
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "6": "six",
    "7": "seven",
    "10": "ten",
    "21": "twenty-one",
}


def _moved(text: str) -> str | None:
    """Put a condition behind what it limits, or before it."""
    if (found := _OPENING.match(text)) and not re.match(r"(?:it|they|this|that)\b", found["rest"]):
        rest = (
            found["rest"] if re.match(r"(?:Visa|PayPal|Klarna|I)\b", found["rest"]) else _upper(found["rest"])
        )
        return f"{rest} {found['if'][0].lower()}{found['if'][1:]}."
    if (found := _ENDING.match(text)) and not re.search(r"\b(?:only|even|not)$", found["rest"]):
        first = found["rest"].split()[0]
        rest = found["rest"][0].lower() + found["rest"][1:]
        return f"{_upper(found['if'])}, {rest}." if first in _LOWERED else None
    return None


_LOWERED = frozenset(
    [
        "The",
        "A",
        "An",
        "You",
        "We",
        "They",
        "It",
        "Your",
        "Our",
        "All",
        "Any",
        "Each",
        "No",
        "Every",
        "This",
        "That",
        "These",
        "Orders",
        "Items",
        "Parcels",
    ]
)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _contracted(text: str) -> str | None:
    for pattern, new in _CONTRACTIONS.items():
        text = re.sub(pattern, new, text)
    return text


def _spelled(text: str) -> str | None:
    return re.sub(r"(?<![\w€£$.,:/-])(\d+)(?= [a-z](?!\.?m\b))", lambda m: _SPELLED.get(m[1], m[1]), text)


def _split(text: str) -> str | None:
    found = _JOINED.match(text)
    return f"{found['one']}. {_upper(found['two'])}" if found else None


def _second_half(text: str) -> str | None:
    found = _JOINED.match(text)
    return _upper(found["two"]) if found and not re.match(r"(?:it|they)\b", found["two"]) else None


REWORDINGS: dict[str, Callable[[str], str | None]] = {
    "condition moved": _moved,
    "contracted": _contracted,
    "numbers spelled": _spelled,
    "cut in two": _split,
    "second half alone": _second_half,
}


def reword(kind: str, base: Faithful) -> str | None:
    """Return a faithful rewording of ``base.text``, or ``None`` where this kind finds nothing to change."""
    made = REWORDINGS[kind](base.text)
    return made if made and made != base.text else None
