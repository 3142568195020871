"""Chinese copy: numbers with their unit, Latin names and pairs of characters must stand in the facts.

There is no word segmentation, so a clause is cleared of harmless words and what is left must be made of
pairs of characters that stand side by side in the facts. Stricter than English, and simpler.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.claims.words import group
from bot.copywriting.ledger import lexicon
from bot.domain.goods import Fact

_HAN = r"\u4e00-\u9fff"
_NO = re.compile(r"[不无勿没非未别莫]")
_NOT_NO = re.compile(r"不锈钢|不粘|不用(?=抢|起身)|非常|特别|无论")
_LATIN = re.compile(r"[a-z][a-z0-9-]*")
_NUMBER = re.compile(r"(eur |usd |gbp |[€$£])?(\d+(?:\.\d+)?)\s?([a-z°%]+|[" + _HAN + r"]{0,2})")
_UNITS = tuple(
    group("厘米 毫米 米 升 毫升 克 公斤 千克 年 个月 天 小时 分钟 流明 片 件 支 只 个 元 度 °c k w %")
)
_NUMERALS = {"两": "2"} | {numeral: str(i) for i, numeral in enumerate("一二三四五六七八九十", 1)}
# A word right before a number, and the attributes or words that it may stand for.
_SAYS = {
    "高": "height 高",
    "宽": "width 宽",
    "长": "length 长 最长",
    "厚": "thickness 厚",
    "重": "weight 重",
    "容量": "capacity contents 容量",
    "质保": "warranty 质保",
    "保修": "warranty 保修",
    "尺寸": "size",
    "承重": "load 承重",
}
_ENDS = re.compile(r"[，。！？；：—…,;:!?()（）]+|(?<!\d)、|、(?!\d)|(?<=\D)\.(?=\s|$)")


class _Clause(NamedTuple):
    fact: str
    text: str
    no: bool


def objection(sentence: str, facts: Sequence[Fact]) -> str:
    """Why a Chinese sentence may not be shown; '' when it may."""
    known = _clauses(tuple(facts))
    for text in _cut(sentence):
        if why := _clause(text, known):
            return why
    return ""


def source(sentence: str, facts: Sequence[Fact]) -> str | None:
    """The facts that share a number, a name or a pair of characters with the sentence."""
    known = _clauses(tuple(facts))
    mine = [_rest(text) for text in _cut(sentence)]
    ids = dict.fromkeys(c.fact for c in known if any(_marks(rest) & _marks(c.text) for rest in mine))
    return ", ".join(ids) or None


def told(passed: Sequence[str], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts of which the sentences give every number and most of the words."""
    mine = set().union(*(_marks(text) for sentence in passed for text in _cut(sentence)))
    signs = {(topic, bool(_NO.search(_plain(c)))) for s in passed for c in _cut(s) for topic in _topics(c)}
    found = []
    for fact in facts:
        if fact.value in ("yes", "no"):
            if any((topic, fact.value == "no") in signs for topic in _named(fact.id)):
                found.append(fact)
            continue
        marks = set().union(*(_marks(text) for text in _cut(fact.value)))
        if marks and _numbers(fact.value) <= mine and 2 * len(marks & mine) >= len(marks):
            found.append(fact)
    return tuple(found)


@lru_cache(maxsize=16)  # about as many briefs as are in hand at a time
def _clauses(facts: tuple[Fact, ...]) -> tuple[_Clause, ...]:
    found = []
    for fact in facts:
        if fact.value in ("yes", "no"):
            found += [_Clause(fact.id, topic, fact.value == "no") for topic in _named(fact.id)]
        else:
            found += [_Clause(fact.id, text, bool(_NO.search(_plain(text)))) for text in _cut(fact.value)]
    return tuple(found)


def _clause(text: str, known: Sequence[_Clause]) -> str:
    for number in sorted(_numbers(text)):
        if not any(number in _numbers(clause.text) for clause in known):
            return f"no fact says '{number}'"
        if why := _bound(text, number, known):
            return why
    rest = _rest(text)
    latin = set().union(*(_LATIN.findall(clause.text) for clause in known))
    for name in _LATIN.findall(re.sub(_NUMBER, " ", text)):
        if name not in latin:
            return f"no fact says '{name}'"
    pairs = set().union(*(_pairs(clause.text) for clause in known))
    for run in _runs(rest):
        run = _uncued(run, known)
        lone = {char for clause in known for char in clause.text}
        for chunk in _chunks(run, pairs):
            if len(chunk) == 1 and (chunk not in lone or len(run) > 1):
                return f"no fact says '{run}'"
    return _signs(text, rest, known)


def _signs(text: str, rest: str, known: Sequence[_Clause]) -> str:
    """A denial stands where the facts deny, and nowhere else."""
    no = bool(_NO.search(_plain(text)))
    for topic in _topics(text):
        signs = {clause.no for clause in known if topic in clause.text}
        if signs and no not in signs:
            return f"the facts say {'yes' if no else 'no'} to '{topic}'"
    near = [clause for clause in known if _marks(rest) & _marks(clause.text)]
    if near and no not in {clause.no for clause in near}:
        return "the facts say yes here" if no else "the facts say no here"
    return ""


def _bound(text: str, number: str, known: Sequence[_Clause]) -> str:
    homes = [clause for clause in known if number in _numbers(clause.text)]
    for cue, fitting in _SAYS.items():
        at = re.search(rf"{cue}(?:约|为|是|达|最多)?{re.escape(number)}", text.replace(" ", ""))
        kinds = fitting.split()
        if at and not any(
            set(c.fact.split("_")) & set(kinds) or any(k in c.text for k in kinds) for c in homes
        ):
            return f"'{number}' is not what '{cue}' stands for in the facts"
    spans = number.endswith("年") and not re.search("质保|保修", text)
    return f"no fact says what '{number}' is the time of here" if spans else ""


def _named(fact_id: str) -> tuple[str, ...]:
    """The Chinese words of a yes-or-no attribute; the longest is its topic."""
    return tuple(sorted(lexicon.lexicon()["zh-cue"].get(fact_id, ()), key=len, reverse=True)[:1])


def _topics(text: str) -> set[str]:
    names = ("dishwasher_safe", "microwave_safe", "induction", "tumble_dry", "organic", "caffeine")
    return {topic for name in names for topic in _named(name) if topic in text}


def _norm(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"一(?=[年天升克])|[二两三四五六七八九十](?=[只支个件片年天升克层])",
                  lambda found: _NUMERALS[found[0]], text)  # fmt: skip
    return re.sub(r"\s*x\s*(?=\d)", "x", text)


def _plain(text: str) -> str:
    return _NOT_NO.sub("", text)


def _cut(text: str) -> list[str]:
    return [part.strip() for part in _ENDS.split(_norm(text)) if part.strip()]


def _numbers(text: str) -> set[str]:
    """Each number with its unit, as '250毫升'; sides of a measure stay together."""
    found = set()
    for match in re.finditer(r"(eur |usd |gbp |[€$£])?((?:\d+(?:\.\d+)?x)*\d+(?:\.\d+)?)\s?", text):
        after = text[match.end() :]
        unit = next((u for u in sorted(_UNITS, key=len, reverse=True) if after.startswith(u)), "")
        found.add(f"{(match[1] or '').strip()}{match[2]}{unit}")
    return found


@lru_cache(maxsize=1)
def _harmless() -> re.Pattern[str]:
    listed = sorted(lexicon.words("zh"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, listed)))


def _rest(text: str) -> str:
    """What is left to be found in the facts; each harmless word leaves a gap."""
    text = re.sub(
        r"(?:eur |usd |gbp |[€$£])?[\dx.]*\d\s?(?:" + "|".join(sorted(_UNITS, key=len, reverse=True)) + ")?",
        " ",
        text,
    )
    return _harmless().sub(" ", _NO.sub(" ", _plain(text)) if not _NOT_NO.search(text) else text)


def _runs(text: str) -> Iterator[str]:
    yield from re.findall(f"[{_HAN}]+", text)


def _chunks(run: str, pairs: set[str]) -> list[str]:
    """The run cut wherever two characters do not stand side by side in the facts."""
    chunks = [run[:1]] if run else []
    for pair in map("".join, pairwise(run)):
        if pair in pairs:
            chunks[-1] += pair[1]
        else:
            chunks.append(pair[1])
    return chunks


def _uncued(run: str, known: Sequence[_Clause]) -> str:
    """The run without words that introduce an attribute told in the same clause."""
    held = {clause.fact for clause in known} | {"any"}
    groups = lexicon.lexicon()["zh-cue"].items()
    cues = {cue for name, listed in groups for cue in listed if name in held}
    for cue in sorted(cues, key=len, reverse=True):
        run = run.replace(cue, "")
    return run


def _pairs(text: str) -> set[str]:
    return {one + other for run in _runs(text) for one, other in pairwise(run)}


def _marks(text: str) -> set[str]:
    """What a clause can be recognised by: numbers, Latin names, pairs of characters."""
    return _pairs(text) | _numbers(text) | set(_LATIN.findall(text))
