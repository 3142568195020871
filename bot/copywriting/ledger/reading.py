"""A sentence as words that can be looked up: numbers with their unit, segments, and what a 'not' reaches."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.claims import facts as cutting
from bot.claims.facts import Token
from bot.claims.words import group
from bot.copywriting.ledger.lexicon import key

_HASHTAG = re.compile(r"#(\w+)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|_|(?<=[a-zA-Z])(?=\d)")
# Sayings with a 'no' that say yes.
_FINE = (
    r"\b(?:(?:is|are|poses?|has|have) (?:no|not an?) (?:obstacle|problem|trouble|issue|objections?)"
    r"(?: (?:to|for|with))?|do(?:es)? (?:it|them) no harm|no harm|(?:do(?:es)? not|doesn't|don't) mind)\b"
)
# Sayings that say nothing.
_IDLE = (
    r"\b(?:after all|that is all|(?<=[.!?] )all yours|^all yours|(?:if|as) you like|up to you|and so on)\b"
)
# Sayings with which something is denied, or said to be missing.
_WITHOUT = r"\b(?:free (?:of|from)|lacks?|lacking)\b(?=\W+\w)"
_NOT = (
    r"\b(?:out of|away from|instead of|rather than|far from|keep off|skips?|skipping|avoids?|forgets?|"
    r"forgetting|misses|dislikes?)\b(?=\W+\w)"
)
_INCH = r"(?<=\d)(?:[ -]?in\b|\s?[″”\"])(?=$|[\s-]*(?:[.,;:)x×]|wheel|wide|tall|long|high|and|tyre))"
_SPELLINGS = [
    (re.compile(pattern, re.I), into)
    for pattern, into in (
        (r"g\s?/\s?m(?:²|2)", " gsm"),
        (_INCH, " inch"),
        (r"(?<=\d)\s?×\s?(?=\d)", " x "),
        (r"(\w+)-free\b", r"without \1, "),
        (_FINE, "may"),
        (_IDLE, "yes"),
        (r"\b(?:no|not) (?:need|have) (?:for|of|to have)\b", "no"),
        (_WITHOUT, "without"),
        (_NOT, "not"),
    )
]
# 'not' after one of these speaks of the whole segment, subject and all.
_HELPERS = group(
    "is are was were be am do does did has have had may might can could shall should will would must have-to"
)
_LEFT_OUT = frozenset(key(word) for word in group("included needed required supplied necessary added"))
_RELATIVE = group("that which who")
_BREAKS = group(
    "but while whereas although though yet because since when until before after so if once where"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word or number. ``part`` counts the segments; ``no`` says that a negation reaches it,
    ``gone`` that it says there is none of it ('no lid', 'without a lid', 'lid not included')."""

    text: str
    key: str
    kind: str  # "word", "number", "no" or "link" (grammar that claims nothing)
    unit: str = ""
    gap: str = ""
    name: bool = False
    part: int = 0
    no: bool = False
    gone: bool = False


def spelled(text: str) -> str:
    """The text in the spelling that the ledger reads: hashtags as words, no emoji, sayings made plain."""
    text = _HASHTAG.sub(lambda found: _CAMEL.sub(" ", found[1]), text)
    text = "".join(" , " if unicodedata.category(c) in ("So", "Sk", "Cs") and c != "°" else c for c in text)
    text = text.replace("️", "").replace("’", "'")
    for pattern, into in _SPELLINGS:
        text = pattern.sub(into, text)
    return text


@lru_cache(maxsize=2048)
def read(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    return tuple(_negated(_parted(_listed(_measured(cutting.tokens(spelled(text)))))))


def _measured(cut: list[Token]) -> list[Token]:
    """'40 x 30 x 4 cm' is one measure."""
    out: list[Token] = []
    i = 0
    while i < len(cut):
        chain, j = [cut[i]], i
        while (
            j + 2 < len(cut) and cut[j].kind == "fact" and cut[j + 1].text.lower() in ("x", "by")
            and cut[j + 2].kind == "fact" and not cut[j + 1].gap and not cut[j + 2].gap
        ):  # fmt: skip
            j += 2
            chain.append(cut[j])
        if len(chain) > 1:
            unit = chain[-1].unit
            sides = "x".join(token.key.split(" ")[0] for token in chain)
            out.append(Token(sides, f"{sides} {unit}".strip(), "fact", cut[i].gap, unit or "x"))
        else:
            out.append(cut[i])
        i = j + 1
    return out


def _listed(cut: list[Token]) -> list[Token]:
    """'48, 51 and 54 cm' are three measures of one unit."""
    out = list(cut)
    for i, token in enumerate(cut):
        bare = token.kind == "fact" and not token.unit
        j, joined = i + 1, False
        while bare and j < len(cut):
            joined |= cut[j].key in ("and", "or")
            j += cut[j].key in ("and", "or")
            if j >= len(cut) or cut[j].kind != "fact" or "x" in cut[j].key:
                break
            if cut[j].unit:
                if joined and cut[j].unit not in ("link", "phone", "ordinal", "time"):
                    out[i] = replace(token, key=f"{token.key} {cut[j].unit}", unit=cut[j].unit)
                break
            j += 1
    return out


def _parted(cut: list[Token]) -> list[Word]:
    part, found = 0, []
    for i, token in enumerate(cut):
        after = cut[i + 1] if i + 1 < len(cut) else None
        helped = after is not None and not after.gap and (after.kind == "neg" or after.key in _HELPERS)
        breaks = token.key in _BREAKS or (token.key in ("and", "or") and helped)
        part += bool(i and (token.gap or breaks))
        kind = {
            "fact": "number",
            "content": "word",
            "rate": "word",
            "neg": "no",
            "strong": "word",
            "sub": "word",
        }.get(token.kind, "link")
        form = key(token.text) if kind == "word" and token.kind != "rate" else token.key
        if token.kind == "fact" and token.key == "1" and token.text.isalpha():
            kind, form = "link", "one"
        if token.text.lower() == "without":
            kind = "no"
        if token.text.lower() == "well":
            kind = "word"  # 'sits well' is praise
        found.append(Word(token.text, form, kind, token.unit, token.gap, token.name, part))
    return found


def _negated(words: list[Word]) -> list[Word]:
    """Mark what each negation reaches: its whole clause after a helper verb, else what follows it."""
    out = list(words)
    for i, word in enumerate(words):
        if word.kind != "no":
            continue
        own = [j for j, other in enumerate(words) if other.part == word.part]
        rest = {words[j].key for j in own if j != i}
        verdict = rest <= _LEFT_OUT and word.gap in (";", ",")  # 'Induction: no', 'Bulb: not included'
        if verdict:
            own = [j for j, other in enumerate(words[: own[-1] + 1]) if other.part >= word.part - 1]
        whole = _whole(i, own, words)
        start = max((j for j in own if j < i and words[j].key in _RELATIVE), default=own[0]) if whole else i
        gone = not verdict and word.key in ("no", "without", "none")
        gone |= any(words[j].key in _LEFT_OUT for j in own if j > i)
        for j, other in enumerate(words):
            reached = j in own and j >= start and other.kind in ("word", "number")
            if reached or (j > i and _goes_on(words, i, j)):
                out[j] = replace(other, no=True, gone=gone)
    return out


def _whole(i: int, own: list[int], words: list[Word]) -> bool:
    """Whether the negation speaks of its whole clause, subject and all: 'the soil is not included'."""
    word = words[i]
    if word.key in ("without", "nobody", "no"):
        return i == own[-1]
    helped = i > own[0] and words[i - 1].key in _HELPERS
    left_out = i < own[-1] and words[i + 1].key in _LEFT_OUT
    return helped or left_out or i == own[-1] or word.key in ("none", "nothing")


def _goes_on(words: list[Word], start: int, at: int) -> bool:
    """Whether 'or' or 'nor' carries a negation over the commas of a list: 'no lid, handle or base'."""
    between = words[start : at + 1]
    if any(word.gap not in ("", ",") for word in between[1:]) or any(w.key in _BREAKS for w in between):
        return False
    end = next((j for j in range(at, len(words)) if j > at and words[j].gap in (".", ";")), len(words))
    return any(word.key in ("or", "nor") for word in words[start:end]) and not any(
        word.kind == "no" for word in words[start + 1 : at]
    )
