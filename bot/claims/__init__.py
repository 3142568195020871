"""What a text asserts, and which source says so: the last gate before a sentence is shown.

``check`` looks at one sentence. It passes only if ONE passage says it: every content word and every
fact stands there, in phrases that the source really puts together, with the same polarity, people and
time, and with the conditions that the source names. Whatever cannot be followed is refused; the caller
then quotes the FAQ in its own words. Stdlib only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot import sentences
from bot.claims import chinese, conditions, leaders, order, polarity, rivals, roles, signs, tense, words
from bot.claims.align import NEVER, Path, align, candidates
from bot.claims.reading import DISGUISED, LEADER, Reading, read
from bot.domain import Claim, Passage

__all__ = ["check", "check_all", "without_leader"]


class _Verdict(NamedTuple):
    """How near a passage came (0..1), why it does not say the sentence ('' when it does), and, when the
    sentence only leaves out a condition, the whole sentences of the source that it rests on."""

    near: float
    why: str
    completed: tuple[str, ...] = ()


def check_all(text: str, passages: Sequence[Passage], question: str = "") -> tuple[Claim, ...]:
    """Check each sentence of a text."""
    return tuple(check(sentence, passages, question) for sentence in sentences.split(text))


def check(sentence: str, passages: Sequence[Passage], question: str = "") -> Claim:
    """Does one of the passages say this sentence? The first that does is its source."""
    if not passages:
        return Claim(sentence, False, None, "there is no passage to stand on")
    verdicts: list[_Verdict] = []
    for passage in passages:
        verdict = _judge(sentence, passage, question)
        if not verdict.why:
            return Claim(sentence, True, passage.id)
        verdicts.append(verdict)
    nearest = max(verdicts, key=lambda verdict: verdict.near)
    return Claim(sentence, False, None, nearest.why, nearest.completed)


def without_leader(sentence: str) -> str:
    """The sentence without its leading 'Yes,' or 'No,': to try again when only the leader is in doubt."""
    rest = chinese.LEADER.sub("", sentence, count=1)
    while (shorter := DISGUISED.sub("", rest, count=1)) != rest:
        rest = shorter
    return sentence if rest == sentence else rest[:1].upper() + rest[1:]


def _judge(sentence: str, passage: Passage, question: str) -> _Verdict:
    if not re.search(r"\w", sentence):
        return _Verdict(0.0, "the sentence says nothing")
    if _plain(sentence) in _verbatim(passage.text):
        return _Verdict(1.0, "")
    if sign := signs.objection(sentence, passage.text):
        return _Verdict(0.5, sign)
    if chinese.is_chinese(sentence):
        return _Verdict(*chinese.objection(sentence, passage, question))
    rest = LEADER.sub("", sentence, count=1)
    bare = re.sub(r"\W", "", rest) == "" or re.fullmatch(r"\W*(?:yes|no)\W*", sentence, re.I) is not None
    if bare:
        return _Verdict(0.5, leaders.bare(sentence, passage, question))
    if DISGUISED.match(rest):
        return _Verdict(0.5, "whether that is a yes or a no cannot be checked here")
    verdict = _supported(rest, passage, question)
    if verdict.why and not verdict.completed:
        return verdict
    led = leaders.objection(sentence, rest, passage, question)
    return _Verdict(verdict.near, led) if led else verdict


def _supported(sentence: str, passage: Passage, question: str) -> _Verdict:
    answer = read([sentence])
    source, title = _source(passage.title, passage.text)
    if not answer.spots:
        return _Verdict(0.0, "the sentence says nothing that can be checked")
    novel = [s for s in answer.spots if not candidates(s, source, title)]
    near = 1 - len(novel) / len(answer.spots)
    if novel:
        like = " like this" if novel[0].token.kind == "fact" else ""
        return _Verdict(near, f"the passage does not say '{novel[0].token.text}'{like}")
    path, cost, stuck = align(answer, source, title)
    if stuck is not None or cost >= NEVER:
        word = stuck.token.text if stuck else sentence
        return _Verdict(near, f"the passage does not say '{word}' of this")
    if all(here.sentence < 0 for here in path):
        return _Verdict(near, "only the title says so")
    if why := rivals.better(answer, source, title, path, cost):
        return _Verdict(near, why)
    if cost > 1.0 + 0.05 * len(path):
        return _Verdict(near, "the passage says it in another way")
    for part in (polarity, roles, tense, order):
        if why := part.objection(answer, source, path):
            return _Verdict(near, why)
    asked = conditions.asked(sentences.split(question))
    if left_out := polarity.narrowed(answer, source, path) or conditions.dropped(answer, source, path, asked):
        return _Verdict(near, f"the passage goes on with '{left_out}'", _whole(passage.text, path))
    return _Verdict(near, "")


def _whole(text: str, path: Path) -> tuple[str, ...]:
    """The source sentences that a walk goes through, each with the one before if it begins with 'it'."""
    parts = sentences.split(text)
    used = conditions.leaned_on(path)
    for i in sorted(used, reverse=True):
        if i and re.match(r"(?:it|they|these|those|this)\b", parts[i], re.I):
            used.add(i - 1)
    return tuple(parts[i] for i in sorted(used))


@lru_cache(maxsize=512)
def _source(title: str, text: str) -> tuple[Reading, Reading | None]:
    """The passage taken apart. A yes/no title asserts nothing unless the text begins with 'Yes'."""
    first = title.split(maxsplit=1)[0].lower() if title.split() else ""
    asks = first in words.AUXILIARIES or not first
    affirmed = text.lower().startswith("yes")
    return read(sentences.split(text)), read([title], title=True) if not asks or affirmed else None


@lru_cache(maxsize=512)
def _verbatim(text: str) -> frozenset[str]:
    parts = sentences.split(text)
    joined = [
        " ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, min(i + 3, len(parts)) + 1)
    ]
    return frozenset(_plain(part) for part in joined)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
