"""Chinese sentences: no word segmentation, so pairs of characters, numbers, Latin words and small words.

Each clause of the answer is laid on the source clause that shares most pairs with it. It must be almost
a copy: every character stands there, pairs are covered, and negations and limits are the same.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from itertools import pairwise

from bot.domain import Passage

_HAN = re.compile(r"[\u4e00-\u9fff]")
# Words that only look negative or limiting.
_NOT_NEGATIVE = re.compile(
    r"不粘|不受限|不限|无限|除了|分别|特别|类别|级别|性别|区别|别处|别人|非常|除以|删除|扣除|清除|拆除|无论|不但|"
    r"不仅|不过|不同|未来|一只|两只|只要|不久"
)
_NEGATIVE = re.compile(r"[不没無无非未别勿否]|不能")
_LIMIT = re.compile(
    r"仅|只|除非|除外|除了|除|最多|至少|最少|最高|最低|不超过|以上|以下|以内|之内|内|之前|以前|前|之后|以后|后|起|"
    r"每|免费|必须|可能|大约|约|一般|通常|所有|任何|全部|全额|随时"
)
_WEIGHTY = re.compile(rf"\d|{_NEGATIVE.pattern}|{_LIMIT.pattern}")
_FREE = re.compile(
    r"[的了也就还请吧呢吗啊则并且而您你们我]|因此|所以|由于|因为|另外|此外|不过|但是|但|需要的话"
)
_LIGHT = "会在把被将都以向"
_YES = "可以的 可以 是的 好的 需要 能 会 是 对 有 要 行"
_NO = "不可以 不需要 不一定 不能 不会 不用 不是 没有 不行 不要 不必 不收 不 没"
_REASON = re.compile(r"[不没无未非]|只|仅|必须|最多|至少|才|免费|之后|之前|以后|取消|截止|需|另")  # of a 'no'
LEADER = re.compile(
    rf"^\s*({'|'.join((_NO + ' ' + _YES).split())}|不[\u4e00-\u9fff]|可以[\u4e00-\u9fff])[，,。!！；;]\s*"
)
_FACT = re.compile(r"[A-Za-z][A-Za-z0-9_.@/+-]*|[€$£¥]?\d[\d.,:]*\d?%?\s?(?:℃|°C)?")
_NUMERALS = {
    "一": "1",
    "二": "2",
    "两": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
    "十": "10",
}
_UNITS = "天日周年月时小分秒元欧美英个件次位点度公厘毫升克米工"


def is_chinese(text: str) -> bool:
    """Mostly Chinese characters, counted against Latin words."""
    return len(_HAN.findall(text)) > len(re.findall(r"[A-Za-z]+", text))


def objection(sentence: str, passage: Passage, question: str) -> tuple[float, str]:
    """How near the passage came, and why it does not say the sentence; '' when it does."""
    leader = LEADER.match(sentence)
    rest = LEADER.sub("", sentence, count=1)
    source = _norm(passage.text)
    if not re.search(r"\w", rest):
        return 0.0, "a bare yes or no cannot be checked here"
    parts = _cut(source)
    near, missing = 1.0, set(_norm(rest)) - set(source) - set("。，！？；：、,;:!?. ")
    strange = [c for c in missing if not _FREE.fullmatch(c)]
    if strange:
        return 0.5, f"the passage does not say '{strange[0]}'"
    for clause in _cut(_norm(rest)):
        near, why = _clause(clause, parts)
        if why:
            return near, why
    return near, _leads(leader.group(1), rest) if leader else ""


def _clause(clause: str, parts: list[str]) -> tuple[float, str]:
    own = _pairs(clause)
    if not own:
        return 1.0, "" if any(clause in part for part in parts) else f"the passage does not say '{clause}'"
    joined = [*parts, *(one + two for one, two in pairwise(parts))]
    best = max(joined, key=lambda part: (len(own & _pairs(part)), -len(part)))
    near = len(own & _pairs(best)) / len(own)
    breaks = len(own) - len(own & _pairs(best))
    if near < 0.75 or breaks > 2 or (near < 0.9 and breaks > 1 and len(own) < 8):
        return near, f"the passage does not say '{clause}'"
    for fact in _facts(clause):
        if fact not in _facts(best):
            return near, f"the passage does not say '{fact}' of this"
    strange = [unit for unit in _units(clause) if unit not in _units(best) and unit not in _LIGHT]
    if strange:
        return near, f"the passage does not say '{strange[0]}' of this"
    if best not in parts and (spliced := _spliced(clause, best)):
        return near, f"the passage does not say '{spliced}' of this"
    loose = _unbound(clause, best)
    if loose:
        return near, f"the passage does not say '{loose}' of this"
    if not _in_order(clause, best):
        return near, f"the passage does not say '{clause}' in this order"
    single = min((part for part in parts if own & _pairs(part)), key=lambda part: -len(own & _pairs(part)))
    for pattern in (_NEGATIVE, _LIMIT):
        mine, its = _small(pattern, clause), _small(pattern, best)
        its_single = _small(pattern, single)
        if mine not in (its, its_single) and not (
            pattern is _LIMIT and set(mine) == set(its) & _near(clause, best, its)
        ):
            return near, "the passage says no where this says yes, or narrows it"
    return near, ""


def _unbound(clause: str, best: str) -> str:
    """A number or narrowing word that stands beside another character than in the source."""
    units, have = _units(clause), _pairs(best)
    for i, unit in enumerate(units):
        before = units[i - 1] + unit if i else ""
        after = unit + units[i + 1] if i + 1 < len(units) else ""
        if unit[-1].isdigit() and (before or after) not in have:
            return unit
    for limit in _LIMIT.finditer(clause):
        start, end = limit.span()
        around = [clause[start - 1 : start + 1] if start else "", clause[end - 1 : end + 1]]
        if any(len(pair) == 2 and all(_HAN.match(c) for c in pair) and pair not in have for pair in around):
            return limit.group()
    counts = _facts(best)
    return next((fact for fact in _facts(clause) if _facts(clause).count(fact) > counts.count(fact)), "")


def _spliced(clause: str, joined: str) -> str:
    """Words that were moved or skipped where two clauses are joined, with a number or a limit among them."""
    mine, its = _units(clause), _units(joined)
    blocks = [b for b in SequenceMatcher(None, its, mine, autojunk=False).get_matching_blocks() if b.size]
    covered = {i for b in blocks for i in range(b.b, b.b + b.size)}
    moved = "".join(unit for i, unit in enumerate(mine) if i not in covered and unit not in _LIGHT)
    skipped = "".join("".join(its[a.a + a.size : b.a]) for a, b in pairwise(blocks))
    return moved or (clause if _WEIGHTY.search(skipped) else "")


def _near(clause: str, best: str, limits: list[str]) -> set[str]:
    """The limits of the source that touch something the answer keeps."""
    kept = _pairs(clause)
    found = set()
    for limit in limits:
        for match in re.finditer(re.escape(limit), best):
            around = best[max(match.start() - 2, 0) : match.start()], best[match.end() : match.end() + 2]
            if any(pair in kept or any(pair and pair in k for k in kept) for pair in around):
                found.add(limit)
    return found


def _in_order(clause: str, best: str) -> bool:
    """Facts of the answer come in the order of the source."""
    facts = [f for f in _facts(best) if f in _facts(clause)]
    mine = _facts(clause)
    return len(set(mine)) < 2 or [f for f in facts if mine.count(f) == 1 and facts.count(f) == 1] == [
        f for f in mine if mine.count(f) == 1 and facts.count(f) == 1
    ]


def _leads(leader: str, rest: str) -> str:
    negative = bool(re.search("[不没]|无法", _NOT_NEGATIVE.sub("", _cut(_norm(rest))[0])))
    if leader in _YES.split() and negative:
        return "'yes' stands before a 'no'"
    if leader.startswith(("不", "没")) and not _REASON.search(rest):
        return "'no' stands before a 'yes'"
    return ""


def _small(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted(pattern.findall(_NOT_NEGATIVE.sub("", text)))


def _norm(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("您", "你").lower()
    text = re.sub(rf"([一二两三四五六七八九十])(?=[{_UNITS}])", lambda m: _NUMERALS[m.group()], text)
    text = re.sub(r"[“”\"'‘’「」《》]", "", text)
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text)


def _cut(text: str) -> list[str]:
    return [
        _FREE.sub("", part)
        for part in re.split(r"[，。！？；：—]+|(?<!\d)[,;:!?()]+|[,;:!?()]+(?!\d)", text)
        if _FREE.sub("", part).strip()
    ]


def _units(text: str) -> list[str]:
    return re.findall(_FACT.pattern + r"|[^\s、]", text)


def _pairs(text: str) -> set[str]:
    """Neighbouring characters; a Latin word or number counts as one character."""
    units = _units(text)
    return {units[i] + units[i + 1] for i in range(len(units) - 1)}


def _facts(text: str) -> list[str]:
    """Numbers with the character after them, and Latin words, links and e-mails."""
    found = []
    for match in _FACT.finditer(text):
        unit = text[match.end() : match.end() + 1] if match.group()[-1].isdigit() else ""
        found.append(match.group().strip(".:,") + (unit if unit and unit in _UNITS else ""))
    return found
