"""A model writes, sentence by sentence, and only what the FAQ says leaves this room.

Each sentence is held against the passage before anybody sees it. One that merely leaves out a condition
is said in the FAQ's own words; one that fails otherwise is written again once, then dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from threading import Event

import prompts
from bot.claims import check, without_leader
from bot.domain import Claim, Passage
from bot.engines import Engine, Prompt, Sampling
from bot.joining import laid_out
from bot.knowledge.words import words
from bot.sentences import SentenceStream

# A second try must differ from the first, and still be the same every time.
_RETRY_TEMPERATURE = 0.7


@dataclass(slots=True)
class Draft:
    """What has been written so far, and what was refused on the way.

    ``declined``: the model itself said that it does not know, before it said anything else.
    """

    claims: list[Claim] = field(default_factory=list)
    rejected: list[Claim] = field(default_factory=list)
    declined: bool = False

    def add(self, claim: Claim) -> bool:
        """Take a supported sentence in, unless it has been said."""
        if not claim.text or any(claim.text == said.text for said in self.claims):
            return False
        self.claims.append(claim)
        return True


@dataclass(frozen=True, slots=True)
class Writer:
    """``engine`` with its adapter, writing after ``prompt`` about ``passage`` for ``question``."""

    engine: Engine
    adapter: str | None
    sampling: Sampling
    cancelled: Event | None = None

    def write(self, prompt: Prompt, passage: Passage, question: str, draft: Draft) -> Iterator[Claim]:
        """Yield each sentence that may be shown, as soon as it may, and keep the books in ``draft``."""
        again = replace(self.sampling, temperature=_RETRY_TEMPERATURE, top_p=0.9, seed=self.sampling.seed + 1)
        for sampling in (self.sampling, again):
            failed = False
            for sentence in self._sentences(prompt, sampling):
                if _plain(sentence) == _plain(prompts.DECLINE):
                    draft.declined = not draft.claims
                    return
                # Whether a fact makes a "Yes" or a "No" is an inference that neither the model nor any
                # checker of ours gets right often enough (docs/log.md). The fact speaks for itself.
                claim = check(without_leader(sentence), (passage,), question)
                if claim.supported or not claim.text:
                    if draft.add(claim):
                        yield claim
                    continue
                draft.rejected.append(claim)
                if claim.completed:  # nothing wrong but what it left out: the FAQ says it whole
                    yield from filter(draft.add, _whole(claim, passage))
                    continue
                if failed or sampling is self.sampling:  # twice in a row: it will not get better
                    failed = True
                    break
                failed = True
            if not failed:
                return

    def _sentences(self, prompt: Prompt, sampling: Sampling) -> Iterator[str]:
        stream = SentenceStream()
        for piece in self.engine.stream(prompt, sampling, self.adapter, self.cancelled):
            yield from stream.feed(piece)
        if self.cancelled is None or not self.cancelled.is_set():
            yield from stream.flush()


def unsaid(passage: Passage, draft: Draft, asked: set[str]) -> Iterator[Claim]:
    """Yield the passage's sentences that hold a word asked for which nothing said so far holds.

    A small model likes to word another sentence than the one asked about: "Can I pay with PayPal?" "We do
    not accept American Express." Its own words stay; the sentence that names PayPal joins them.
    """
    missing = asked - {word for claim in draft.claims for word in words(claim.text)}
    for piece in laid_out(passage.text):
        held = missing & set(words(piece))
        if held and draft.add(claim := Claim(without_leader(piece.strip()), True, passage.id)):
            missing -= held
            yield claim


def _whole(claim: Claim, passage: Passage) -> Iterator[Claim]:
    """Yield the source sentences that a refused claim rests on."""
    return (Claim(without_leader(sentence), True, passage.id) for sentence in claim.completed)


def _plain(sentence: str) -> str:
    """Bring 'I do not know.' and curly apostrophes to one spelling."""
    text = sentence.strip().lower().replace("’", "'").replace("do not", "don't").replace("can not", "cannot")
    return text.rstrip(".!… ")
