"""A question becomes words in a thread, once, whatever breaks on the way.

The states of a job, each of which can be found again after a crash:

    HEARD     the message is in the books; withdrawn, taken by another job, or handed to people: done
    GATHERED  the row of short messages that make the question is marked as this job's
    INTENDED  ``posts`` holds ``INTENT``: from now on something of ours may stand in the thread
    SHOWN     ``posts`` holds the ``ts`` of messages that carry words; without a crash they grow live
    KEPT      the answer is in the books: from now on its text is settled
    POSTED    the last message carries the mark that the answer is whole

A job that is run again at INTENDED or later looks what stands in the thread. Its lane is serial, so a message
of ours after the question that no job has marked is its own. What stands is changed until it says the answer.
An edited question is a job of its own (``...#e<ts>``) that goes on from its first job's messages.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from slack_sdk.models.blocks import Block

from bot.domain import Answer, Citation, Place, Question, Said
from bot.errors import BadInput
from bot.joining import joined
from bot.manners import small_talk, together
from bot.settings import Settings
from bot.slack import blocks, markdown
from bot.slack.calls import Message, Refused, Slack, is_last, job_of
from bot.slack.jobs import said_in
from bot.slack.live import Live
from bot.slack.posting import INTENT, remove, settle, standing
from bot.slack.status import Status
from bot.slack.stopping import word
from bot.store.conversations import Conversations
from bot.support import Shown, Support
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job, Later
from bot.writing import write

#: A row of short messages ends at the latest after so many pauses.
PAUSES = 5

#: An answer that takes longer than so many seconds gets a status and a Stop button.
SOON = 0.25
SORRY = "I am sorry, something went wrong on my side and I could not answer."
_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Answering:
    """Does the jobs of kind ``answer``."""

    slack: Slack
    support: Support
    conversations: Conversations
    settings: Settings
    metrics: Metrics

    def run(self, job: Job, cancelled: Cancelled) -> None:
        said = said_in(job)
        quiet = self.conversations.handed_off(said.place)
        if not quiet and "#" not in job.id:
            self._pause(job, said)
        row = self.conversations.gather(job.id, said)  # what people take care of waits for us no more, either
        if not row:
            self._clean(job, said)  # what was deleted is taken away, whoever has the conversation
        if quiet or not row:
            return
        try:
            self._answer(job, said.place, row, cancelled)
        except Refused as refused:  # the channel is gone, or closed to us: there is nobody to tell
            _log.error("Slack refuses the answer", error=refused.code, exc_info=refused)
            self.metrics.answers.labels("refused").inc()

    def give_up(self, job: Job, error: str) -> None:
        """Say that it went wrong, in the place where the answer would stand, if one is still wanted there."""
        said = said_in(job)
        if "#w" in job.id or self.conversations.handed_off(said.place):
            return
        if not self.conversations.gather(job.id, said):
            return  # withdrawn
        kept = self.conversations.kept(job.id)
        sorry = joined(filter(None, (SORRY, self.support.human)))
        answer = kept.answer if kept else Answer("", "abstained", sorry, 0.0)
        self.conversations.keep(job.id, said.place, job.user, answer)
        self.metrics.answers.labels("failed").inc()
        try:
            below = self._below(answer, job) if kept else blocks.human_button(job.id)
            self._settle(job, said, answer, below, standing(self.slack, self.conversations, job.id, said))
        except Refused as refused:
            _log.error("Slack refuses the apology", error=refused.code)

    def _answer(self, job: Job, place: Place, row: Sequence[Said], cancelled: Cancelled) -> None:
        kept = self.conversations.kept(job.id)
        begun = "#" in job.id or kept or self.conversations.posts(job.id)
        found = standing(self.slack, self.conversations, job.id, row[0]) if begun else []
        if kept and any(is_last(message) and job_of(message) == job.id for message in found):
            for message in found:
                self.conversations.posted(job.id, message["ts"])
            return
        question = self._question(row)
        if kept:
            answer = kept.answer
        elif found or isinstance(question, Answer):
            answer = question if isinstance(question, Answer) else self._silently(question, cancelled)
            cancelled.unless_handed_over()
            self.conversations.keep(job.id, place, job.user, answer)
        else:
            self._live(job, place, row[0].ts, question, cancelled)
            return
        self._settle(job, row[0], answer, self._below(answer, job), found)
        self._count(answer, job)

    def _live(self, job: Job, place: Place, since: str, question: Question, cancelled: Cancelled) -> None:
        """Show the answer as it is being made."""
        self.conversations.posted(job.id, INTENT)
        record = partial(self.conversations.posted, job.id)
        live = Live(self.slack, place, job.user, job.id, since, record, cancelled)
        with Status(self.slack, place) as status:
            answer = self._grow(job, live, status, question, cancelled)
            cancelled.unless_handed_over()
            live.flush()
            cancelled.unless_handed_over()  # what is unsent then is the next process's
            stopped = cancelled.is_set()
            self.conversations.keep(job.id, place, job.user, answer)
            live.finish(self._cut(place) if stopped else self._below(answer, job))
        self._count(answer, job, stopped=stopped)

    def _grow(self, job: Job, live: Live, status: Status, question: Question, cancelled: Cancelled) -> Answer:
        """Show each piece as it comes, and return the whole answer."""
        if polite := self._polite(question):
            live.say(markdown.render(polite.text))
            return polite
        seen, begun = False, time.monotonic()
        for event in write(self.support, question, cancelled, self.settings.patience):
            if isinstance(event, Answer):
                return event
            if isinstance(event, Shown):
                live.say(markdown.render(event.text, self._known))
            live.tick()
            if event is None or time.monotonic() - begun > SOON:
                status.refresh(words=not live.posts)
            if live.posts and not seen:
                seen = True
                self.metrics.first_word.observe(max(time.time() - job.payload["at"], 0.0))
        raise AssertionError("a stream ends with its answer")

    def _polite(self, question: Question) -> Answer | None:
        """A greeting is answered in kind; so is a mention without a word."""
        words = small_talk(question.text or "hello", self.support.shop)
        return Answer(question.text, "answered", words, 1.0) if words else None

    def _silently(self, question: Question, cancelled: Cancelled) -> Answer:
        """Make the answer without showing it yet."""
        if polite := self._polite(question):
            return polite
        for event in write(self.support, question, cancelled, self.settings.patience):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with its answer")

    def _pause(self, job: Job, said: Said) -> None:
        """Let the person finish: come back when they have been quiet for a moment, but not for ever."""
        heard = self.conversations.last_heard(said.place, said.user)
        if heard is None or self.conversations.posts(job.id):
            return
        pause = self.settings.pause
        wait = min(heard + pause, job.payload["at"] + PAUSES * pause) - time.time()
        if wait > 0:
            raise Later(wait)

    def _question(self, row: Sequence[Said]) -> Question | Answer:
        """The question that a row of messages makes, or what to say when it cannot be read."""
        text = together([said.text for said in row if said.text], self.support.shop)
        try:
            return Question(text, self.conversations.history(row[0].place, row[0].ts))
        except BadInput as too_long:
            return Answer("", "abstained", str(too_long), 0.0)

    def _settle(
        self, job: Job, first: Said, answer: Answer, below: Sequence[Block], found: Sequence[Message]
    ) -> None:
        self.conversations.posted(job.id, INTENT)
        words, record = markdown.render(answer.text, self._known), partial(self.conversations.posted, job.id)
        settle(self.slack, first.place, job.id, words, below, found, first.ts, record)

    def _clean(self, job: Job, said: Said) -> None:
        """The question is gone: so is what was shown for it."""
        if "#" in job.id or self.conversations.posts(job.id):
            for message in standing(self.slack, self.conversations, job.id, said):
                remove(self.slack, said.place, message["ts"])

    def _below(self, answer: Answer, job: Job) -> list[Block]:
        if answer.status == "answered" and not answer.citations:
            return []  # small talk
        return blocks.under(answer, job.id, self._link)

    def _cut(self, place: Place) -> list[Block]:
        return blocks.small(word(self.conversations, place))

    def _link(self, citation: Citation) -> str:
        entry = self.support.knowledge.get(citation.id, citation.version)
        return entry.url if entry else ""

    def _known(self, url: str) -> bool:
        """Whether the shop itself has written this address."""
        return any(url == entry.url or url in entry.answer for entry in self.support.knowledge.entries())

    def _count(self, answer: Answer, job: Job, stopped: bool = False) -> None:
        outcome = "stopped" if stopped else "quoted" if answer.quoted else answer.status
        self.metrics.answers.labels(outcome).inc()
        self.metrics.whole.observe(max(time.time() - job.payload["at"], 0.0))
        _log.info("answer shown", outcome=outcome, seconds=round(answer.seconds, 3))
