"""True words wrongly put together: the stuff of one part of a product said of another part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.copy_source import Source
from benchmarks.copy_words import GLUE, WORD, forms, harmless

_OF = re.compile(
    r"\b(?P<part>[A-Za-z]+)(?:,)? (?:is|are|of|made of|made from|is made of|are made of|is made from"
    r"|are made from|cut from) (?:(?:a|the|solid|pure) )?(?P<stuff>[A-Za-z]+)\b"
)
# Attributes that speak of the product as a whole.
_WHOLE = frozenset((
    "material", "colour", "color", "size", "category", "finish", "use", "care", "genre", "format",
    "warranty", "setting", "author", "includes", "contents", "fits", "style", "pattern",
    "made in", "sold as", "packed in",
))  # fmt: skip


def misjoined(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield pairs of the product's words that the text puts together and no line of the product does.

    Only parts count that the product itself tells apart: those with a word of their own before them
    ("beech handle") or an attribute of their own ("lid: glass").
    """
    parts = _parts(source)
    pairs = re.findall(r"(?=\b([A-Za-z]{3,})[ -]([A-Za-z]{3,})\b)", sentence)
    pairs += [(match["stuff"], match["part"]) for match in _OF.finditer(sentence)]
    for stuff, part in pairs:
        if part.lower() not in parts or len(stuff) < 4 or not forms(part).isdisjoint(source.heads):
            continue
        if _value(stuff, source) and not _joined(stuff, part, parts, source):
            yield f"{stuff} {part}", "the product has both words, but not of one another"


def _parts(source: Source) -> frozenset[str]:
    """Return the parts that the product tells apart, in singular and plural."""
    found: set[str] = set()
    for line in source.lines:
        words = line.text.split()
        if not line.label or line.text in ("yes", "no") or not re.search("[a-z]{3}", line.text):
            continue
        if line.label not in _WHOLE:
            found |= _plural(line.label.split()[-1])
        named = line.label in ("material", "cover", "colour", "color", "frame") and len(words) > 1
        if named or re.fullmatch("[a-z]+ [a-z]{3,}", line.text):
            found |= _plural(words[-1])
    return frozenset(found)


def _plural(word: str) -> frozenset[str]:
    low = word.lower().removesuffix("s")
    return frozenset((low, f"{low}s"))


def _joined(stuff: str, part: str, parts: frozenset[str], source: Source) -> bool:
    """Say whether a line has the stuff of the part: in its text, or as the value of its own attribute."""
    for line in source.lines:
        said = forms_of(line.text)
        if forms(stuff).isdisjoint(said):
            continue
        if not forms(part).isdisjoint(said):
            return True
        last = line.text.split()[-1].lower()
        of_another = last in parts and last != stuff.lower() and not _opens(line.text, source)
        if not of_another and not forms(part).isdisjoint(forms_of(line.label)):
            return True
    return False


def _opens(text: str, source: Source) -> bool:
    """Say whether a piece is the first of an attribute's value, and so speaks of what that names."""
    values = source.product.attributes.values()
    return any(isinstance(value, str) and value.startswith(text) for value in values)


def _value(word: str, source: Source) -> bool:
    """Say whether a word is the value of an attribute."""
    if word.lower() in GLUE:
        return False
    return any(
        line.label and not forms(word).isdisjoint(forms_of(line.text)) for line in source.lines
    ) and not harmless(word)


def forms_of(text: str) -> frozenset[str]:
    return frozenset(form for word in WORD.findall(text) for form in forms(word))
