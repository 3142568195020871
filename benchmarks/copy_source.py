"""What a product says of itself, cut into lines that the second checker of marketing copy can lay words on.

A line is the smallest piece in which words belong together: one part of an attribute's value with its name
("handle: beech"), one clause of the description, the title. Words of different lines are all true and may
still be wrong side by side (``copy_parts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.copy_numbers import Number, numbers, plain
from benchmarks.copy_words import GLUE, WORD, forms, kind_of
from bot.domain.goods import Product

#: Words that say plainly that something is not so.
_PLAIN_NO = frozenset(
    [
        "not",
        "no",
        "never",
        "neither",
        "nor",
        "none",
        "without",
        "cannot",
        "can't",
        "don't",
        "doesn't",
        "isn't",
        "won't",
        "aren't",
    ]
)
DENIALS = _PLAIN_NO | {"wasn't"}
NEGATORS = _PLAIN_NO | frozenset(
    [
        "nothing",
        "nobody",
        "free",
        "hardly",
        "except",
        "but",
        "skip",
        "out",
        "away",
        "keep",
        "zero",
        "un",
        "avoid",
        "instead",
        "unlike",
        "spare",
        "rather",
        "leave",
        "stays",
        "decline",
        "declines",
        "refuse",
        "refuses",
        "mind",
        "dislikes",
        "hates",
        "only",
        "too",
        "non-",
    ]
)


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of what the product says; ``forms`` are those of all its words."""

    label: str
    text: str
    forms: frozenset[str]
    denied: bool

    @classmethod
    def of(cls, label: str, text: str) -> Line:
        words = WORD.findall(f"{label} {text}")
        words += [word[:-4] for word in words if word.endswith("less")]  # a cordless lamp has no cord
        found = frozenset(form for word in words for form in forms(word))
        return cls(label, text, found, any(word.lower() in DENIALS for word in words))


@dataclass(frozen=True)
class Source:
    """A product, and further lines that are true, as material to stand on."""

    product: Product
    allowed: tuple[str, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line.of(label, text) for label, text in self._pieces())

    def _pieces(self) -> Iterator[tuple[str, str]]:
        yield "", self.product.title
        yield "category", self.product.category
        for name, value in self.product.attributes.items():
            label = name.replace("_", " ")
            if isinstance(value, bool):
                yield label, "yes" if value else "no"
            elif isinstance(value, str):
                for part in re.split(r",\s+(?!\d)|;\s*", value):
                    yield label, part
            else:
                yield label, plain(str(value))
        for clause in re.split(r"[.;?!]+(?:\s+|$)", self.product.description):
            if clause:
                yield "", clause
        for line in self.allowed:
            yield "", line

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every word of the product, in all its forms."""
        return frozenset(form for line in self.lines for form in line.forms)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Words that name the product as a whole, in all their forms."""
        named = f"{self.product.title} {self.product.category}"
        return frozenset(form for word in WORD.findall(named) for form in forms(word)) - {
            "set",
            "lid",
            "handle",
        }

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        found: list[Number] = []
        for label, text in self._pieces():
            found += numbers(text, label)
        if re.search(r"\bpairs?\b", " ".join(line.text.lower() for line in self.lines)):
            found.append(Number("2", "", "", "pair", (), "pair"))
        return tuple(found)

    def stands(self, word: str) -> bool:
        """Say whether the product has the word, in any form, or a kind of what it names."""
        return not (forms(word) | kind_of(word)).isdisjoint(self.forms)

    def together(self, words: Sequence[str]) -> bool:
        """Say whether one line has all the words that carry meaning."""
        content = [forms(word) for word in words if word.lower() not in GLUE]
        return any(all(not one.isdisjoint(line.forms) for one in content) for line in self.lines)

    def switches(self) -> Iterator[tuple[str, frozenset[str], bool]]:
        """Yield each yes-or-no attribute: its name in words, the forms of what it is about, its value."""
        for name, value in self.product.attributes.items():
            if isinstance(value, bool):
                words = [word for word in name.split("_") if word not in _EMPTY]
                yield name.replace("_", " "), _about(words[0] if words else name), value


_EMPTY = frozenset(["safe", "is", "has", "use", "can", "be", "included", "required"])
_RELATED = {
    "engraving": "engrave engraved engraving", "leakproof": "leakproof leak leaks",
    "filtered": "filtered filter",
    "stackable": "stack stackable", "foldable": "fold folds foldable", "folds": "fold folds folding",
    "refillable": "refill refillable refilled", "washable": "wash washed washable",
    "sample": "sample samples",
    "perforated": "perforated perforation",
}  # fmt: skip


def _about(word: str) -> frozenset[str]:
    return frozenset(form for one in _RELATED.get(word, word).split() for form in forms(one))
