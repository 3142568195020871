"""Tokens: cut text into words and facts, each fact in one normal form.

'€4.95', '4,95 EUR' and '4.95 euros' are one fact; so are 'thirty-day' and '30 days', '2 pm' and
'14:00', '4-9 days' and '4 to 9 days'. A number carries its unit, so 30 days is not 30 euros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.claims import units, words
from bot.claims.spelling import spelled


@dataclass(frozen=True, slots=True)
class Token:
    """One word or fact. ``gap`` is the strongest punctuation before it; ``key`` its normal form."""

    text: str
    key: str
    kind: str  # content, fact, prep, strong, neg, can, must, conj, sub, free
    gap: str = ""
    unit: str = ""  # of a fact: 'day', 'EUR', 'time', 'link' ... or '' for a bare number
    name: bool = False


_MONTH = "|".join(sorted(units.MONTHS, key=len, reverse=True))
_N = r"\d+(?:[.,]\d+)*"
_UNIT = "|".join(
    re.escape(u) for u in sorted([*units.UNITS, *units.CURRENCY], key=len, reverse=True) if "-" not in u
)
_SCAN = re.compile(
    rf"""(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    |(?P<url>(?:https?://|www\.)[^\s，。、；）]+|\b(?=[\w.-]*[^\W\d])[\w-]+(?:\.[\w-]+)*\.(?-i:[a-z]{{2,}}|[A-Z]{{2,}})\b(?:/[^\s，。、；）]*)?)
    |(?P<money>(?:us\$|[€$£¥]|\b(?:eur|usd|gbp|chf)\s)\s?{_N}k?)
    |(?P<date>\b(?:{_N}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b\.?|(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b)(?:,?\s+\d{{4}}\b)?
        |\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b)
    |(?P<time>\b\d{{1,2}}(?:[:.]\d\d)?\s?(?:[ap]\.\s?m\.?|[ap]m\b)|\b\d{{1,2}}:\d\d\b)
    |(?P<phone>(?:\+\d|\(0\d|\b0\d|\b\d{{3}}-\d)[\d\s()-]{{5,}}\d|\b\d{{3}}-\d{{4}}\b)
    |(?P<ordinal>\b\d+(?:st|nd|rd|th)\b)
    |(?P<num>(?:(?<!\S)-)?{_N}(?:[\s-]?(?:(?:business|working|calendar)[\s-](?:days?|hours?)|(?:{_UNIT})s?)(?![\w])|\s?%)?)
    |(?P<word>[^\W\d_](?:[^\W_]|['&](?=\w))*)
    |(?P<mark>[.!?…;:()—–,]|\s-\s)""",
    re.X | re.I,
)


def tokens(text: str) -> list[Token]:
    """Cut a text into tokens, punctuation folded into the ``gap`` of the token after it."""
    text = spelled(text)
    cut: list[Token] = []
    gap, position = ".", 0
    while match := _SCAN.search(text, position):
        position = match.end()
        kind, found = str(match.lastgroup), match.group()
        if kind == "mark":
            gap = _stronger(gap, "," if found in "()," else "." if found in ".!?…" else ";")
            continue
        if kind in ("email", "url"):
            kept = found.rstrip(".,;:!?)\"'")
            position -= len(found) - len(kept)
            found = kept
        if kind == "word" and found == "have" and text[position : position + 3] == "-to":
            position, found = position + 3, "have-to"
        cut.append(replace(_token(kind, found, gap), gap=gap))
        gap = ""
    return _merge(cut)


def _stronger(one: str, other: str) -> str:
    return max(one, other, key=["", ",", ";", "."].index)


def _token(kind: str, found: str, gap: str) -> Token:
    low = found.lower()
    if kind == "word":
        return _word(found, low, gap)
    unit, value = kind, low
    if kind in ("email", "url"):
        unit, value = "link", re.sub(r"^https?://(?:www\.)?|^www\.|/$", "", low)
    elif kind == "phone":
        value = re.sub(r"\D", "", low)
    elif kind == "money":
        symbol = re.match(r"us\$|[a-z]+|\D", low)
        unit = units.CURRENCY[symbol.group()] if symbol else ""
        value = _amount(low, priced=True)
    elif kind == "ordinal":
        value = low
    elif kind == "date":
        value = _date(low)
    elif kind == "time":
        value = _time(low)
    elif kind == "num":
        number = re.match(f"-?{_N}", low)
        rest = low[number.end() :].strip(" -") if number else ""
        unit = _unit(rest)
        value = "-" * low.startswith("-") + _amount(low, unit in units.MONEY)
    return Token(found, f"{value} {unit}".strip(), "fact", unit=unit)


def _word(found: str, low: str, gap: str) -> Token:
    name = found[0].isupper() and gap != "."
    if low in units.NUMBERS:
        return Token(found, units.NUMBERS[low], "fact")
    if low in units.ORDINALS:
        number = int(units.ORDINALS[low])
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
        return Token(found, f"{number}{ending} ordinal", "fact", unit="ordinal")
    if low.rstrip("s") in units.WEEKDAYS:
        return Token(found, f"{low.rstrip('s')} weekday", "fact", unit="weekday")
    for kind, group in (
        ("neg", words.NEGATIONS), ("must", words.MUST), ("can", words.CAN), ("conj", words.CONJUNCTIONS),
        ("free", words.FREE), ("prep", words.PREPOSITIONS),
    ):  # fmt: skip
        if low in group and not (name and low == "may"):
            return Token(found, low, kind)
    if low in words.STRONG:
        return Token(found, low, "strong")
    if low in words.SUBORDINATORS:
        return Token(found, low, "sub")
    return Token(found, low if low in words.LIMITS else words.stem(low), "content", name=name)


def _amount(text: str, priced: bool = False) -> str:
    """A number in one spelling. No price has three decimals: beside a currency '1.500' is 1500."""
    found = re.search(_N, text)
    number = found.group() if found else text
    if priced and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", number):
        number = number.replace(".", "")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+", number):
        number = number.replace(".", "").replace(",", ".")
    else:
        number = number.replace(",", ".")
    if number.count(".") == 1:
        number = number.rstrip("0").rstrip(".")
    return number.lstrip("0") or "0" if "." not in number else number


def _unit(word: str) -> str:
    word = re.sub(r"[\s-]+", "-", word)
    for form in (word, word.rstrip("s")):
        if form in units.CURRENCY:
            return units.CURRENCY[form]
        if form in units.UNITS:
            return units.UNITS[form]
    return ""


def _date(text: str) -> str:
    if re.fullmatch(r"[\d./-]+", text):
        return text
    month = next(units.MONTHS[w] for w in re.findall(r"[a-z]+", text) if w in units.MONTHS)
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    return "-".join(str(n) for n in [*numbers[1:], month, numbers[0]])


def _time(text: str) -> str:
    hour, _, minute = re.sub(r"[^\d:.]", "", text).strip(".").replace(".", ":").partition(":")
    hours = int(hour)
    if "p" in text and hours < 12:
        hours += 12
    elif "a" in text and hours == 12:
        hours = 0
    return f"{hours:02d}:{minute or '00'}"


def _merge(cut: list[Token]) -> list[Token]:
    """Join what is one fact: number and unit, ranges ('4 to 9 days'), a price and its rate ('€5 a month')."""
    return _rates(_ranges(_units(cut)))


def _units(cut: list[Token]) -> list[Token]:
    out: list[Token] = []
    i = 0
    while i < len(cut):
        token, span = cut[i], 0
        if token.kind == "fact" and not token.unit:
            for length in (2, 1):
                following = cut[i + 1 : i + 1 + length]
                unit = _unit("-".join(t.text.lower() for t in following)) if len(following) == length else ""
                if unit and not any(t.gap for t in following):
                    text = " ".join([token.text, *(t.text for t in following)])
                    token, span = replace(token, text=text, key=f"{token.key} {unit}", unit=unit), length
                    break
        out.append(token)
        i += 1 + span
    return out


def _ranges(cut: list[Token]) -> list[Token]:
    out: list[Token] = []
    i = 0
    while i < len(cut):
        token = cut[i]
        out.append(token)
        i += 1
        if token.kind != "fact" or i + 1 >= len(cut) or cut[i + 1].kind != "fact":
            continue
        link, last = cut[i], cut[i + 1]
        opener = out[-2].key if len(out) > 1 and not token.gap else ""
        joins = link.key == "to" or (link.key == "and" and opener == "between")
        if not joins or link.gap or last.gap or token.unit not in ("", last.unit) or last.unit == "ordinal":
            continue
        first = token.key.split(" ")[0]
        if last.unit == "time" and not token.unit:
            first = _time(first + ("pm" if int(last.key[:2]) >= 12 and int(first) < 12 else ""))
        gap = token.gap
        if opener in ("between", "from"):
            gap = out.pop(-2).gap
        out[-1] = Token(
            f"{token.text} {link.text} {last.text}", f"{first}..{last.key}", "fact", gap, last.unit
        )
        i += 2
    return out


def _rates(cut: list[Token]) -> list[Token]:
    out: list[Token] = []
    for token in cut:
        rated = len(out) > 1 and out[-2].unit in units.MONEY and out[-1].key in ("a", "an", "per")
        if rated and token.kind == "content" and not token.gap and not out[-1].gap:
            text = f"{out.pop().text} {token.text}"
            token = replace(token, text=text, key=f"per {token.key}", kind="rate")
        out.append(token)
    return out
