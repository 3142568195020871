"""Rules of marketing copy in other words than the product's: lengths, banned claims, lines that are due.

Nothing here is shared with what writes or mends copy, so that a fault there does not hide itself here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.copywriting.wording import OWN
from bot.domain import Brief, Copy, Kind

#: Characters of head and body, in the platforms' own terms.
LIMITS = {
    "page": (0, 1000),
    "email": (60, 1200),
    "social": (0, 280),
    "sms": (0, 160),
    "search_ad": (30, 90),
    "poster": (40, 0),
    "push": (40, 120),
}
#: What a text of a channel is called in a brief; an ad, where nothing else is said.
KINDS: dict[str, Kind] = {"page": "product", "email": "email", "social": "social", "poster": "poster"}
# Letters that look like others, after case is gone: Cyrillic, Greek, Armenian and dotless Latin ones.
_LIKE = str.maketrans("аеорсухіјѕһԁԛԝмткгвпαορνιτκηυхχεօսոհɡıⅼ", "aeopcyxijshdqwmtkrbnaopvitknuxxeosnhgil")
_STOP = re.compile(r"""(?<=[.!?…])["'”’)\]]*\s+|(?<=[。！？])|\n+""")
_ENDED = re.compile(r"""[.!?…。！？]["'”’)\]]*$""")
_WORD = re.compile(r"\w+(?:[.,'’\-/]\w+)*")
_MONEY = r"(?:[€£$¥]|\b(?:EUR|GBP|USD|CNY|euros?|pounds?|dollars?|quid|bucks)\b|欧元|英镑|美元)"


def too_long(copy: Copy, channel: str) -> list[str]:
    """Return the parts that have more characters than the channel shows."""
    head, body = LIMITS[channel]
    return [part.name for part in copy.parts if len(part.text) > (head if part.name == "head" else body)]


def empty(copy: Copy, channel: str) -> list[str]:
    """Return the parts that the channel has and the copy leaves empty."""
    texts = {part.name: part.text.strip() for part in copy.parts}
    head, body = LIMITS[channel]
    return [name for name, limit in (("head", head), ("body", body)) if limit and not texts.get(name)]


def skeleton(text: str) -> str:
    """Return the letters and figures of a text, whatever their script, case, marks and spacing look like."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_LIKE)
    return "".join(char for char in plain if char.isalnum())


def banned(text: str, claims: Iterable[str], planted: Iterable[str] = ()) -> list[str]:
    """Return the claims that stand within a sentence of the text, in whatever spelling.

    Stricter than any reader: 'healthy' is found in 'heal thy'. What is known to be ``planted`` is looked for
    as it was spelled, besides.
    """
    sentences = [skeleton(sentence) for sentence in _STOP.split(text)]
    found = [claim for claim in claims if any(skeleton(claim) in sentence for sentence in sentences)]
    return found + [spelled for spelled in planted if spelled in text]


def unsaid(text: str, brief: Brief, rules: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the lines that the brand book asks for in this text and that it lacks."""
    due = [rule["line"] for rule in rules if _due(rule, brief, text)]
    worded = [line if isinstance(line, str) else line.get(brief.language, "(no wording)") for line in due]
    return [line for line in worded if line not in text]


def lines(book: Mapping[str, Any]) -> list[str]:
    """Return every line of a brand book, in every language that it has."""
    found = [rule["line"] for rule in book.get("must_say", ())]
    return [line for each in found for line in ([each] if isinstance(each, str) else each.values())]


def _due(rule: Mapping[str, Any], brief: Brief, text: str) -> bool:
    product = brief.product
    assert product is not None
    if brief.channel not in rule.get("channels", [brief.channel]):
        return False
    if product.category not in rule.get("categories", [product.category]):
        return False
    if product.id not in rule.get("products", [product.id]):
        return False
    return rule.get("about", "") == "" or priced(text, product.price)


def priced(text: str, price: float | None) -> bool:
    """Say whether a text gives the price, in figures or words, with a sign, a code or a word for money."""
    if price is None:
        return False
    whole, cents = divmod(round(price * 100), 100)
    figures = [rf"{whole:,}".replace(",", ",?") + (rf"[.,]{cents:02d}" if cents else r"(?:[.,]00?)?")]
    if not cents:
        figures.append(in_words(whole).replace("-", "[- ]"))
    amount = rf"(?<![\w.,])(?:{'|'.join(figures)})(?!\w|[.,]\d)"
    near = (
        rf"{_MONEY}[\s:]*{amount}|{amount}\s*{_MONEY}|\b(?:price|costs?|pay|for only|yours for):?\s+{amount}"
    )
    return bool(re.search(near, text, re.IGNORECASE))


_ONES = (  # noqa: SIM905 - a list of words reads best as words
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905


def in_words(number: int) -> str:
    """Return a whole number below a million in English words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = f" {in_words(number % size)}" if number % size else ""
    return f"{in_words(number // size)} {name}{rest}"


def torn(copy: Copy, language: str, sources: Sequence[str]) -> list[str]:
    """Return what was cut within a sentence or a word.

    A body ends where a sentence does, and every word of the text stands whole in one of ``sources`` (what the
    model wrote, the product, the brand book), or is one with which the desk words facts. Chinese writes no
    spaces, so its words are not looked at.
    """
    found = [
        f"no end: ...{part.text[-30:]}"
        for part in copy.parts
        if part.name == "body" and part.text and not _ENDED.search(part.text)
    ]
    if language != "zh":
        whole = {word for source in sources for word in _words(source)}
        strange = (word for word in _words(copy.text) - whole if word.lower() not in OWN)
        found += [f"no such word: {word}" for word in sorted(strange)]
    return found


def _words(text: str) -> set[str]:
    return {word for found in _WORD.findall(text) for word in (found, *re.split(r"[.,'’\-/]", found)) if word}
