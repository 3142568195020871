"""Planted errors that swap one value for another: numbers, units, prices, stuffs, colours, places and names.

New values come from the shop's other products or from the product's own other attributes where possible.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from benchmarks.copy_claims import BRANDS, COLOURS, COUNTRIES, MATERIALS
from benchmarks.copy_true import Planter, TrueCopy, words_of

_CURRENCIES = {"EUR": "USD", "GBP": "EUR", "USD": "GBP"}
_UNITS = {
    "cm": "mm", "mm": "cm", "litres": "ml", "l": "ml", "ml": "l", "kg": "g", "g": "kg", "°C": "°F",
    "years": "months",
    "hours": "days", "in": "cm", "pages": "chapters", "minutes": "hours", "oz": "kg", "mph": "km",
    "months": "years",
    "m": "cm", "miles": "metres", "pieces": "litres", "litre": "ml",
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:\.\d+)?(?![\w/]|\.\d)")
_PRICE = re.compile(r"\b([A-Z]{3}) (\d+\.\d\d)\b")


def _number(base: TrueCopy, chance: random.Random) -> str | None:
    """Half of the time another number of the same product."""
    found = [m for m in _NUMBER.finditer(_PRICE.sub(lambda m: "¤" * len(m[0]), base.text))]
    if not found:
        return None
    old = chance.choice(found)
    own = sorted(set(_NUMBER.findall(words_of(base.product))) - {old.group()})
    shifted = str(max(1, int(float(old.group())) + chance.choice((-3, -1, 1, 2, 5, 10))))
    new = chance.choice(own) if own and chance.random() < 0.5 else shifted
    if new == old.group() or (new in _NUMBER.findall(base.product.title) and new == shifted):
        return None
    return base.text[: old.start()] + new + base.text[old.end() :]


def _swapped(base: TrueCopy, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(base.text))
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :]
             if a[0] != b[0] and not re.fullmatch(r"\s?(?:x|to|and|or|,|-)\s?",
             base.text[a.end() : b.start()])
             and len(base.text[a.end() : b.start()]) > 4]  # fmt: skip
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    return base.text[: a.start()] + b[0] + base.text[a.end() : b.start()] + a[0] + base.text[b.end() :]


def _moved(base: TrueCopy, chance: random.Random) -> str | None:
    """Say the measure of one attribute of another that has the same unit ("weighs 25 kg" of the load)."""
    measures = {name: str(value) for name, value in base.product.attributes.items()
                if isinstance(value, str) and re.fullmatch(r"\d[\d.]* ?[a-zA-Z°]{1,6}", value)}  # fmt: skip
    options = [(mine, other) for mine in measures.values() for other in measures.values() if mine != other
               and re.sub(r"[\d. ]", "", mine) == re.sub(r"[\d. ]", "", other)]  # fmt: skip
    options = [(mine, other) for mine, other in options if mine in base.text]
    if not options:
        return None
    mine, other = chance.choice(options)
    return base.text.replace(mine, other, 1)


def _unit(base: TrueCopy, chance: random.Random) -> str | None:
    found = [
        (m, unit)
        for unit in _UNITS
        for m in re.finditer(rf"(?<=\d ){re.escape(unit)}\b(?! (?:a|the|all)\b)", base.text)
    ]
    if not found:
        return None
    match, unit = chance.choice(found)
    return base.text[: match.start()] + _UNITS[unit] + base.text[match.end() :]


def _price(base: TrueCopy, chance: random.Random) -> str | None:
    match = _PRICE.search(base.text)
    if not match:
        return None
    others = [other.price for other in base.siblings if other.price not in (None, base.product.price)]
    price = chance.choice([chance.choice(others), float(match[2]) - chance.choice((1, 2, 5, 0.5))]) or 1.0
    return base.text[: match.start(2)] + f"{max(price, 1.5):.2f}" + base.text[match.end(2) :]


def _currency(base: TrueCopy, chance: random.Random) -> str | None:
    match = _PRICE.search(base.text)
    signs = ["CHF", _CURRENCIES.get(match[1], "EUR")] if match else []
    return base.text[: match.start(1)] + chance.choice(signs) + base.text[match.end(1) :] if match else None


def _replaced(names: Sequence[str], fresh: Sequence[str], frame: str) -> Planter:
    """Replace the value of an attribute by a sibling's or another one; add it where the copy is silent."""

    def planter(base: TrueCopy, chance: random.Random) -> str | None:
        known = words_of(base.product)
        values = [
            str(other.attributes[name])
            for other in base.siblings
            for name in names
            if name in other.attributes
        ]
        parts = [
            part
            for value in values
            for part in re.split(r", | and ", value)
            if re.fullmatch(r"[A-Za-z -]{3,}", part)
        ]
        new = chance.choice([chance.choice(parts), chance.choice(fresh)] if parts else list(fresh))
        if any(word in known for word in new.lower().split()):
            return None
        own = [
            part
            for name in names
            for part in re.split(r", | and ", str(base.product.attributes.get(name, "")))
        ]
        options = [
            m
            for part in own
            if len(part) > 2
            for m in re.finditer(rf"\b{re.escape(part)}\b", base.text, re.I)
        ]
        if options:
            match = chance.choice(options)
            return base.text[: match.start()] + new + base.text[match.end() :]
        return f"{base.text} {frame.format(new)}"

    return planter


def _brand(base: TrueCopy, chance: random.Random) -> str | None:
    """Replace the first word of the title, or an author's name."""
    people = [
        str(v)
        for k, v in base.product.attributes.items()
        if k in ("author", "artist", "illustrator", "narrator")
    ]
    own = [*people, base.product.title.split()[0]]
    options = [m for name in own for m in re.finditer(rf"\b{re.escape(name)}\b", base.text)]
    others = sorted({other.title.split()[0] for other in base.siblings} - set(base.product.title.split()))
    new = chance.choice([chance.choice(others), chance.choice(BRANDS)])
    if not options or new.lower() in words_of(base.product):
        return None
    match = chance.choice(options)
    return base.text[: match.start()] + new + base.text[match.end() :]


VALUES: dict[str, Planter] = {
    "number changed": _number, "two numbers swapped": _swapped, "measure of another attribute": _moved,
    "unit changed": _unit, "price changed": _price, "currency changed": _currency,
    "material replaced": _replaced(("material",), MATERIALS, "It is made of {}."),
    "colour replaced": _replaced(("colour", "color"), COLOURS, "In {}, too."),
    "origin replaced": _replaced(("made_in", "origin", "packed_in"), COUNTRIES, "It is made in {}."),
    "name replaced": _brand,
}  # fmt: skip
