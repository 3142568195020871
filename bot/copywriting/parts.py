"""How a fact on a part of a product is said: 'the brakes are hydraulic discs', 'the lid is included'.

A part has a name, and what is said of it is what it is made of, what it is like, or what it consists of. What
could mean anything else ('Feed: seeds') stays a line of the catalogue.
"""

from __future__ import annotations

import re

from bot.copywriting.ledger import lexicon
from bot.copywriting.sorts import STUFFS
from bot.copywriting.wording import is_plural
from bot.domain import Fact

# One or two words, and no deed ('sold as', 'signed') for a name.
_NAME = re.compile(
    r"(?!(?:sold|reads|use|made|not|for|tags|extras|features)\b)"
    r"[a-z]+(?: [a-z]+(?<!ed)(?<!on)(?<!as))?(?<!ed)"
)
_LIKE = re.compile(
    r"(?:not )?(?:included|(?!needed)[a-z-]{3,}(?<!e)ed|[a-z]{3,}(?:[ai]ble|etic|ical)|folding|"
    r"(?:screw|snap|clip)-on|flat)"
)
_ORDERED = re.compile(r"(?:wash|wipe|keep|store|rinse|dry)\b(?!-)[\w °%,-]*", re.I)
_ITEM = re.compile(r"(?:[A-Za-z][A-Za-z-]*)(?: [a-z][a-z-]*){0,2}")
_JOINS = re.compile(r"\b(?:or|for|per|each|in|of|with|at|no|not|from|to|one|two|only)\b")


def clause(fact: Fact) -> str:
    """Return what a fact says of a part, to stand in a sentence; '' if it says anything else."""
    label, value = fact.label, fact.value.strip()
    if not _NAME.fullmatch(label) or fact.id == "price":
        return ""
    many = is_plural(label)
    if _LIKE.fullmatch(value) or _stuff(fact.id, value):
        return f"the {label} {'are' if many else 'is'} {value}"
    return f"the {label} are {what}" if many and (what := _things(value)) else ""


def order(fact: Fact) -> str:
    """Return how a product is to be cared for, where the catalogue says it as one would: 'Wash by hand'."""
    told = fact.label in ("care", "cleaning", "storage") and _ORDERED.fullmatch(fact.value)
    return f"{fact.value[:1].upper()}{fact.value[1:]}" if told else ""


def _stuff(name: str, value: str) -> bool:
    """Whether a value is the name of one material: 'oak', 'natural rubber', but not of the product itself."""
    whole = name in STUFFS - {"cover", "frame", "body", "filling", "finish", "coating"}
    words = [lexicon.key(word) for word in value.split()]
    named = len(words) < 3 and _ITEM.fullmatch(value) is not None
    return named and not whole and words[-1] in lexicon.words("material")


def _things(value: str) -> str:
    """Return things that a value lists, 'basil, dill and mint', or the one sort that it names."""
    items = [item for item in re.split(r", (?:and )?| and ", value) if item]
    if _JOINS.search(value) or not all(_ITEM.fullmatch(item) for item in items):
        return ""
    if len(items) > 2:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return value if len(items) == 1 and is_plural(value) else ""
