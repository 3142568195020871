"""What a text asserts, and which source says so: the last gate before a sentence is shown.

``check`` looks at one sentence. It passes only if ONE passage says it: every content word and every
fact stands there, in phrases that the source really puts together, with the same polarity. Whatever
cannot be followed is refused; the caller then quotes the FAQ in its own words. Stdlib only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot import sentences
from bot.claims import chinese, leaders, rivals, words
from bot.claims.align import NEVER, align, candidates
from bot.claims.polarity import objection
from bot.claims.reading import LEADER, Reading, read
from bot.domain import Claim, Passage

__all__ = ["check", "check_all", "without_leader"]


def check_all(text: str, passages: Sequence[Passage], question: str = "") -> tuple[Claim, ...]:
    """Check each sentence of a text."""
    return tuple(check(sentence, passages, question) for sentence in sentences.split(text))


def check(sentence: str, passages: Sequence[Passage], question: str = "") -> Claim:
    """Does one of the passages say this sentence? The first that does is its source."""
    if not passages:
        return Claim(sentence, False, None, "there is no passage to stand on")
    reasons: list[tuple[float, str]] = []
    for passage in passages:
        near, why = _objection(sentence, passage, question)
        if not why:
            return Claim(sentence, True, passage.id)
        reasons.append((near, why))
    return Claim(sentence, False, None, max(reasons, key=lambda reason: reason[0])[1])


def without_leader(sentence: str) -> str:
    """The sentence without its leading 'Yes,' or 'No,': to try again when only the leader is in doubt."""
    rest = chinese.LEADER.sub("", LEADER.sub("", sentence, count=1), count=1)
    return rest[:1].upper() + rest[1:]


def _objection(sentence: str, passage: Passage, question: str) -> tuple[float, str]:
    """How near the passage came (0..1), and why it does not say the sentence ('' when it does)."""
    if not re.search(r"\w", sentence):
        return 0.0, "the sentence says nothing"
    if _plain(sentence) in _verbatim(passage.text):
        return 1.0, ""
    if chinese.is_chinese(sentence):
        return chinese.objection(sentence, passage, question)
    rest = LEADER.sub("", sentence, count=1)
    bare = re.sub(r"\W", "", rest) == "" or re.fullmatch(r"\W*(?:yes|no)\W*", sentence, re.I) is not None
    if bare:
        return 0.5, leaders.bare(sentence, passage, question)
    near, why = _supported(rest, passage)
    return near, why or leaders.objection(sentence, rest, passage, question)


def _supported(sentence: str, passage: Passage) -> tuple[float, str]:
    answer = read([sentence])
    source, title = _source(passage.title, passage.text)
    if not answer.spots:
        return 0.0, "the sentence says nothing that can be checked"
    novel = [s for s in answer.spots if not candidates(s, source, title)]
    near = 1 - len(novel) / len(answer.spots)
    if novel:
        return near, f"the passage does not say '{novel[0].token.text}'" + _where(novel[0].token.kind)
    path, cost, stuck = align(answer, source, title)
    if stuck is not None or cost >= NEVER:
        word = stuck.token.text if stuck else sentence
        return near, f"the passage does not say '{word}' of this"
    if all(here.sentence < 0 for here in path):
        return near, "only the title says so"
    rival = rivals.better(answer, source, title, path, cost)
    if rival:
        return near, rival
    if cost > 1.0 + 0.05 * len(path):
        return near, "the passage says it in another way"
    return near, objection(answer, source, path)


def _where(kind: str) -> str:
    return " like this" if kind == "fact" else ""


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
