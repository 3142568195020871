"""Chinese sentences: no word segmentation, so characters, their pairs, numbers and Latin words."""

from __future__ import annotations

import re
import unicodedata

from bot import sentences
from bot.claims.facts import tokens
from bot.domain import Passage

_HAN = re.compile(r"[\u4e00-\u9fff]")
_NEGATIVE = re.compile(r"[不没無无非未别勿仅只除]")
_LEADER = re.compile(r"^\s*(不可以|不能|不会|不用|不是|不需要|没有|可以|能|会|是的|是|对|需要|有|不|要)[，,。!！]\s*")


def is_chinese(text: str) -> bool:
    """Mostly Chinese characters, counted against Latin words."""
    return len(_HAN.findall(text)) > len(re.findall(r"[A-Za-z]+", text))


def _norm(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("您", "你").replace("咱们", "我们")
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])", "", text)


def _facts(text: str) -> list[str]:
    return re.findall(r"[\d.,:%°]*\d[\d.,:%°]*[\u4e00-\u9fff]?|[A-Za-z][\w.@/+-]*", text)


def objection(sentence: str, passage: Passage, question: str) -> tuple[float, str]:
    """How near the passage came, and why it does not say the sentence; '' when it does."""
    leader = _LEADER.match(sentence)
    rest = _norm(_LEADER.sub("", sentence, count=1))
    source = _norm(passage.text)
    if not re.search(r"\w", rest):
        return 0.0, "a bare yes or no cannot be checked here"
    facts = set(_facts(source))
    for fact in _facts(rest):
        if fact not in facts:
            return 0.5, f"the passage does not say '{fact}'"
    near = 1.0
    sources = [c for c in re.split(r"[，。！？；：,;!?]", source) if c]
    for clause in re.split(r"[，。！？；：,;!?]", rest):
        pairs = {clause[i : i + 2] for i in range(len(clause) - 1)}
        if not pairs:
            continue
        best = max(sources, key=lambda c: len(pairs & {c[i : i + 2] for i in range(len(c) - 1)}))
        have = pairs & {best[i : i + 2] for i in range(len(best) - 1)}
        near = min(near, len(have) / len(pairs))
        if near < 0.9:
            return near, f"the passage does not say '{clause}'"
        if sorted(_NEGATIVE.findall(clause)) != sorted(_NEGATIVE.findall(best)):
            return near, "the passage says yes where this says no, or narrows it"
    if leader and leader.group(1) in ("可以", "能", "会", "是的", "是", "对") and _NEGATIVE.match(rest):
        return near, "'yes' stands before a 'no'"
    return near, ""
