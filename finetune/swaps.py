"""Other values and numbers, put into facts and copy alike, so that the model reads instead of remembering."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.claims.units import NUMBERS
from bot.domain import Fact, Product
from finetune.recipe import Briefs

_NUMBER = re.compile(r"(?<![\w.,])\d{1,4}(?!\w|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a copy is written from, and the copy."""

    title: Fact
    facts: tuple[Fact, ...]
    keywords: tuple[str, ...]
    reply: str

    @property
    def shown(self) -> tuple[Fact, ...]:
        return (self.title, *self.facts)


def values(sold: Iterable[Product]) -> dict[str, list[str]]:
    """Return what each attribute of text may hold, over all these products."""
    found: dict[str, set[str]] = {}
    for product in sold:
        for name, value in product.attributes.items():
            if isinstance(value, str):
                found.setdefault(name, set()).add(value)
    return {name: sorted(held) for name, held in found.items()}


def swapped(sheet: Sheet, others: Mapping[str, Sequence[str]], data: Briefs, draw: random.Random) -> Sheet:
    """Return a sheet with other values and numbers, of each that stands word for word in facts and copy."""
    swaps: dict[str, str] = {}
    if draw.random() < data.other_values:
        for fact in sheet.facts:
            free = [v for v in others.get(fact.id, ()) if v != fact.value and not _NUMBER.search(v)]
            once = len(re.findall(_whole(fact.value), sheet.reply, re.I)) == 1
            named = fact.value.lower() in sheet.title.value.lower()
            if free and once and not named and not _NUMBER.search(fact.value):
                swaps[fact.value] = draw.choice(free)
    if draw.random() < data.other_numbers:
        shown = " ".join(fact.value for fact in sheet.shown)
        words = re.findall("[a-z]+(?:-[a-z]+)?", f"{shown} {sheet.reply}".lower())
        spelt = {NUMBERS.get(word) for word in words}
        for number in sorted({n for n in _NUMBER.findall(shown) if int(n) > 1 and n not in spelt}):
            low, high = (2, 9) if len(number) == 1 else (10 ** (len(number) - 1), 10 ** len(number) - 1)
            swaps[number] = str(draw.randint(low, high))
    if not swaps:
        return sheet

    def other(text: str) -> str:
        pattern = "|".join(_whole(old) for old in sorted(swaps, key=len, reverse=True))
        return re.sub(pattern, lambda found: _cased(swaps, found[0]), text, flags=re.I)

    reply = other(sheet.reply)
    return Sheet(
        title=replace(sheet.title, value=other(sheet.title.value)),
        facts=tuple(replace(fact, value=other(fact.value)) for fact in sheet.facts),
        keywords=tuple(new for word in sheet.keywords if (new := other(word)).casefold() in reply.casefold()),
        reply=reply,
    )


def _whole(text: str) -> str:
    return rf"(?<![\w.,]){re.escape(text)}(?!\w|[.,]\d)"


def _cased(swaps: Mapping[str, str], found: str) -> str:
    """Return what stands in for ``found``, beginning with a capital where it did."""
    new = next(new for old, new in swaps.items() if old.lower() == found.lower())
    return new[:1].upper() + new[1:] if found[:1].isupper() else new
