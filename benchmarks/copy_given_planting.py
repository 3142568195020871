"""Errors to plant in copy from a given text: what goes wrong when sentences are shortened, moved and joined.

A case is the whole source with one error in it; only what a checker says of the changed sentences counts.
Most kinds are those of answers (``planting``); dates, names and joined sentences are copy's own. Seeded:
the same seed plants the same ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.alignment import sentences_of
from benchmarks.faithful import Faithful, Pool
from benchmarks.misjoined import neighbours_joined
from benchmarks.planting import PLANTERS as ANSWERS
from bot.domain import Entry

Planter = Callable[[str, random.Random], str | None]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HALVES = ("am", "pm")
_NAME = re.compile(rf"(?<=[a-z,] )(?!(?:{'|'.join((*_MONTHS, *_DAYS))}))[A-Z][a-z]{{2,}}\b")
_CONDITION = re.compile(r"^(?P<if>(?:If|When|Once|Unless|Until|After|Before) [^,;]+), (?P<rest>[^;]+)$")
_BEHIND = re.compile(r"^(?P<rest>[^,;]{12,}?),? (?P<if>(?:if|when|once|unless|until) [^,;]+)\.$")
_PRONOUN = re.compile(r"\b(?:it|they|them|this|that|these|those|there|he|she)\b", re.I)


@dataclass(frozen=True, slots=True)
class Case:
    """A given text with one error planted; ``wrong`` are the sentences that it changed or made."""

    kind: str
    source_id: str
    source: str
    text: str

    @property
    def wrong(self) -> tuple[str, ...]:
        known = set(sentences_of(self.source))
        return tuple(one for one in sentences_of(self.text) if one not in known)


def cases(sources: Sequence[tuple[str, str]], per_kind: int, seed: int) -> Iterator[Case]:
    """Yield up to ``per_kind`` errors of each kind, in other texts as long as there are any."""
    for kind, planter in PLANTERS.items():
        chance = random.Random(f"{seed}/{kind}")
        order = list(sources)
        chance.shuffle(order)
        made: dict[str, Case] = {}
        for name, source in order * 3:
            text = planter(source, chance)
            case = Case(kind, name, source, text or source)
            if len(made) < per_kind and text and case.wrong and _bare(text) != _bare(source):
                made.setdefault(text, case)
        yield from made.values()


def _bare(text: str) -> str:
    return re.sub(r"[^\w€£$%]+", " ", text).lower()


def _as_in_answers(kind: str) -> Planter:
    def planter(source: str, chance: random.Random) -> str | None:
        entry = Entry("given", "", source)
        return ANSWERS[kind](source, Faithful(source, entry, ""), Pool.of([entry]), chance)

    return planter


def _date(source: str, chance: random.Random) -> str | None:
    """Another month, another day of the week, or the other half of the day."""
    rules = [(_MONTHS, rf"\b(?:{'|'.join(_MONTHS)})\b"), (_DAYS, rf"\b(?:{'|'.join(_DAYS)})(?=s?\b)"),
             (_HALVES, r"(?<=\d )[ap]m\b")]  # fmt: skip
    options = [(found, words) for words, form in rules for found in re.finditer(form, source)]
    if not options:
        return None
    found, words = chance.choice(options)
    new = chance.choice([word for word in words if word != found.group()])
    if words is not _HALVES and re.search(rf"\b{new}", source):  # it may be true of that one, too
        return None
    return source[: found.start()] + new + source[found.end() :]


def _names(source: str, chance: random.Random) -> str | None:
    """Exchange two names; those of one list may both be true in each other's place."""
    found = list(_NAME.finditer(source))
    pairs = [
        (one, other)
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if one.group() != other.group()
        and not re.fullmatch(r"\W*(?:(?:[A-Z]\w+|and|or|&)\W+)*", source[one.end() : other.start()])
    ]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    between = source[one.end() : other.start()]
    return source[: one.start()] + other.group() + between + one.group() + source[other.end() :]


def _subject(source: str, chance: random.Random) -> str | None:
    """What one sentence speaks of before what another says, in that one's place."""
    entry = Entry("given", "", source)
    every = sentences_of(source)
    if len(every) < 2:
        return None
    one, other = chance.sample(range(len(every)), 2)
    pair = f"{every[one].rstrip('.')}; {every[other]}"
    made = neighbours_joined(pair, Faithful(pair, entry, ""), Pool.of([entry]), chance)
    return source.replace(every[one], made, 1) if made else None


def _condition(source: str, chance: random.Random) -> str | None:
    """The condition of one sentence before the statement of another."""
    every = sentences_of(source)
    parts = [(at, _CONDITION.match(text) or _BEHIND.match(text)) for at, text in enumerate(every)]
    limited = [(at, part["if"]) for at, part in parts if part and not _PRONOUN.search(part["if"])]
    plain = [at for at, part in parts if not part and not _PRONOUN.search(every[at])]
    if not limited or not plain:
        return None
    (_, condition), rest = chance.choice(limited), every[chance.choice(plain)]
    start = rest[0] if re.match(r"[A-Z]\w* (?:mends|leads|is away)", rest) else rest[0].lower()
    return source.replace(rest, f"{condition[0].upper()}{condition[1:]}, {start}{rest[1:]}", 1)


PLANTERS: dict[str, Planter] = {
    kind: _as_in_answers(kind)
    for kind in (
        "number changed",
        "two numbers swapped",
        "unit changed",
        "negation removed",
        "negation added",
        "condition dropped",
        "restriction dropped",
        "roles swapped",
        "modal changed",
        "order swapped",
    )
} | {
    "date changed": _date,
    "names swapped": _names,
    "halves of two sentences joined": _subject,
    "condition moved to another sentence": _condition,
}
