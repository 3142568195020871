"""True words wrongly put together: yes said for no, and the stuff of one part said of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.copy_numbers import MONEY, UNIT_OF, numbers
from benchmarks.copy_source import DENIALS, NEGATORS, Source
from benchmarks.copy_words import GLUE, WORD, forms, harmless, prop

_CLAUSE = re.compile(r"[,;:—–]\s|\s[—–-]\s|\b(?:and|but|while|so)\b")
# What is denied without harm: nobody doubts the product when the text says this.
_NO_HARM = re.compile(
    r"\bno (?:harm|problem|trouble|worry|secret|objection|wonder|need|hurry)|\bnot? (?:mind|matter|only"
    r"|just)\b"
    r"|n't mind|(?:do|does) (?:it|them) no|\bnothing against|\bneither .* nor .* (?:troubles?|bothers?"
    r"|harms?)",
    re.I,
)
_OF = re.compile(
    r"\b(?P<part>[A-Za-z]+)(?:,)? (?:is|are|of|made of|made from|is made of|are made of|is made from"
    r"|are made from|cut from) (?:(?:a|the|solid|pure) )?(?P<stuff>[A-Za-z]+)\b"
)


def flipped(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield what the sentence says of a yes-or-no attribute when the product says the opposite."""
    words = [word.lower().replace("’", "'") for word in WORD.findall(sentence)]
    for label, about, value in source.switches():
        places = [at for at, word in enumerate(words) if not forms(word).isdisjoint(about)]
        if not places or _tempered(about, label, source):
            continue
        if not value:
            if sentence.rstrip().endswith("?"):
                continue
            by_hand = "hand" in words and "by" in words
            if re.search(rf"\b{label}: yes\b", sentence, re.I) or not (
                any(word in NEGATORS or word.startswith("un") for word in words) or by_hand
            ):
                yield words[places[0]], f"the product says no to {label}"
        elif re.search(rf"\b{label}: no\b", sentence, re.I):
            yield words[places[0]], f"the product says yes to {label}"
        elif not _NO_HARM.search(sentence):
            for at in places:
                if any(word in DENIALS for word in words[max(0, at - 6) : at]) and _same_clause(
                    sentence, words, at
                ):
                    yield words[at], f"the product says yes to {label}"
                    break


def _same_clause(sentence: str, words: list[str], at: int) -> bool:
    """Say whether a denial stands in the very clause of the word at ``at``."""
    for clause in _CLAUSE.split(sentence):
        inside = [word.lower().replace("’", "'") for word in WORD.findall(clause)]
        if words[at] in inside:
            before = inside[: inside.index(words[at])]
            if any(word in DENIALS for word in before):
                return True
    return False


def _tempered(about: frozenset[str], label: str, source: Source) -> bool:
    """Say whether other lines of the product speak of it both ways ("jar yes, lid no")."""
    said = [line for line in source.lines if line.label != label and not about.isdisjoint(line.forms)]
    return any(line.denied for line in said) and any(not line.denied for line in said)


def denied(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield facts of the product right behind a denial, when no line of the product denies them."""
    words = WORD.findall(sentence)
    if _NO_HARM.search(sentence):
        return
    for at, word in enumerate(words):
        if word.lower().replace("’", "'") not in DENIALS:
            continue
        for fact in words[at + 1 : at + 5]:
            if fact.isdigit() or fact.lower() in UNIT_OF or fact.lower() in GLUE or not source.stands(fact):
                if not (harmless(fact) or fact.isdigit() or fact.lower() in UNIT_OF):
                    break
                continue
            lines = [line for line in source.lines if not forms(fact).isdisjoint(line.forms)]
            if forms(fact).isdisjoint(source.heads) and not any(
                _denies(f"{line.text} {line.label}") for line in lines
            ):
                yield f"{word} ... {fact}", "no line of the product denies it"
            break


_NOT_IN = re.compile(r"\b(?P<what>[a-z]+) (?:(?:is|are|was|were) not|isn't|aren't|not) included", re.I)


def left_out(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield what the sentence says is not included and the product includes."""
    for match in _NOT_IN.finditer(sentence):
        lines = [line for line in source.lines if not forms(match["what"]).isdisjoint(line.forms)]
        if (
            lines
            and source.stands(match["what"])
            and not any(re.search(r"\bnot included|\bnot\b|\bno\b", line.text) for line in lines)
        ):
            yield match.group(), "no line of the product leaves it out"


def _denies(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:no|not|non|never|without|cannot|none|un\w+|free|only|out|needless|nobody)\b|free",
            text,
            re.I,
        )
    )


# What opens a statement about the product itself.
_STATES = re.compile(
    r"(?:and |but |so )?(?:it|they|this(?! is| pen)|these|each|both|we(?! (?:wish|invite|would|need|shall"
    r"|ask|hope|mint))|our|others|another"
    r"|nothing (?:can|will|else|beats|wears|gets)|everything"
    r"|you (?:can|get|could|will (?:feel|see|love|hear|get))|you'll|made|built|born|use it|use them|take "
    r"it(?! with)|take them|your \w+ will)\b(?P<rest>.*)",
    re.I | re.S,
)
_INCLUDED = re.compile(
    r"\b(?P<part>[a-z]+) (?:comes? with (?:it|them)|(?:is|are) (?:included|in the box|inside|built in)"
    r"|lies? in the box"
    r"|included|comes? (?:along|too|in the box))\b|\bthere (?:is|are) (?:an?|two|three|some) "
    r"(?P<there>[a-z]+)"
    r"|\b(?:has|have|come with|comes with) (?:an?|its own|two|three|four|some|another|a second) "
    r"(?P<has>[a-z]+)",
    re.I,
)


def unfounded(sentence: str, source: Source) -> Iterator[str]:
    """Yield statements about the product that no word of the product stands behind, and parts it has not."""
    match = _STATES.match(sentence.replace("’", "'"))
    if match and not sentence.endswith("?") and not numbers(match["rest"]) and not MONEY.search(sentence):
        content = [word for word in WORD.findall(match["rest"]) if word.lower() not in GLUE]
        if not any(source.stands(word) and forms(word).isdisjoint(source.heads) for word in content):
            yield sentence
    for match in _INCLUDED.finditer(sentence):
        part = match["part"] or match["there"] or match["has"]
        if prop(part) and not source.stands(part):
            yield match.group()


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
        if _value(stuff, source) and not source.together((stuff, part)):
            yield f"{stuff} {part}", "the product has both words, but not of one another"


def _parts(source: Source) -> frozenset[str]:
    """Return the forms of the parts that the product tells apart."""
    found: set[str] = set()
    for line in source.lines:
        if (
            line.label
            and re.search("[a-z]{3}", line.text)
            and line.text not in ("yes", "no")
            and line.label not in _WHOLE
        ):
            found |= _plural(line.label.split()[-1])
        if line.label in ("material", "cover", "colour", "color", "frame") and " " in line.text.strip():
            found |= _plural(line.text.split()[-1])
    return frozenset(found)


def _plural(word: str) -> frozenset[str]:
    low = word.lower().removesuffix("s")
    return frozenset((low, f"{low}s"))


_WHOLE = frozenset(
    [
        "material",
        "colour",
        "color",
        "size",
        "category",
        "finish",
        "use",
        "care",
        "genre",
        "format",
        "warranty",
        "made",
        "in",
        "setting",
        "author",
        "includes",
        "contents",
        "fits",
        "style",
        "pattern",
    ]
) | {"made in", "sold as", "packed in"}


def _value(word: str, source: Source) -> bool:
    """Say whether a word is the value of an attribute."""
    if word.lower() in GLUE:
        return False
    return any(
        line.label and not forms(word).isdisjoint(forms_of(line.text)) for line in source.lines
    ) and not harmless(word)


def forms_of(text: str) -> frozenset[str]:
    return frozenset(form for word in WORD.findall(text) for form in forms(word))
