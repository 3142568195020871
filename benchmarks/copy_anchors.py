"""True words moved: each word of a text is laid beside its nearest neighbours in the product.

A measure of nearness, not a grammar: content words stand one step apart, a comma or 'and' that parts two
clauses is a wall of several steps. Two neighbours of the text that the product keeps far apart in one
sentence, while one of them has a nearer neighbour of the other's sort there, have been swapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from benchmarks.copy_numbers import MONEY, UNIT_OF, plain
from benchmarks.copy_source import Source
from benchmarks.copy_words import GLUE, forms, harmless

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*(?: ?[x×] ?\d+(?:[.,]\d+)*)*)\s?(?P<unit>°C|g/m²|%|[A-Za-z]+\b)?"
    r"|(?P<mark>[,;:.!?()–—])|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)"
)
_JOINS = frozenset(["and", "or", "but", "while", "whereas", "than"])
_PREPOSITIONS = frozenset((
    "of", "in", "on", "for", "with", "from", "by", "at", "to", "into", "under", "over", "between", "through",
    "as", "inside", "outside", "without",
))  # fmt: skip
_CLAUSE = frozenset((
    "is", "are", "was", "were", "may", "can", "must", "has", "have", "does", "do", "goes", "comes", "holds",
    "takes", "that", "which", "who", "whose",
))  # fmt: skip
# Attributes that speak of the product as a whole.
_OF_ALL = frozenset(("material", "colour", "color", "genre", "format", "category"))
_WALL, _NEAR, _FAR = 4.0, 2.6, 8.0


@dataclass(frozen=True, slots=True)
class _Spot:
    """A word or measure at its coordinate in a sentence, with its sort: its unit or its preposition."""

    forms: frozenset[str]
    text: str
    at: float
    sort: str
    clause: int
    touching: bool  # nothing stands between it and the word before


def moved(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield pairs of neighbours that the product has far apart, each near to another of that sort."""
    told = [spot for spot in _spots(sentence) if source.stands(spot.text) or not harmless(spot.text)]
    known = [_spots(text) for text in _sentences(source)]
    for one, other in pairwise(told):
        if one.clause != other.clause:
            continue
        if not (one.forms | other.forms).isdisjoint(source.heads):
            continue
        gaps = [(gap, line) for line in known if (gap := _gap(one, other, line)) is not None]
        if (
            not gaps
            and other.touching
            and source.stands(one.text)
            and source.stands(other.text)
            and not (harmless(one.text) or harmless(other.text))
        ):
            yield f"{one.text} ... {other.text}", "the product has both words, and not of one another"
        if not gaps or min(gap for gap, _ in gaps) <= _NEAR:
            continue
        nearest, line = min(gaps, key=lambda pair: pair[0])
        rival = _rival(one, other, line, nearest) or _rival(other, one, line, nearest)
        if rival or other.touching or nearest >= _FAR:
            yield f"{one.text} ... {other.text}", f"the product says this of {rival or 'something else'}"


_OPENS = re.compile(r"^(?:and |but )?(?:the|its|their) [a-z]", re.I)


def foreign(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield what a clause begins with, where the product says nothing else of the clause of that thing."""
    known = [_spots(text) for text in _sentences(source)]
    for clause in re.split(r"[,;:]\s|\s(?=and (?:the|its|an?) )", sentence):
        told = [spot for spot in _spots(clause) if source.stands(spot.text) or spot.sort.startswith("#")]
        if not _OPENS.match(clause) or len(told) < 2 or not told[0].forms.isdisjoint(source.heads):
            continue
        first, *rest = told
        values = " ".join(line.text for line in source.lines if line.label in _OF_ALL)
        if harmless(first.text) or first.text.lower() in values.lower():
            continue
        rest = [spot for spot in rest if spot.forms.isdisjoint(source.heads) and not harmless(spot.text)]
        if (
            rest
            and not MONEY.search(clause)
            and all(_gap(first, spot, line) is None for spot in rest for line in known)
        ):
            yield f"{first.text} ... {rest[0].text}", f"the product says nothing of that of the {first.text}"


def _sentences(source: Source) -> Iterator[str]:
    """Every sentence of the description and every attribute with its label; not cut any further."""
    for name, value in source.product.attributes.items():
        yield f"{name.replace('_', ' ')} {value}"
    yield from re.split(r"(?<=[.!?])\s+", source.product.description)
    yield source.product.title
    yield from source.allowed


@lru_cache(maxsize=4096)
def _spots(text: str) -> tuple[_Spot, ...]:
    """Lay the content words of a sentence on a line."""
    found: list[_Spot] = []
    at, sort, touching, said, listed = 0.0, "", False, False, 0
    matches = list(_TOKEN.finditer(text))
    for n, match in enumerate(matches):
        word = match["word"] or ""
        low = word.lower()
        if match["mark"] or low in _JOINS:
            if _parts(matches, n):
                at += _WALL
            listed, touching = listed + 1, False
            sort = sort if low in _JOINS or match["mark"] == "," else ""
        elif match["number"]:
            unit = UNIT_OF.get((match["unit"] or "").lower(), "")
            at += 1
            size = "x".join(plain(part) for part in re.split(r" ?[x×] ?", match["number"]))
            named = frozenset([f"{size} {unit}".strip()])
            found.append(_Spot(named, match[0].strip(), at, f"#{unit}", listed, touching))
            touching = True
            if match["unit"] and not unit and match["unit"].lower() not in GLUE:
                at += 1
                found.append(_Spot(forms(match["unit"]), match["unit"], at, "", listed, touching))
        elif low in _PREPOSITIONS:
            sort, at, touching = low, at + 0.3, False
        elif word and low not in GLUE:
            at += 1
            beside = touching and not (said and low.endswith("ed"))  # 'the lid is locked'
            found.append(_Spot(forms(word), word, at, sort, listed, beside))
            sort, touching = "", True
        else:
            touching = touching and low in ("is", "are")
        said = low in ("is", "are")
    return tuple(found)


def _parts(matches: list[re.Match[str]], n: int) -> bool:
    """Say whether the mark or 'and' at ``n`` parts two clauses: what follows is no mere thing of a list."""
    if matches[n]["mark"] and matches[n]["mark"] != ",":
        return True
    inside = 0
    for match in matches[n + 1 :]:
        low = (match["word"] or "").lower()
        if low in _CLAUSE or low in _PREPOSITIONS or match["unit"]:
            return True
        if match["mark"] or (low in _JOINS and inside):
            return False
        inside += bool(match["number"] or (low and low not in GLUE))
    return inside > 2


def _gap(one: _Spot, other: _Spot, line: tuple[_Spot, ...]) -> float | None:
    """Return how far two words are apart in a sentence of the product, or ``None``."""
    here = [spot.at for spot in line if not spot.forms.isdisjoint(one.forms)]
    there = [spot.at for spot in line if not spot.forms.isdisjoint(other.forms)]
    gaps = [abs(a - b) for a in here for b in there if a != b]
    return min(gaps, default=None)


def _rival(one: _Spot, other: _Spot, line: tuple[_Spot, ...], gap: float) -> str:
    """Return the word of the sort of ``other`` that the product has nearer to ``one``, or ''."""
    sorts = {spot.sort for spot in line if not spot.forms.isdisjoint(other.forms)} - {""}
    for spot in line:
        if not spot.forms.isdisjoint(one.forms):
            for rival in line:
                nearer = abs(rival.at - spot.at) < min(gap, _WALL)
                if nearer and rival.sort in sorts and rival.forms.isdisjoint(other.forms | one.forms):
                    return rival.text
    return ""
