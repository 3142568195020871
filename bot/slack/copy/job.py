"""Writes the copies of an order and posts a card for each: once, whatever is redelivered or killed.

What is written is in the books before it is shown, so a second run shows the same copies.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from bot.briefs import copy_json
from bot.copywriting import sources
from bot.domain import Brief, Copies, Order, Place
from bot.errors import BadInput
from bot.slack import blocks
from bot.slack.calls import Slack, marker
from bot.slack.copy import cards, today
from bot.slack.copy.room import Copydesk
from bot.slack.markdown import escape, quote
from bot.slack.posting import content, say_once
from bot.slack.threads import Head, open_thread, whisper
from bot.store.conversations import Conversations
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job

COPY = "copy"
SORRY = "I am sorry, something went wrong on my side. Please ask for the copy again."

_log = logs.get(__name__)


def copy_job(order: Order) -> Job:
    """The job that writes for an order. The brief waits in the books: it holds what somebody typed."""
    return Job(order.id, order.id, COPY, {"order": order.id, "at": time.time()}, order.user)


@dataclass(frozen=True, slots=True)
class Writing:
    """Does the jobs of kind ``copy``."""

    slack: Slack
    conversations: Conversations
    desk: Copydesk
    metrics: Metrics

    def run(self, job: Job, cancelled: Cancelled) -> None:
        order = self.desk.books.order(job.payload["order"])
        if order is None:
            return  # forgotten meanwhile
        try:
            brief = self.desk.brief(order)
        except BadInput as error:
            self._head(job, order, None, [blocks.section(escape(f"This cannot be written: {error}"))])
            return
        many = f"{order.count} variants" if order.count > 1 else "one variant"
        head = self._head(job, order, brief, _asked(order, brief, f"I am writing {many} …"))
        end = self._write(order, brief)
        for kept in self.desk.books.copies(order.id):
            cancelled.unless_handed_over()
            if cancelled.is_set():
                return
            choices = self.desk.books.choices(order.id)
            shown = cards.card(kept, brief, choices, order.changes, worded=self.desk.writes(brief))
            say_once(self.slack, self.conversations, card_job(kept.order, kept.number), head.place, shown)
        if self.desk.books.order(order.id):  # else it was forgotten meanwhile, here and in Slack
            head.change(self.slack, _asked(order, brief, end))

    def give_up(self, job: Job, error: str) -> None:
        """Tell the marketer alone; what is in the books by then stays there."""
        order = self.desk.books.order(job.payload["order"])
        channel = order.place.channel if order else ""
        if not whisper(self.slack, channel or job.user, job.user, SORRY):
            _log.error("the marketer cannot be told")

    def _write(self, order: Order, brief: Brief) -> str:
        """Write what is not in the books yet; return what to say above the cards."""
        assert self.desk.writer  # nothing is handed in where there is none
        done = self.desk.books.copies(order.id)
        if done:
            return _found(len(done), brief)
        copies = self.desk.writer.write(brief, order.count, order.seed)
        written = {number: copy_json(copy) for number, copy in enumerate(copies.copies, 1)}
        self.desk.books.keep(order.id, written)
        self.metrics.copies.labels("written").inc(len(copies.copies))
        counts = {"variants": len(copies.copies), "merged": copies.merged, "refused": len(copies.rejected)}
        _log.info("copy written", **counts, seconds=round(copies.seconds, 2))
        return _told(copies)

    def _head(self, job: Job, order: Order, brief: Brief | None, shown: list[Block]) -> Head:
        """Say who asked for what, once; cards that were asked for in a thread of cards need no head."""
        if order.place.thread:
            if brief is None:
                say_once(self.slack, self.conversations, f"{job.id}/head", order.place, shown)
            return Head(order.place)
        private = brief is not None and brief.customer is not None
        at, name = job.payload["at"], f"{job.id}/head"
        return open_thread(self.slack, self.conversations, name, order.place, order.user, shown, at, private)


def card_job(order_id: str, number: int) -> str:
    """The name under which a card is posted once."""
    return f"{order_id}/card/{number}"


def show_again(slack: Slack, desk: Copydesk, place: Place, ts: str, order: Order, number: int) -> None:
    """Set a card to what the books say of its copy now, and to what of that holds today."""
    kept = desk.books.copy(order.id, number)
    if kept is None:
        return
    now = today.look(desk, order, kept)
    choices, worded = desk.books.choices(order.id), desk.writes(now.brief)
    shown = cards.card(now.kept, now.brief, choices, order.changes, now.news, worded)
    mark = marker(card_job(order.id, number), last=True)
    slack.again(slack.client.chat_update, channel=place.channel, ts=ts, metadata=mark, **content("", shown))


def _asked(order: Order, brief: Brief, state: str) -> list[Block]:
    """The message above the cards: who asked for what, and how far it is."""
    subject = brief.product.title if brief.product else brief.topic or "a text of their own"
    wishes = [brief.kind, brief.channel.replace("_", " "), brief.tone, brief.audience, *brief.keywords]
    wished = quote(" · ".join(filter(None, wishes)), 1_500)
    said = f"<@{order.user}> asks for copy: *{quote(subject, 600)}*\n{wished}"
    return [blocks.section(said), *blocks.small(escape(state))]


def _told(copies: Copies) -> str:
    said = [_found(len(copies.copies), copies.brief)]
    if copies.merged:
        said.append(f"{copies.merged} more said the same.")
    if copies.missing:
        said.append(sources.needed(copies.missing))
    return " ".join(said)


def _found(count: int, brief: Brief) -> str:
    if not count:
        return sources.nothing(brief.kind)
    return "One variant below." if count == 1 else f"{count} variants below, best first."
