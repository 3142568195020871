"""Errors to plant in true marketing copy: one function a kind, seeded, each makes a text that is wrong.

Values come from the product's siblings and from its own other attributes where possible, so that they sound
right; added claims are in ``copy_claims``. A planter returns ``None`` where the copy offers no place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.copy_claims import ADJECTIVES, BRANDS, COLOURS, COUNTRIES, MATERIALS, SENTENCES, TAILS
from bot.domain.goods import Product
from bot.shops import rows


@dataclass(frozen=True, slots=True)
class TrueCopy:
    """A true copy with its product and the shop's other products."""

    text: str
    product: Product
    siblings: tuple[Product, ...]


Planter = Callable[[TrueCopy, random.Random], str | None]
_CURRENCIES = {"EUR": "USD", "GBP": "EUR", "USD": "GBP"}
_UNITS = {
    "cm": "mm", "mm": "cm", "litres": "ml", "l": "ml", "ml": "l", "kg": "g", "g": "kg", "°C": "°F", "years": "months",
    "hours": "days", "in": "cm", "pages": "chapters", "minutes": "hours", "oz": "kg", "mph": "km", "months": "years",
    "m": "cm", "miles": "metres", "pieces": "litres", "litre": "ml",
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:\.\d+)?(?![\w/]|\.\d)")
_PRICE = re.compile(r"\b([A-Z]{3}) (\d+\.\d\d)\b")
_END = re.compile(r"(?<=[a-z\d)])\.(?=\s|$)")


def load(folder: Path) -> list[TrueCopy]:
    """Return the English copies of a shop's folder (``products.jsonl``, ``copy.jsonl``), head and body."""
    products = {row["id"]: product_of(row) for row in rows(folder / "products.jsonl")}
    found = []
    for row in rows(folder / "copy.jsonl"):
        if row.get("language", "en") != "en" or row.get("product") not in products:
            continue
        product = products[row["product"]]
        others = tuple(other for other in products.values() if other.id != product.id)
        for copy in row["copies"]:
            text = "\n".join(part for part in (copy["head"], copy["body"]) if part)
            found.append(TrueCopy(text, product, others))
    return found


def product_of(row: dict[str, Any]) -> Product:
    """Return a row of ``products.jsonl`` as a product; ``zh`` and what else it may hold is left out."""
    names = ("id", "title", "category", "price", "currency", "attributes", "description")
    return Product(**{name: row[name] for name in names if name in row})


def words_of(product: Product) -> str:
    """Return all that a product says, in lower case, for asking whether a claim is new."""
    told = " ".join(f"{name} {value}" for name, value in product.attributes.items()).replace("_", " ")
    return f"{product.title} {product.category} {told} {product.description}".lower()


def short_name(product: Product) -> str:
    """Return the word that names the kind of thing: the last one of the title that is a plain word."""
    head = re.split(r",| with |\d", product.title)[0]
    words = re.findall(r"[A-Za-z-]{3,}", head)
    return words[-1].lower() if words else product.category


def plant(kind: str, base: TrueCopy, chance: random.Random) -> str | None:
    """Return the copy with one error of ``kind``, or ``None``."""
    made = PLANTERS[kind](base, chance)
    return made if made != base.text else None


def _claim(kind: str) -> Planter:
    """Add a written claim, as a sentence of its own or before a full stop; never one that may be true."""

    def planter(base: TrueCopy, chance: random.Random) -> str | None:
        tails = TAILS.get(kind, [])
        known = words_of(base.product)
        ends = list(_END.finditer(base.text))
        if tails and ends and chance.random() < 0.35:
            tail = chance.choice(tails)
            at = chance.choice(ends).start()
            return f"{base.text[:at]}, {tail}{base.text[at:]}" if _new(tail, known) else None
        claim = chance.choice(SENTENCES[kind]).format(it=short_name(base.product))
        if not _new(claim, known):
            return None
        at = chance.choice([*(end.end() for end in ends), len(base.text)])
        return f"{base.text[:at].rstrip()} {claim}{base.text[at:]}"

    return planter


def _new(claim: str, known: str) -> bool:
    """Say whether a claim has a longer word that the product has not."""
    words = re.findall(r"[a-z]{4,}", claim.lower())
    return any(word.rstrip("s")[:6] not in known for word in words)


def _number(base: TrueCopy, chance: random.Random) -> str | None:
    """Half of the time another number of the same product."""
    found = [m for m in _NUMBER.finditer(_PRICE.sub(lambda m: "¤" * len(m[0]), base.text))]
    if not found:
        return None
    old = chance.choice(found)
    own = sorted(set(_NUMBER.findall(words_of(base.product))) - {old.group()})
    shifted = str(max(1, int(float(old.group())) + chance.choice((-3, -1, 1, 2, 5, 10))))
    new = chance.choice(own) if own and chance.random() < 0.5 else shifted
    if new == old.group() or new in _NUMBER.findall(base.product.title) and new == shifted:
        return None
    return base.text[: old.start()] + new + base.text[old.end() :]


def _swapped(base: TrueCopy, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(base.text))
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :]
             if a[0] != b[0] and not re.fullmatch(r"\s?(?:x|to|and|or|,|-)\s?", base.text[a.end() : b.start()])
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


def _adjective(base: TrueCopy, chance: random.Random) -> str | None:
    known = words_of(base.product)
    options = list(
        re.finditer(
            rf"(?<=\b(?:the|The) )(?=[^.]{{0,20}}\b{re.escape(short_name(base.product))}\b)", base.text, re.I
        )
    )
    new = chance.choice(ADJECTIVES)
    if not options or new in known:
        return None
    at = chance.choice(options).start()
    return f"{base.text[:at]}{new} {base.text[at:]}"


def _sibling(base: TrueCopy, chance: random.Random) -> str | None:
    """Tell a fact of another product: a clause of its description or one of its attributes."""
    other = chance.choice(base.siblings)
    known = words_of(base.product)
    facts = [s for s in re.split(r"(?<=\.)\s+", other.description) if len(s) > 20]
    facts += [f"{name.replace('_', ' ').capitalize()}: {value}." for name, value in other.attributes.items()
              if isinstance(value, str)]  # fmt: skip
    fact = chance.choice(facts)
    words = re.findall(r"[a-z]{4,}|\d+", fact.lower())
    if sum(word in known for word in words) > 0.6 * len(words):
        return None
    return f"{base.text} {fact}"


_YES_NO = [
    (r"\bmust not go\b", "may go"), (r"\b(may|can|should|must|does|do|is|are|was) not\b", r"\1"), (r"\bcannot\b", "can"),
    (r"\b[Nn]ot for the\b", "For the"), (r"\bnot\s", ""), (r"\bkeep (it|them|the \w+) out of\b", r"put \1 in"),
    (r"\bno (?=caffeine|shimmer|pedals|sample)", ""), (r"\bwithout (?=shimmer|pedals|caffeine)", "with "),
]  # fmt: skip
_NO_YES = [
    (r"\b(may|can) (?=go|be)", r"\1 not "), (r"\bworks on\b", "does not work on"), (r"\bgoes in\b", "does not go in"),
    (r"\b(is|are) (?=[a-z]+-(?:safe|proof|resistant)|organic|perforated|numbered|stackable)", r"\1 not "),
    (r"\b(?:and|in) the (microwave|dishwasher)\b", r"but not in the \1"),
]  # fmt: skip


def _boolean(base: TrueCopy, chance: random.Random) -> str | None:
    """Turn a yes-or-no attribute round, in a sentence that tells it or in a new one."""
    switches = [(name, value) for name, value in base.product.attributes.items() if isinstance(value, bool)]
    if not switches:
        return None
    name, value = chance.choice(switches)
    label, about = name.replace("_", " "), name.split("_")[0]
    for match in re.finditer(rf"[^.\n]*\b{about}[^.\n]*\.", base.text, re.I):
        for pattern, new in _NO_YES if value else _YES_NO:
            turned = re.sub(pattern, new, match[0], count=1)
            if turned != match[0]:
                return base.text.replace(match[0], turned, 1)
    made = re.search(r"(?:safe|proof|resistant|able|organic|proof)$", label)
    if value:
        return f"{base.text} " + (f"It is not {label}." if made else f"{label.capitalize()}: no.")
    return f"{base.text} " + (f"It is {label}." if made else f"{label.capitalize()}: yes.")


def _denied(base: TrueCopy, chance: random.Random) -> str | None:
    rules = [(r"\b(is|are) (?=made|included|woven|finished|set|printed|signed)", r"\1 not "), (r"\bholds\b", "does not hold"),
             (r"\bcomes with\b", "comes without"), (r"\bhas (?=a|two|an)", "has not got "), (r"\bwith (?=a |an |two )", "without "),
             (r"\bfits\b", "does not fit"), (r"\bincluded\b", "not included")]  # fmt: skip
    options = [(m, new) for pattern, new in rules for m in re.finditer(pattern, base.text)
               if "not " not in base.text[max(0, m.start() - 5) : m.end() + 5]]  # fmt: skip
    if not options:
        return None
    match, new = chance.choice(options)
    return base.text[: match.start()] + match.expand(new) + base.text[match.end() :]


def _misjoined(base: TrueCopy, chance: random.Random) -> str | None:
    """Say the stuff of one part of another: "beech handle, steel lid" becomes "steel handle"."""
    pairs = re.findall(r"\b([a-z]+) (handle|handles|lid|stopper|strainer|grips?|blade|rose|liner|back|cable|clip|nib|"
                       r"cover|box|frame|fork|barrel|arms|paper|holder|band|bottle|loops?|lining)\b", words_of(base.product))  # fmt: skip
    stuffs = [s for s, _ in pairs if s not in ("a", "the", "and", "with", "steel's", "its")]
    for _, part in pairs:
        for stuff in stuffs:
            if (stuff, part) not in pairs and (match := re.search(rf"\b(\w+ )?{part}\b", base.text)):
                return base.text[: match.start()] + f"{stuff} {part}" + base.text[match.end() :]
    return None


PLANTERS: dict[str, Planter] = {kind: _claim(kind) for kind in SENTENCES} | {
    "number changed": _number, "two numbers swapped": _swapped, "measure of another attribute": _moved,
    "unit changed": _unit, "price changed": _price, "currency changed": _currency,
    "material replaced": _replaced(("material",), MATERIALS, "It is made of {}."),
    "colour replaced": _replaced(("colour", "color"), COLOURS, "In {}, too."),
    "origin replaced": _replaced(("made_in", "origin", "packed_in"), COUNTRIES, "It is made in {}."),
    "name replaced": _brand, "adjective inserted": _adjective, "fact of a sibling": _sibling,
    "yes-no turned": _boolean, "fact denied": _denied, "parts misjoined": _misjoined,
}  # fmt: skip
