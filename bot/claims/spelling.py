"""One spelling for what can be spelled in several ways: quotes, dashes, contractions, set phrases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot.claims import units


def _two_figures(found: re.Match[str]) -> str:
    """'twenty-one' is one number."""
    return str(int(units.NUMBERS[found[1].lower()]) + int(units.NUMBERS[found[2].lower()]))


# Phrases that count as one word, brought to one spelling before cutting.
_Into = str | Callable[[re.Match[str]], str]
_SPELLINGS: list[tuple[str, _Into]] = [
    (r"[’‘`´]", "'"),
    (r"[“”„«»]", '"'),
    (r"[‑−]", "-"),
    (r"\be-mail", "email"),
    (r"±|\+/-|[~≈]", " about "),
    (r"≥|>=", " atleast "),
    (r"≤|<=", " atmost "),
    (r"(?<=\s)> (?=[A-Z])", ", "),  # a menu: 'My account > Security'
    (r">(?=\s?[€$£\d])", " morethan "),
    (r"<(?=\s?[€$£\d])", " lessthan "),
    (r"((?:[€$£] ?)?\d[\d.,]*)\+(?!\d)", r"atleast \1"),
    (rf"\b({'|'.join(units.TENS)})[- ]({'|'.join(units.DIGITS)})\b", _two_figures),
    (r"\b(one|two|three|four|five|\d+) and (?:a|one) half\b", r"\1 point five"),
    (r"\b(\d+) point five\b", r"\1.5"),
    *[(rf"\b{word} point five\b", f"{i}.5") for i, word in enumerate(units.DIGITS[:5], 1)],
    (r"\bhalf (?:an?|one) (?=year|month|day|hour|week)", "0.5 "),
    (r"\bcan'?t\b|\bcannot\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"'(?:ll)\b", " will"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"\b(it|that|there|what|he|she)'s\b", r"\1 is"),
    (r"'s\b", ""),
    (r"(?<=s)'(?=\s)", ""),
    (r"\bnon-(?=\w)", "non"),
    (r"(?<![\d-])(\d{1,3}(?:[.,]\d+)?) ?[–-] ?(?=\d{1,3}(?![\d-]))", r"\1 to "),
    (r"\b(?:at most|no more than|not more than|no longer than)\b", "atmost"),
    (r"\bup to\b(?=\W+\w)", "atmost"),
    (r"\b(?:a )?maximum of\b", "atmost"),
    (r"\b(?:a )?minimum of\b", "atleast"),
    (r"\bper cent\b", "percent"),
    (r"\b(?:at least|no less than|not less than|no fewer than)\b", "atleast"),
    (r"((?:[€$£] ?)?\d[\d.,]*(?: [a-z%]+)?) or more\b", r"atleast \1"),
    (r"((?:[€$£] ?)?\d[\d.,]*(?: [a-z%]+)?) or (?:less|fewer)\b", r"atmost \1"),
    (r"\bmore than\b", "morethan"),
    (r"\b(?:less|fewer) than\b", "lessthan"),
    (r"\bas long as\b|\bprovided that\b", "provided"),
    (r"\b(have|has|had|having) to\b", "have-to"),
    (r"\bneeds? to\b", "have-to"),
    (r"\bapart from\b|\bother than\b", "except"),
    (r"\b(a|p)\.\s?m\b\.?(?=\s+[a-z(,]|[,;)])", r"\1m"),
]
_PHRASES = [(re.compile(pattern, re.I), into) for pattern, into in _SPELLINGS]


def spelled(text: str) -> str:
    """The text with each set phrase as one word, ready to be cut into tokens."""
    for sign, figures in (("½", ".5"), ("¼", ".25"), ("¾", ".75")):
        text = re.sub(rf"(?<=\d)\s?{sign}", figures, text).replace(sign, f"0{figures}")
    text = unicodedata.normalize("NFKC", text)
    for pattern, into in _PHRASES:
        text = pattern.sub(into, text)
    return text
