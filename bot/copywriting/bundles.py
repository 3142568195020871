"""Sets: a price is that of the set, and a measure that of each piece in it; neither changes sides.

'The Marlow Bowl costs EUR 39.00.' of a 'Marlow Bowl, Set of 4' is four times too much for one, and 'The set
holds 550 ml.' is a quarter of the truth. What the catalogue says itself may stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.claims.units import MONEY
from bot.copywriting.facts import is_prose
from bot.copywriting.ledger.reading import read
from bot.copywriting.naming import core, head
from bot.copywriting.wording import is_plural
from bot.domain import Fact

_KINDS = "set|pair|pack|box|bundle"
_BUNDLE = re.compile(rf"\b({_KINDS})s? of (?:\d+|two|three|four|six|eight|ten|twelve)\b", re.I)
_CALLED = re.compile(rf"{_BUNDLE.pattern}|\b(?:set|pair)\b", re.I)
_SUBJECT = re.compile(rf"(?:The|This|A) (?:{_KINDS})\b", re.I)


def word(known: Sequence[Fact]) -> str:
    """Return what a bundle is, 'set' or 'pack', by the product's name; '' if it is none.

    Names in the plural already speak of all pieces: 'The cups cost EUR 34.00' of a set of four is true.
    """
    title = known[0].value
    found = _BUNDLE.search(title)
    return found[1].lower() if found and not is_plural(head(core(title))) else ""


def objection(sentence: str, known: Sequence[Fact]) -> str:
    """Why a sentence says of a piece what is the set's, or the other way round; '' where it does not."""
    bundle, title = word(known), known[0].value
    quoted = any(is_prose(fact) and sentence in fact.value for fact in known)
    if quoted or not _CALLED.search(title):
        return ""
    measures = [one for one in read(sentence.replace(title, "")) if one.kind == "number" and one.unit]
    named = _SUBJECT.match(sentence) is not None or re.match(rf"(?:The )?{re.escape(title)}", sentence)
    if bundle and measures and sentence.startswith("It "):
        return f"'it' could be the {bundle} or a piece"
    if bundle and any(one.unit in MONEY for one in measures) and not named and len(sentence.split()) > 2:
        return f"the price is that of the {bundle}"
    if named and any(one.unit not in MONEY for one in measures):
        return "the measure is that of one piece"
    return ""
