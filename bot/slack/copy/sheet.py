"""A file of products sent to the bot comes back with copy for all of them.

One message tells how far it is. Each product's copy is in the books before the next ones are written, so
whoever takes the job up after a crash goes on where it stopped, and no product is lost or written twice.
Several files take turns, a slice of time each. What is written comes back even where the rest cannot be. If
the brand book is another one by then, the rest follows that, and the file says which products do not.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from bot.briefs import copy_json
from bot.copywriting.lending import notice
from bot.copywriting.table import without_copy
from bot.domain import Brief, Copies, Copy, Kept, Order
from bot.errors import BadInput
from bot.slack.calls import Refused, Slack
from bot.slack.copy import intake, progress, table, transfer
from bot.slack.copy.room import Copydesk
from bot.slack.copy.wishes import WISHES, understood
from bot.slack.threads import whisper
from bot.store.conversations import Conversations
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job, Work

#: Seconds after which the next file has its turn, and the answers theirs: a long file must not stop them.
SLICE = 60.0
#: The most characters of a line of what was understood: columns may be many.
LINE = 400
SORRY = "I am sorry, something went wrong with your file on my side. Please send it again."
BROKEN = "I am sorry, something went wrong on my side, and the rest of the file is not written."
EARLIER = "Written by the brand book of before; it has changed since."
DELETED = "Stopped: the message with the file was deleted."

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Filling:
    """Does the jobs of kind ``sheet``: a slice of a file each, in one lane, so that workers stay free."""

    slack: Slack
    conversations: Conversations
    desk: Copydesk
    metrics: Metrics
    work: Work

    def run(self, job: Job, cancelled: Cancelled) -> None:
        order = self.desk.books.order(job.payload["order"])
        if order is None or (self._withdrawn(job) and not self.conversations.posts(order.id)):
            return
        told = progress.Progress(self.slack, self.conversations, order.id, order.place)
        why = ""
        try:
            order = intake.with_rows(self.slack, self.desk.books, order)
            if order is None:
                return  # forgotten meanwhile
            told.begin(self._understood(order))
            self._write(job, order, told, cancelled)
        except BadInput as error:
            why = str(error)
        cancelled.unless_handed_over()
        order = self.desk.books.order(job.payload["order"])
        if order is None:
            return
        if cancelled.is_set() or self._withdrawn(job):
            told.end(DELETED)
        elif why or order.brief.get("stopped") or not self._todo(order):
            self._deliver(order, told, why)
        else:
            self.work.submit(_next(job))

    def give_up(self, job: Job, error: str) -> None:
        order = self.desk.books.order(job.payload["order"])
        try:
            if order and self.desk.books.copies(order.id) and not self._withdrawn(job):
                told = progress.Progress(self.slack, self.conversations, order.id, order.place)
                self._deliver(order, told, BROKEN)
                return
        except Refused as refused:
            _log.warning("what was written cannot be delivered", error=refused.code)
        if not order or not whisper(self.slack, order.place.channel, job.user, SORRY):
            _log.error("whoever sent the file cannot be told")

    def _withdrawn(self, job: Job) -> bool:
        return self.conversations.withdrawn(job.payload["said"])

    def _stopped(self, order: Order) -> bool:
        now = self.desk.books.order(order.id)
        return now is None or bool(now.brief.get("stopped"))

    def _briefs(self, order: Order) -> tuple[dict[int, Brief], list[str]]:
        """The briefs by their product's place in the file, and what was left out of it, in words."""
        wanted = {name: order.brief[name] for name in WISHES if name in order.brief}
        briefs, left_out = {}, [*order.brief.get("left_out", ())]
        for number, product in enumerate(order.brief.get("rows", ()), 1):
            row = {**wanted, "product": product, "language": product["language"]}
            try:
                briefs[number] = self.desk.reader.brief_of(row)
            except BadInput as error:
                left_out.append(f"product {product['id']}: {error}")
        return briefs, left_out

    def _understood(self, order: Order) -> str:
        """What will be written, out of which columns, and by whose brand book, in a line each."""
        assert self.desk.writer
        briefs = self._briefs(order)[0]
        without = notice(self.desk.writer.brand, briefs.values())
        said = [understood(order.brief, len(briefs)), *order.brief.get("columns", ()), without]
        return "\n".join(line[:LINE] for line in said if line)

    def _todo(self, order: Order) -> dict[int, Brief]:
        """The briefs that have no copy yet."""
        done = {kept.number for kept in self.desk.books.copies(order.id)}
        return {number: brief for number, brief in self._briefs(order)[0].items() if number not in done}

    def _write(self, job: Job, order: Order, told: progress.Progress, cancelled: Cancelled) -> None:
        """Write for those that have no copy yet, for a slice of time."""
        assert self.desk.writer
        todo = self._todo(order)
        waiting, end = [*todo], time.monotonic() + SLICE
        total = len(self._briefs(order)[0])

        def stopped() -> bool:
            late = len(waiting) < len(todo) and time.monotonic() > end
            return late or cancelled.is_set() or self._withdrawn(job) or self._stopped(order)

        for copies in self.desk.writer.write_many([*todo.values()], 1, order.seed, stopped):
            body = {**copy_json(_best(copies)), "brand": self._book(copies.brief)}
            self.desk.books.keep(order.id, {waiting.pop(0): body})
            self.metrics.sheet_products.inc()
            told.tell(f"I am writing: {total - len(waiting):,} of {total:,} products …")

    def _deliver(self, order: Order, told: progress.Progress, why: str) -> None:
        """Send what is written, and say ``why`` that is not all."""
        briefs, left_out = self._briefs(order)
        copies = (kept for kept in self.desk.books.copies(order.id) if kept.number in briefs)
        written = {kept.number: self._dated(kept, briefs[kept.number]) for kept in copies}
        products = {number: brief.product for number, brief in briefs.items()}
        if written:
            stem, name = PurePath(order.brief["name"]).stem, order.brief["file"]
            channel = next(iter(briefs.values())).channel
            content = table.write(products, written, channel)
            file, title = f"{stem}.{name}.csv", f"Copy for {stem}"
            transfer.put(
                self.slack, self.conversations, f"{order.id}/file", order.place, file, title, content
            )
        if not why and len(written) < len(briefs):
            why = f"Stopped after {len(written):,} of {len(briefs):,} products."
        earlier = sum(EARLIER in body["warnings"] for body in written.values())
        without = table.without(products, written)
        done = len(written) - len(without)
        said = table.summary(done, left_out, without, earlier) if written or not why else ""
        told.end(f"{why}\n{said}".strip())
        _log.info("file filled", products=done, of=len(briefs), skipped=len(left_out))

    def _book(self, brief: Brief) -> str:
        """The name of the brand book that holds for a brief now."""
        assert self.desk.writer
        return self.desk.writer.brand.of(brief).fingerprint

    def _dated(self, kept: Kept, brief: Brief) -> Mapping[str, Any]:
        """Return a copy's body, with a warning where it follows a brand book that is no more."""
        if kept.body.get("brand") == self._book(brief):
            return kept.body
        return {**kept.body, "warnings": [EARLIER, *kept.body["warnings"]]}


def _next(job: Job) -> Job:
    """The job that goes on with a file when all others had their turn; the same after a crash."""
    number = int(job.payload.get("slice", 0)) + 1
    return replace(job, id=f"{job.payload['order']}/slice/{number}", payload={**job.payload, "slice": number})


def _best(copies: Copies) -> Copy:
    return next(iter(copies.copies), Copy((), warnings=(without_copy(copies.missing),)))
