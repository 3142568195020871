"""One spelling for what can be spelled in several ways: quotes, dashes, contractions, set phrases."""

from __future__ import annotations

import re
import unicodedata

# Phrases that count as one word, brought to one spelling before cutting.
_PHRASES = [
    (re.compile(pattern, re.I), into)
    for pattern, into in [
        (r"[’‘`´]", "'"),
        (r"[“”„«»]", '"'),
        (r"[‑−]", "-"),
        (r"\be-mail", "email"),
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
        (r"\bof course\b", ""),
        (r"\bapart from\b|\bother than\b", "except"),
        (r"\b(a|p)\.\s?m\b\.?(?=\s+[a-z(,]|[,;)])", r"\1m"),
    ]
]


def spelled(text: str) -> str:
    """The text with each set phrase as one word, ready to be cut into tokens."""
    text = unicodedata.normalize("NFKC", text)
    for pattern, into in _PHRASES:
        text = pattern.sub(into, text)
    return text
