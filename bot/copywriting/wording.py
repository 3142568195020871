"""How a fact is said of its product: as a verb and what follows it, by the sort of its attribute.

Only what keeps the catalogue's meaning is worded; an attribute of no known sort stays 'Label: value'.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.claims.words import group
from bot.copywriting.sorts import ORIGINS
from bot.domain import Fact

#: Labels that are an adjective.
ADJECTIVE = re.compile(
    r"(?:.* )?(?:(?:\w*-)?safe|\w*proof|resistant|organic|\w+ ready|free|[a-z]{4,}[ai]ble|"
    r"(?:hand|machine) \w+(?:ed|en))",
    re.I,
)
# Labels that are a preposition or a verb, and so go on with their value.
_LEADS = re.compile(r"(?:\w+ (?:safe|resistant|proof) )(?:in|on|to)|(?:not )?for", re.I)
_VERBS = group("serves seats holds suits fits includes contains")
# 'Index pages', but no 'max users', 'age in years' or 'glass'.
_COUNT = re.compile(r"(?!max|min|age|sizes|pairs|pieces)(?:[a-z]+ )?[a-z]+(?<!s)(?<!u)(?<!i)s", re.I)
# So many a product is for or gives: a cafetière of eight cups has none.
_FOR = group("cups servings portions persons people uses washes doses loads")
_SPANS = group("seconds minutes hours days weeks months years users grams centimetres inches metres litres")
_WEIGHT = re.compile(r"(?:about )?\d[\d.,]* ?(?:kg|g|lb|oz)\b(?!/)", re.I)
_LENGTH = re.compile(r"\d[\d.,]* ?(?:mm|cm|m|in|ft)", re.I)
_SIZE = re.compile(r"\d[\d.,]*(?: ?[x×] ?\d[\d.,]*)* ?(?:mm|cm|m|in|ft)", re.I)
_VOLUME = re.compile(r"\d[\d.,]* ?(?:ml|cl|l|litres?|liters?|fl oz|kg|g)", re.I)
_HIGH = {"height": "high", "width": "wide", "length": "long", "thickness": "thick", "depth": "deep"}
_WAYS = tuple(_HIGH.values())
_WRITTEN = {"author": "written by", "illustrator": "illustrated by", "narrator": "read by"}
# Plural names, and names in -s that are none.
_PLURAL = re.compile(r".*(?<!s)(?<!u)(?<!i)s", re.I)
_IRREGULAR = group("feet teeth people children men women")
_SINGULAR = group("canvas atlas lens series gas species")
# Labels of something measured that the product has, and those whose values may be a range.
_HAS = re.compile(
    r"(?!(?:rider|child|user|head|tyre|inside|ring) )(?:[a-z]+ )?"
    r"(?:length|height|width|size|weight|capacity|time|travel|range|runtime|load|pressure|power|diameter)"
)
_LASTS = ("time", "range", "runtime")
_AMOUNT = re.compile(
    r"(?:up to |about )?\d[\d.,]* ?(?:mm|cm|m|km|in|ft|g|kg|lb|ml|l|W|Wh|bar|hours|minutes|g/m²)"
)
_RANGE = re.compile(
    r"(?:up to |about )?[\d.,]+(?: to [\d.,]+)? (?:hours|minutes|days|miles|km|m)(?:, depending on .+)?"
)
# Parts that 'yes' says a product to have: a touchscreen is none of gloves.
_PARTS = re.compile(r"(?:[a-z]+ )?(?:hole|marker|handles?|cap|tool|pockets?|zips?|vent|spout|loop|stand)")
# Places that want an article.
_THE = group("Netherlands Philippines Ardennes Alps Highlands Algarve UK USA US EU")
_MANY = {"is": "are", "has": "have", "does": "do"}


#: Every word that is put to a fact's own.
OWN = group(
    "the it they is are has have does do not a an of in and by made from packed comes come costs cost weighs "
    "weigh holds hold measures measure warranty high wide long thick deep written illustrated read "
    "serves serve seats seat suits suit fits fit includes include contains contain folds fold"
)


class Said(NamedTuple):
    """What is said of a product: ``is`` ``made of steel``. ``quality`` says that it is an adjective."""

    verb: str
    rest: str
    quality: bool = False

    def phrase(self, many: bool) -> str:
        """Return it after a subject in the singular or the plural."""
        verb = _MANY.get(self.verb, self.verb[:-1]) if many else self.verb
        return f"{verb} {self.rest}"

    @property
    def alone(self) -> str:
        """Return it without a subject, as catalogues do: 'Made of steel', 'Weighs 1.2 kg'."""
        text = self.rest if self.verb in ("is", "has", "costs") else f"{self.verb} {self.rest}"
        return text[:1].upper() + text[1:]

    @property
    def sort(self) -> str:
        """What it may share its verb with: 'has 2 pockets and 3 zips', but 'is of oak and is 7 cm high'."""
        if self.verb != "is":
            return ""
        return "quality" if self.quality else "long" if self.rest.endswith(_WAYS) else self.rest

    @property
    def plain(self) -> bool:
        """Whether it may stand in a row with others without a doubt what belongs to what."""
        return not re.search(r",|;|:|\b(?:and|or|but)\b", self.rest)


def said(fact: Fact) -> Said | None:
    """Return how a fact is said of its product; None where only label and value are sure."""
    value, label = fact.value.strip(), fact.label
    if value in ("yes", "no"):
        return _answered(label, value == "yes")
    if value == "none" or re.search(r"[.!?;。！？]$|[.;:] | each$", value):
        return None
    return _measured(fact.id, value) or _made(fact.id, value) or _led(label, value)


def is_plural(name: str) -> bool:
    """Say whether a name wants 'are': 'wool socks', but no 'glass' and no 'canvas'."""
    last = name.split()[-1].lower() if name.split() else ""
    plain = _PLURAL.fullmatch(last) and last not in _SINGULAR and not last.endswith(("'s", "’s"))
    return bool(plain) or last in _IRREGULAR


def _answered(label: str, yes: bool) -> Said | None:
    verb, _, thing = label.partition(" ")
    if label == "induction":
        verb, thing = "suits", label
    if (verb in ("contains", "includes", "suits") and thing) or label == "folds flat":
        return Said(verb, thing) if yes else Said("does", f"not {verb[:-1]} {thing}")
    if yes and _PARTS.fullmatch(label):
        return Said("has", label if is_plural(label) else _one(label))
    if ADJECTIVE.fullmatch(label) or re.fullmatch(r"[a-z]{4,}(?<!e)ed", label):
        return Said("is", label if yes else f"not {label}", quality=True)
    return None


def _measured(name: str, value: str) -> Said | None:
    if name == "price":
        return Said("costs", value)
    if name == "weight" and _WEIGHT.match(value):
        return Said("weighs", value)
    if name == "capacity" and _VOLUME.fullmatch(value):
        return Said("holds", value)
    if name == "size" and _SIZE.fullmatch(value):
        return Said("measures", value)
    if name in _HIGH and _LENGTH.fullmatch(value):
        return Said("is", f"{value} {_HIGH[name]}")
    if name.rpartition("_")[2] == "warranty" and value[:1].isdigit():
        return Said("has", f"{_one(name.replace('_', ' '))} of {value}")
    label = name.replace("_", " ")
    if _HAS.fullmatch(label) and (_RANGE if label.endswith(_LASTS) else _AMOUNT).fullmatch(value):
        return Said("has", f"{_one(label)} of {value}")
    return None


def _one(thing: str) -> str:
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def _made(name: str, value: str) -> Said | None:
    if name == "material" and "," not in value:
        return Said("is", f"made of {value}")
    if name in ORIGINS and "," not in value:
        where = {"origin": "from", "made_in": "made in", "packed_in": "packed in"}[name]
        article = "the " if value in _THE or re.match(r"United |.* Republic$", value) else ""
        return Said("comes" if name == "origin" else "is", f"{where} {article}{value}")
    if name in ("colour", "color") and "," not in value:
        return Said("comes", f"in {value}")
    if name in _WRITTEN:
        return Said("is", f"{_WRITTEN[name]} {value}")
    return None


def _led(label: str, value: str) -> Said | None:
    first = label.partition(" ")[0]
    if label in _VERBS:
        return Said(label, value)
    if _LEADS.fullmatch(label):
        return Said("is", f"{label} {value}", quality=True)
    if label.endswith("sizes") and "size" not in value:
        return Said("comes", f"in {label} {value}")
    if _COUNT.fullmatch(label) and label.split()[-1] not in _SPANS | _SINGULAR | _FOR and first not in _VERBS:
        return Said("has", f"{value} {label}") if value.isdecimal() and int(value) > 1 else None
    return None
