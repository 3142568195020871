"""Numbers of marketing copy: each must be the product's, with its unit, on the attribute that has it.

A number is read with its unit ("4.2 litres", "40 x 30 x 4 cm", "six pieces"), with the words around it, and
laid against every number of the product. Three ways to be wrong: no such number; another unit or another
counted thing; the right number said of another attribute ("weighs 24 cm", "24 years of warranty").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.copy_words import GLUE, WORD, forms, harmless, prop
from benchmarks.numerals import number_of_words

_UNITS = {
    "cm": "cm centimetre centimeter", "mm": "mm millimetre millimeter", "m": "m metre meter",
    "in": "in inch inches", "ft": "ft foot feet", "km": "km kilometre kilometer", "mile": "mile mi",
    "l": "l litre liter", "ml": "ml millilitre milliliter", "cl": "cl", "kg": "kg kilo kilogram kilogramme",
    "g": "g gram gramme", "oz": "oz ounce", "lb": "lb lbs", "°C": "°c degree degrees celsius",
    "°F": "°f fahrenheit",
    "W": "w watt", "Wh": "wh", "kWh": "kwh", "K": "k kelvin", "lm": "lm lumen", "lux": "lux",
    "hour": "hour h hr", "minute": "minute min", "second": "seconds", "day": "day", "week": "week",
    "month": "month", "year": "year", "%": "% percent", "mph": "mph", "bar": "bar", "psi": "psi",
    "gsm": "gsm g/m²", "HRC": "hrc", "V": "v volt", "°": "°", "gb": "gb",
}  # fmt: skip
UNIT_OF = {form: unit for unit, names in _UNITS.items() for form in names.split()}
_MONEY = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY", "euro": "EUR", "pound": "GBP", "dollar": "USD"}
_CODES = r"EUR|GBP|USD|CHF|JPY|CNY|SEK|CAD|AUD"
_AMOUNT = r"\d+(?:,\d{3})*(?:\.\d+)?"
MONEY = re.compile(
    rf"(?P<sign>[€£$¥]|\b(?:{_CODES}))\s?(?P<after>{_AMOUNT})"
    rf"|(?P<before>{_AMOUNT})\s?(?P<name>€|£|(?:{_CODES})\b|euros?\b|pounds?\b(?! of)|dollars?\b)"
)
_DIGITS = re.compile(rf"(?<![\w.,/])(?:{_AMOUNT})(?:st|nd|rd|th\b)?(?![\d/])")
_UNIT = re.compile(r"[\s-]?(g/m²|°\s?[CF]\b|[%°]|[A-Za-z]+)")
_CHAIN = re.compile(r"\s?(?:to|x|×|and|or|,|-|–|by|/)\s?$")
# What a number is said of. Cues of the text on the left, labels and words of the product the same.
_SAID_OF = {
    "mass": "weigh weight weighs heavy lightweight",
    "volume": "hold capacity contain content volume fill store carry carries load take",
    "width": "wide width across diameter broad",
    "height": "tall high height",
    "length": "long length",
    "depth": "thick thickness deep depth",
    "cover": "warranty guarantee guaranteed",
    "charging": "charge charging recharge",
    "running": "runtime shine burn run runs last burning",
    "range": "range reach away",
    "heat": "oven heat",
    "washing": "wash washed washing washable cycle",
}
_CONCEPT = {word: concept for concept, words in _SAID_OF.items() for word in words.split()}
_AXES = frozenset(("width", "height", "length", "depth"))


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit or the thing counted, where it stands, and the words around it."""

    value: str
    unit: str  # a measure, or "" for a count
    counted: str
    text: str
    around: tuple[str, ...]
    label: str = ""  # of the attribute, when it is the product's
    spelled: bool = False

    @property
    def concepts(self) -> frozenset[str]:
        found = {_CONCEPT[form] for word in self.around for form in forms(word) if form in _CONCEPT}
        return frozenset(found)

    @property
    def of_label(self) -> frozenset[str]:
        found = {_CONCEPT[form] for word in self.label.split() for form in forms(word) if form in _CONCEPT}
        return frozenset(found)


def money(text: str) -> Iterator[tuple[str, str, int, str]]:
    """Yield currency, amount (as plain as ``plain``), start and text of each sum of money."""
    for match in MONEY.finditer(text):
        sign = match["sign"] or match["name"].lower().rstrip("s")
        amount = match["after"] or match["before"]
        yield _MONEY.get(sign, sign.upper()), plain(amount), match.start(), match.group()


def plain(amount: str) -> str:
    """Return a number in its shortest form: 49.90 is 49.9 and 15,000 is 15000."""
    return f"{float(amount.replace(',', '')):.10f}".rstrip("0").rstrip(".")


def numbers(text: str, label: str = "") -> list[Number]:
    """Return the numbers of ``text`` except sums of money."""
    text = MONEY.sub(lambda match: "¤" * len(match.group()), text)
    spans = [(m.start(), m.end(), plain(re.sub(r"(?:st|nd|rd|th)$", "", m.group())), False)
             for m in _DIGITS.finditer(text)]  # fmt: skip
    for word in re.finditer(r"\b[A-Za-z]+", text):
        if (spelled := number_of_words(text, word.start())) and spelled[0] not in ("100", "1000"):
            spans.append((word.start(), spelled[1], spelled[0], True))
    spans = [s for s in sorted(spans) if not any(o[0] < s[0] < o[1] for o in spans)]
    found: list[Number] = []
    unit, counted = "", ""
    for at in reversed(range(len(spans))):
        start, end, value, spelled_out = spans[at]
        chained = at + 1 < len(spans) and _CHAIN.fullmatch(text[end : spans[at + 1][0]])
        own = _unit_at(text, end)
        if own[0] or not chained:
            unit, counted = own
        left = spans[at - 1][1] if at else 0
        right = spans[at + 1][0] if at + 1 < len(spans) else len(text)
        before = re.split(r"[.;:!?,]\s|\b(?:and|but|while)\b", text[left:start])[-1]
        after = re.split(r"[.;:!?,](?:\s|$)|\b(?:and|but|while)\b", text[end:right])[0]
        around = [*WORD.findall(before)[-5:], *WORD.findall(after)[:4]]
        found.append(Number(value, unit, counted, text[start:end], tuple(around), label, spelled_out))
    return found[::-1]


def _unit_at(text: str, end: int) -> tuple[str, str]:
    match = _UNIT.match(text, end)
    if not match:
        return "", ""
    raw = match[1].replace(" ", "")
    low = raw.lower()
    if raw == "in" and re.match(
        r"\s(?:a|an|the|all|each|one|your|total|every|this|use|my)\b", text[match.end() :]
    ):
        return "", ""
    unit = next((UNIT_OF[form] for form in (low, *sorted(forms(low))) if form in UNIT_OF), "")
    if unit:
        return unit, ""
    for word in WORD.findall(text[end:])[:3]:
        if word.lower() not in GLUE:
            return "", word
    return "", ""


def chains(text: str) -> frozenset[str]:
    """Return the neighbours in what is written as one: "120 x 80" and "80 x 40" in "120 x 80 x 40"."""
    found = re.finditer(r"(?<![\d.])(?=(\d[\d.,]*)\s?(x|×|to|–|-)\s?(\d+(?:\.\d+)?))", text)
    return frozenset(
        f"{plain(m[1].rstrip('.,'))} {'x' if m[2] in 'x×' else 'to'} {plain(m[3])}" for m in found
    )


def wrong(
    shown: Sequence[Number], known: Sequence[Number], grounded: frozenset[str]
) -> Iterator[tuple[Number, str]]:
    """Yield the numbers of a sentence that the product does not have in this sense, with the reason.

    ``grounded`` are the forms of the product's words.
    """
    inches = any(other.unit == "in" for other in known)
    for number in shown:
        if number.unit == "in" and not inches:  # "a set of 3 in blue"
            number = replace(number, unit="")
        equal = [other for other in known if other.value == number.value]
        fitting = [other for other in equal if _fits(number, other)]
        if not equal:
            if not _scenery(number, known, grounded):
                yield number, "the product has no such number"
        elif not fitting:
            yield number, f"the product has {number.value} of something else"
        elif not any(_said_rightly(number, other, known) for other in fitting):
            yield number, "the product has this number on another attribute"


def _scenery(number: Number, known: Sequence[Number], grounded: frozenset[str]) -> bool:
    """Say whether a small spelled count is of the scene ("two spoons, no sharing"; "one year")."""
    if not number.spelled or int(number.value) > 3:
        return False
    if number.unit:
        return number.value == "1" and not any(other.unit == number.unit for other in known)
    if not number.counted:
        return not {word.lower() for word in number.around} & _ENUMERATING
    return forms(number.counted).isdisjoint(grounded) and (harmless(number.counted) or prop(number.counted))


_ENUMERATING = frozenset(
    ["set", "pack", "box", "comes", "come", "with", "pieces", "contains", "holds", "includes", "sold"]
)


def _fits(number: Number, other: Number) -> bool:
    if number.unit or other.unit:
        return number.unit == other.unit or (not number.unit and not number.counted)
    return True


def _said_rightly(number: Number, other: Number, known: Sequence[Number]) -> bool:
    """Say whether what stands around a number goes with the attribute that has it."""
    mine = number.concepts
    theirs = other.concepts | other.of_label
    if number.unit in _TIMES:  # a book that is read aloud has a length in hours
        mine, theirs = mine - _AXES, theirs - _AXES
    axes = theirs & _AXES
    if mine and theirs and mine.isdisjoint(theirs) and not (mine <= _AXES and not axes):
        return False
    if mine & theirs:
        return True
    if any(mine & rival.of_label and not mine & theirs for rival in known if rival.unit == number.unit):
        return False
    if mine - _AXES and not theirs and number.unit in _LENGTHS | {"kg", "g"} and "size" in other.label:
        return False
    if not number.unit:
        return _counts(number, other, known)
    rivals = [rival for rival in known if rival.unit == number.unit and rival.value != number.value]
    near = _content(number.around)
    own = _content((*other.around, *other.label.split()))
    return not (
        near.isdisjoint(own)
        and any(not near.isdisjoint(_content((*r.around, *r.label.split())) - own) for r in rivals)
    )


_TIMES = frozenset(("hour", "minute", "day", "month", "year"))
_LENGTHS = frozenset(("cm", "mm", "m", "in"))


def _counts(number: Number, other: Number, known: Sequence[Number]) -> bool:
    """Say whether a count counts what it counts in the product, or what the product does not count."""
    if not number.counted:
        return True
    mine = forms(number.counted)
    if not mine.isdisjoint(_content((other.counted, *other.label.split(), *other.around))):
        return True
    if not harmless(number.counted) and not prop(number.counted):
        return True  # a word that is judged by itself
    return not any(
        rival.value != number.value
        and not mine.isdisjoint(forms(rival.counted) | _content(rival.label.split()))
        for rival in known
        if not rival.unit
    )


def _content(words: Sequence[str]) -> frozenset[str]:
    """Return the forms of the words that carry meaning."""
    kept = [
        word for word in words if word.isalpha() and word.lower() not in GLUE and word.lower() not in UNIT_OF
    ]
    return frozenset(form for word in kept for form in forms(word))
