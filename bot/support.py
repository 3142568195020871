"""A question becomes an answer that stands in the FAQ, or an honest "I don't know".

Search chooses the entry and a calibrated confidence decides whether to speak at all. The model
then only words what the entry says, sentence by sentence, and each sentence is checked against
the entry before anybody sees it. This room knows no Slack, no terminal and no particular model.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Event

import prompts
from bot.domain import Answer, Citation, Claim, Passage, Question, Search, Turn
from bot.drafting import Draft, Writer, unsaid
from bot.engines import Engine, Sampling
from bot.errors import EngineFailed
from bot.joining import joined, laid_out
from bot.knowledge import Knowledge
from bot.knowledge.words import language_of, leans

# What the bot says in its own name, by language. Everything else it says stands in a source.
_DONT_KNOW = {
    "en": "I don't know: our FAQ does not answer that.",
    "zh": "这个问题我不知道：我们的常见问题里没有答案。",
}
_QUOTED = {"en": "Our FAQ says, word for word:", "zh": "我们的常见问题原文如下："}

# The confidence from which search is believed more than the model's own "I don't know".
_SURE = 0.5

# Characters of an earlier question that are read: it only says what the new one is about.
_EARLIER = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of the answer that has been checked and may be shown now.

    One that begins with a line break begins a line.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Support:
    """Answers questions from ``knowledge`` in the words of ``engine``.

    ``human`` is the sentence that says how to reach a person; empty, nobody is offered, for a person who
    is not there would be an invention too. ``passages`` is how many entries the model is shown; only
    sentences that stand in the first, the one that search trusts, are let out.
    """

    knowledge: Knowledge
    engine: Engine
    adapter: str | None
    shop: str
    human: str
    passages: int = 1
    sampling: Sampling = field(default_factory=Sampling)

    def answer(self, question: Question) -> Answer:
        """Return the whole answer at once."""
        for event in self.stream(question):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with its answer")

    def quote(self, question: Question) -> Answer:
        """Answer at once in the FAQ's own words, without the engine, or say that it is not known."""
        started = time.monotonic()
        language = language_of(question.text)
        search = self.find(question)
        draft = Draft()
        answer = Answer(question.text, "abstained", "", search.confidence, language=language, search=search)
        if search.answerable:
            passage = self._passages(question, search)[0]
            draft.claims = _quoted(passage)
            answer = replace(answer, status="answered", quoted=True, citations=(_cite(search, passage),))
        text, seconds = self._text(answer, draft, language), time.monotonic() - started
        return replace(answer, text=text, claims=tuple(draft.claims), seconds=seconds)

    def stream(self, question: Question, cancelled: Event | None = None) -> Iterator[Shown | Answer]:
        """Yield each checked piece as soon as it may be shown, and the whole ``Answer`` last.

        The text of the answer is the pieces, joined. When ``cancelled`` is set nothing more is written
        and the answer holds what was shown until then.
        """
        started = time.monotonic()
        language = language_of(question.text)
        search = self.find(question)
        draft = Draft()
        answer = Answer(
            question=question.text,
            status="abstained",
            text="",
            confidence=search.confidence,
            language=language,
            engine=self.engine.name,
            adapter=self.adapter,
            search=search,
        )
        stopped = cancelled is not None and cancelled.is_set()
        if search.answerable and not stopped:
            passages = self._passages(question, search)
            if search.hits[0].entry.language in self.engine.languages:
                writer = Writer(self.engine, self.adapter, self.sampling, cancelled)
                prompt = self.prompt(question, passages)
                try:
                    for claim in writer.write(prompt, passages[0], question.text, draft):
                        yield Shown(claim.text)
                    if draft.claims and not (cancelled and cancelled.is_set()):
                        asked = self.knowledge.telling(question.text, search.hits[0].entry)
                        yield from (Shown(claim.text) for claim in unsaid(passages[0], draft, asked))
                except EngineFailed as error:  # what was shown stands; if that is nothing, we quote
                    answer = replace(answer, failure=str(error))
            stopped = cancelled is not None and cancelled.is_set()
            # The model declines too easily to be believed where search is sure: there we quote.
            declined = draft.declined and search.confidence < _SURE
            if not draft.claims and not declined and not stopped:
                answer = replace(answer, quoted=True)
                yield Shown(_local(_QUOTED, language))
                draft.claims = _quoted(passages[0])
                yield from map(Shown, laid_out(passages[0].text))
            if draft.claims:
                answer = replace(answer, status="answered", citations=(_cite(search, passages[0]),))
        if not draft.claims and not stopped:
            yield from (Shown(text) for text in self._no_answer(language))
        yield replace(
            answer,
            text="" if stopped and not draft.claims else self._text(answer, draft, language),
            claims=tuple(draft.claims),
            rejected=tuple(draft.rejected),
            repaired=len(draft.rejected),
            seconds=time.monotonic() - started,
        )

    def find(self, question: Question) -> Search:
        """Search for the question, and for a follow-up also after the question before it; the surer leads.

        "And how long does that take?" says nothing alone. "Do you have sofas?" after a question about
        payment is no follow-up, and must not be answered with how to pay.
        """
        plain = self.knowledge.search(question.text)
        history = _leant_on(question)
        before = _shortened(history[-1].question) if history else ""
        if not before or language_of(before) != language_of(question.text):
            return plain
        followed = self.knowledge.search(f"{before} {question.text}")
        return followed if followed.confidence > plain.confidence else plain

    def prompt(self, question: Question, passages: Sequence[Passage]) -> tuple[prompts.Message, ...]:
        """Render the very prompt that the adapter was trained with."""
        earlier = [_shortened(turn.question) for turn in _leant_on(question) if turn.question][-2:]
        return prompts.render(
            "support", shop=self.shop, passages=passages, earlier=earlier, question=question.text
        )

    def _passages(self, question: Question, search: Search) -> list[Passage]:
        """Return the words to write from: the leading entry's first, then others in its language."""
        lead = search.hits[0].entry
        entries = [hit.entry for hit in search.hits if hit.entry.language == lead.language]
        return [
            self.knowledge.passage(entry, question.text, number)
            for number, entry in enumerate(entries[: self.passages], 1)
        ]

    def _no_answer(self, language: str) -> list[str]:
        return [text for text in (_local(_DONT_KNOW, language), self.human) if text]

    def _text(self, answer: Answer, draft: Draft, language: str) -> str:
        """Join what was shown."""
        if not draft.claims:
            return joined(self._no_answer(language))
        if answer.quoted:  # word for word, and line for line
            return joined([_local(_QUOTED, language), answer.citations[0].passage.strip()])
        return joined(claim.text for claim in draft.claims)


def _cite(search: Search, passage: Passage) -> Citation:
    return Citation(1, passage.id, passage.title, passage.text, search.hits[0].score, passage.version)


def _quoted(passage: Passage) -> list[Claim]:
    """Return the passage's own sentences, each standing in it."""
    return [Claim(text.strip(), True, passage.id) for text in laid_out(passage.text)]


def _leant_on(question: Question) -> tuple[Turn, ...]:
    """Return what was said before, if the question may lean on it."""
    return question.history if leans(question.text) else ()


def _shortened(text: str) -> str:
    return text if len(text) <= _EARLIER else text[:_EARLIER].rsplit(maxsplit=1)[0]


def _local(texts: dict[str, str], language: str) -> str:
    return texts.get(language, texts["en"])
