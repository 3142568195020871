"""Numbers as the second checker compares them: digits in one form, number words as digits."""

from __future__ import annotations

import re

_ONES = dict(
    zip(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], range(1, 10), strict=True)
)
_TEENS = {
    "zero": 0, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_WORD = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<ones>{'|'.join(_ONES)}))?"
    rf"|(?P<one>{'|'.join(_ONES)})|(?P<teen>{'|'.join(_TEENS)}))\b",
    re.IGNORECASE,
)
# "One day" counts, "a new one" does not.
_COUNTED = re.compile(
    r"[- ](?:(?:working|business|whole|full|extra|bank) )?(?:minute|hour|day|night|week|month|year|copy|euro"
    r"|pound|dollar|%|percent)",
    re.IGNORECASE,
)


def number_of_words(text: str, at: int) -> tuple[str, int] | None:
    """Return the number spelled out at ``at`` in digits and where it ends, or ``None``."""
    found = _WORD.match(text, at)
    if not found:
        return None
    one, tens, ones, teen = (found[name] and found[name].lower() for name in ("one", "tens", "ones", "teen"))
    if one == "one" and not _COUNTED.match(text, found.end()):
        return None
    value = _TENS[tens] + _ONES.get(ones, 0) if tens else _ONES[one] if one else _TEENS[teen]
    return str(value), found.end()


def plain_number(low: str) -> str:
    """Return digits without spaces and thousands commas; 4.50 is 4.5, but 1.500 may be a thousand."""
    bare = re.sub(r"([ap])\.?m\b\.?", r"\1m", low).replace(" ", "")
    bare = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", bare)
    if re.fullmatch(r"\D?\d+\.\d{1,2}", bare):
        bare = bare.rstrip("0").rstrip(".")
    return bare
