"""Reserves that got lost: what a product may contain, is unlike, or is only for one part of it.

Each reserve has a family of words. A word of a text that the product says only behind such a reserve must
stand behind one of its family in the text, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.copy_source import DENIALS, Source
from benchmarks.copy_words import GLUE, WORD, forms, harmless

_FAMILIES = {
    "maybe": r"may contain|might contain|could contain|may include",
    "traces": r"traces? of",
    "contrast": r"unlike|instead of|rather than|replaces?|(?:\w+er|more|less) than|(?<=\w )like",
    "except": r"except(?: for)?|apart from|excluding|all but",
    "until": r"until",
    "limit": r"(?:up to|at most|no more than|at least|about)(?= \d)",
    "denial": "(?:" + "|".join(map(re.escape, sorted(DENIALS))) + r")(?!-)|free (?:of|from)",
}
_RESERVE = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _FAMILIES.items()), re.I)
_END = re.compile(r"[,;:.!?]|\b(?:and|but|it|they|is|are|may|can)\b", re.I)
_SPLIT = re.compile(
    r"(?:^|(?<=[.!?;] ))(?:the |its |an? )?(?P<one>[\w -]+?) (?:is|are|may|can|goes?|works?|must|holds?)\b"
    r"(?P<said>[^,;.]+)[,;] (?:but |and |while )?(?:the |its )?(?P<two>[\w -]+?) "
    r"(?:is|are|may|can|does|do|must|has|will) not[.;]",
    re.I,
)
_SAID_OF = re.compile(
    r"(?:^|(?<=[.!?;,] )|(?<=\band ))(?:the |its |an? )?(?P<one>[a-z\d -]+?) "
    r"(?:is|are|may|can|must|has to|needs?|will) (?:not )?(?:be )?(?P<said>[a-z-]+)",
    re.I,
)
_STUFF_OF = re.compile(r"\b(?P<part>[a-z]{3,}) (?:made )?of (?P<stuff>[a-z]{3,})(?=[,.;])", re.I)


def dropped(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield the words of ``sentence`` that the product says with a reserve, and the text without."""
    known = _behind(" . ".join((*_texts(source), *source.allowed)))
    told = _behind(sentence)
    clauses = [
        c for c in re.split(r"[,;:]|\b(?:and|but)\b", sentence) if re.search(_FAMILIES["denial"], c, re.I)
    ]
    denied = frozenset(form for clause in clauses for form in _forms(clause))
    whole = {form for text in (source.product.title, source.product.category) for form in _forms(text)}
    for word, mine in told.items():
        theirs = known.get(word)
        scenery = harmless(word) and not re.search(
            rf"\b(?:with|has|have|needs?) (?:an? |its )?{word}", sentence
        )
        if (
            theirs
            and not scenery
            and word not in whole
            and not theirs <= mine
            and "" not in theirs
            and not (word in denied and "denial" in theirs)
        ):
            yield word, f"the product says it only with a reserve ({', '.join(sorted(theirs - {''}))})"


def one_sided(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield what the product says of one part of it, and the text of another or of the whole."""
    here = _forms(sentence)
    description = source.product.description
    for match in _SPLIT.finditer(description):
        said = [word for word in WORD.findall(match["said"]) if word.lower() not in GLUE]
        if any(not forms(word).isdisjoint(here) for word in said) and _forms(match["one"]).isdisjoint(here):
            yield match["said"].strip(), f"the product says it of the {match['one']} only"
    parts = {match["said"].lower(): match["one"] for match in _SAID_OF.finditer(description)}
    for match in _SAID_OF.finditer(sentence):
        part = parts.get(match["said"].lower(), "it")
        if harmless(match["said"]) and " be " not in match.group():
            continue
        if (
            _forms(part)
            and _forms(part).isdisjoint(here | source.heads)
            and _only_of(part, match["said"], source)
        ):
            yield match.group(), f"the product says it of the {part}"
    for match in _STUFF_OF.finditer(description):
        part, stuff = match["part"], match["stuff"]
        alone = len(_places(stuff, source)) == 1 and forms(part).isdisjoint(source.heads | here)
        if alone and re.search(rf"\b(?:of|is|are|from|in) (?:\w+ )?{stuff}\b", sentence, re.I):
            yield stuff, f"the product says it of its {part}"


def _only_of(part: str, said: str, source: Source) -> bool:
    """Say whether every line of the product with a word speaks of that part."""
    lines = [line for line in source.lines if not forms(said).isdisjoint(line.forms)]
    return all(not _forms(part).isdisjoint(line.forms) for line in lines)


def _texts(source: Source) -> tuple[str, ...]:
    values = (
        f"{name.replace('_', ' ')} {value}"
        for name, value in source.product.attributes.items()
        if not isinstance(value, bool)  # copy_polarity asks about these
    )
    return (source.product.title, *values, source.product.description)


def _places(word: str, source: Source) -> list[str]:
    """Return the texts of the product that have the word, each as often as it has it."""
    return [found for text in _texts(source) for found in WORD.findall(text) if forms(found) & forms(word)]


def _forms(text: str) -> frozenset[str]:
    words = (word for word in WORD.findall(text) if word.lower() not in GLUE)
    return frozenset(form for word in words for form in forms(word))


def _behind(text: str) -> dict[str, set[str]]:
    """Return each content word with the families of the reserves that it stands behind; '' for none."""
    found: dict[str, set[str]] = {}
    reserves = list(_RESERVE.finditer(text))
    for match in WORD.finditer(text):
        if match.group().lower() in GLUE or any(r.start() <= match.start() < r.end() for r in reserves):
            continue
        before = [r for r in reserves if r.end() <= match.start() and _reaches(r, match, text)]
        families = {str(r.lastgroup) for r in before} or {""}
        found.setdefault(min(forms(match.group()), key=len), set()).update(families)
    return found


def _reaches(reserve: re.Match[str], word: re.Match[str], text: str) -> bool:
    """Say whether a reserve reaches so far: the number behind a limit, the next words behind any other."""
    between = text[reserve.end() : word.start()]
    telling = [w for w in WORD.findall(between) if w.lower() not in GLUE]
    if reserve.lastgroup == "limit":
        return word.group()[0].isdigit() and not telling
    return len(telling) < 3 and not _END.search(between)
