"""Errors to plant in faithful texts: one function a kind, each seeded, each gives a text that is wrong.

What is put in comes from the shop's own other entries where possible (numbers, names,
links, whole sentences), so that it sounds right. A planter returns ``None`` when the text
offers no place for its kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from benchmarks.faithful import LINK, NAME, Faithful, Pool
from benchmarks.slips import SLIPS

_NUMBER = re.compile(r"(?<![\w@.-])\d+(?:,\d{3})*(?:[.:]\d+)?(?![\w@]|\.\w)")
_UNITS = {
    "minutes": "hours", "hours": "days", "days": "weeks", "weeks": "months", "months": "years",
    "years": "months",
    "day": "week", "week": "month", "month": "year", "year": "month", "hour": "day", "working days": "weeks",
    "€": "$", "£": "€", "$": "£", "%": " euros", "cm": "mm", "metres": "centimetres", "kg": "g",
    "miles": "km", "km": "miles",
    "pounds": "kilos", "points": "euros", "litres": "millilitres", "degrees": "percent",
    "a.m.": "p.m.", "pm": "am",
    "分钟": "小时", "小时": "天", "工作日": "星期", "天": "个月", "个月": "年", "年": "个月", "欧元": "美元",
    "公里": "米",
}  # fmt: skip
_PROMISES = [
    "free of charge", "at no extra cost", "guaranteed", "with a full refund guaranteed", "without any risk",
    "for life", "at any time", "as we promise", "no questions asked", "the same day",
]  # fmt: skip
_PROMISES_ZH = ["全部免费", "我们保证", "终身有效", "并且全额赔偿"]
_INVENTED = [
    "and our team calls you beforehand", "and a voucher is enclosed",
    "which our partners confirm every spring",
    "because the supplier asks for it", "and students pay half", "and the manager signs each form",
    "so please bring a passport",
    "and a technician visits your house", "as required by the insurance company",
    "and larger families get a bonus",
    "which is tested in our laboratory", "and we donate the rest to charity",
    "and a deposit is taken from your salary",
    "so allow extra time during holidays", "and you may choose another colour",
    "which also applies to tourists",
    "and a receipt follows by fax", "since the law changed recently", "and pets are welcome too",
    "or hand it to any taxi driver",
]  # fmt: skip
_INVENTED_ZH = [
    "并附赠一份小礼物",
    "学生可享受半价",
    "需要带上护照",
    "我们的经理会打电话确认",
    "因为供应商要求这样做",
    "假期会延迟几天",
]
_AUX = re.compile(r"\b(can|is|are|will|must|may|was|does|do|should)\b(?! not|n't)(?=\s)")
_NEGATED = [
    (r"\bcannot\b", "can"), (r"\b(is|are|was|were|do|does|did|will|must|may|should|have|has) not\b",
    r"\1"), (r"\bnot\s", ""),
    (r"(\w+)n't\b", r"\1"), (r"\b[Nn]o (?=[a-z])", "a "), (r"\bnever\b", "always"),
    (r"\bwithout\b", "with"), (r"\bNothing\b", "Everything"),
    (r"不能|不可以", "可以"), (r"不会", "会"), (r"没有", "有"), (r"不(?=[\u4e00-\u9fff])", ""),
    (r"无法", "可以"),
]  # fmt: skip
_RESTRICTED = [
    r"\bonly (?!code|one\b)", r"\bup to (?=[€£$\d])", r"\bat least ", r" at most\b", r"\bat most ",
    r"\bno more than ", r",? unless [^.;]+",
    r",? except [^.;]+", r",? as long as [^.;,]+", r",? provided [^.;,]+", r"\bmore than (?=[€£$\d])",
    r"\bless than (?=[€£$\d])", r"\bfrom (?=€|£|\$)",
    r"只(?!要)", r"仅", r"最多", r"至少", r"，?除非[^。，]+", r"，?但[^。，]+除外",
]  # fmt: skip


def plant(kind: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Return ``base.text`` with one error of ``kind``, or ``None``."""
    head = re.match(r"(?:Yes|No)[.,]\s*|[^，。]{1,3}[，。]", base.text)
    start = head.end() if head and kind not in ("yes-no flipped",) else 0
    made = PLANTERS[kind](base.text[start:], base, pool, chance)
    made = base.text[:start] + made if made is not None else None
    return made if made is not None and _bare(made) != _bare(base.text) else None


def _bare(text: str) -> str:
    for sign, name in {"€": "EUR", "£": "GBP", "$": "USD", "%": "PCT", ">": "MORE", "~": "ABOUT"}.items():
        text = text.replace(sign, name)
    return re.sub(r"[^\w<≥]+", " ", text).lower()


def _number(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Half of the time another number of the same entry, which no look-up of single words can see."""
    found = [match for match in _NUMBER.finditer(text)]
    if not found:
        return None
    old = chance.choice(found)
    rivals = sorted({m.group() for m in _NUMBER.finditer(base.entry.answer)} - {old.group()})
    bare = re.sub(r"\D.*", "", old.group())
    new = str(max(1, int(bare) + chance.choice((-2, -1, 1, 2, 3, 5, 10))))
    new = chance.choice(rivals) if rivals and chance.random() < 0.5 else new
    return None if new in text else text[: old.start()] + new + text[old.end() :]


def _swapped(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(text))
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :] if a.group() != b.group()]
    if not pairs:
        return None
    a, b = chance.choice(pairs)
    return text[: a.start()] + b.group() + text[a.end() : b.start()] + a.group() + text[b.end() :]


def _unit(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Units beside a number."""
    options = []
    for unit, other in _UNITS.items():
        sign = unit in "€£$"
        edge = r"\b" if unit.isascii() and unit.isalpha() else ""
        form = rf"{re.escape(unit)}(?=\d)" if sign else rf"(?<=\d)\s?{re.escape(unit)}{edge}"
        options += [
            (m.start(), m.end(), other if sign or not m.group()[0].isspace() else f" {other}")
            for m in re.finditer(form, text)
        ]
    if not options:
        return None
    start, end, new = chance.choice(options)
    return text[:start] + new + text[end:]


def _negation_added(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    if base.entry.language == "zh":
        found = list(re.finditer(r"(?<![不只])(可以|会|能(?!$))", text))
        return text[: (at := chance.choice(found).start())] + "不" + text[at:] if found else None
    found = list(_AUX.finditer(text))
    return text[: (at := chance.choice(found).end())] + " not" + text[at:] if found else None


def _negation_removed(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    return _substitute(text, _NEGATED, chance)


def _flipped(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    if text.startswith("Yes"):
        return "No" + text[3:]
    if re.match(r"No[.,]", text):
        return "Yes" + text[2:]
    for yes, no in (("可以", "不可以"), ("能", "不能"), ("会", "不会"), ("有", "没有")):
        if re.match(rf"{yes}[，。]", text):
            return no + text[len(yes) :]
        if re.match(rf"{no}[，。]", text):
            return yes + text[len(no) :]
    return None


def _name(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """Only names that the entry does not hold: two names of one list may both be true."""
    found = list(re.finditer(NAME, text))
    others = [name for name in pool.names if name not in base.entry.answer + base.entry.question]
    if not found or not others:
        return None
    old = chance.choice(found)
    return text[: old.start()] + chance.choice(others) + text[old.end() :]


def _link(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    found = list(re.finditer(LINK, text))
    if not found:
        return None
    old = chance.choice(found)
    others = [link for link in pool.links if link not in base.entry.answer]
    made = [
        old.group().replace(".example", ".com"),
        "info" + old.group(),
        old.group().replace(".example", "-shop.example"),
    ]
    return text[: old.start()] + chance.choice(others + made) + text[old.end() :]


def _promise(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    zh = base.entry.language == "zh"
    phrases = [p for p in (_PROMISES_ZH if zh else _PROMISES) if p.split()[0] not in text.lower()]
    return _before_end(text, ("，" if zh else " ") + chance.choice(phrases), chance) if phrases else None


def _restriction(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    return _substitute(text, [(pattern, "") for pattern in _RESTRICTED], chance)


def _invented(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    zh = base.entry.language == "zh"
    return _before_end(
        text, ("，" if zh else ", ") + chance.choice(_INVENTED_ZH if zh else _INVENTED), chance
    )


def _foreign(text: str, base: Faithful, pool: Pool, chance: random.Random) -> str | None:
    """A true sentence of another entry, alone or behind the right one."""
    others = [
        entry for entry in pool.entries if entry.id != base.entry.id and entry.language == base.entry.language
    ]
    sentences = [
        s for s in re.split(r"(?<=[.!?])\s+(?=[A-Z])|(?<=。)", chance.choice(others).answer) if len(s) > 12
    ]
    sentence = chance.choice(sentences)
    known = set(
        re.findall(r"\w", base.entry.answer)
        if base.entry.language == "zh"
        else re.findall(r"\w+", base.entry.answer.lower())
    )
    words = (
        re.findall(r"\w", sentence) if base.entry.language == "zh" else re.findall(r"\w+", sentence.lower())
    )
    if sum(word in known for word in words) > 0.6 * len(words):
        return None
    return sentence if chance.random() < 0.5 else f"{text} {sentence}"


def _substitute(text: str, rules: Sequence[tuple[str, str]], chance: random.Random) -> str | None:
    options = [(match, rule[1]) for rule in rules for match in re.finditer(rule[0], text)]
    if not options:
        return None
    match, new = chance.choice(options)
    return text[: match.start()] + match.expand(new) + text[match.end() :]


def _before_end(text: str, addition: str, chance: random.Random) -> str | None:
    ends = [match.start() for match in re.finditer(r"[.。](?=\s|$)|。", text)]
    return text[: (at := chance.choice(ends))] + addition + text[at:] if ends else None


PLANTERS: dict[str, Callable[[str, Faithful, Pool, random.Random], str | None]] = {
    "number changed": _number,
    "two numbers swapped": _swapped,
    "unit changed": _unit,
    "negation added": _negation_added,
    "negation removed": _negation_removed,
    "yes-no flipped": _flipped,
    "name replaced": _name,
    "link changed": _link,
    "promise added": _promise,
    "restriction dropped": _restriction,
    "clause invented": _invented,
    "sentence of another entry": _foreign,
} | SLIPS
