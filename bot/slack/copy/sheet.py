"""A file of products sent to the bot comes back with copy for all of them.

One message tells how far it is. Each product's copy is in the books before the next ones are written, so
whoever takes the job up after a crash goes on where it stopped, and no product is lost or written twice. If
the brand book is another one by then, the rest follows that, and the file says which products do not.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, get_args

from bot import catalogue
from bot.briefs import copy_json
from bot.domain import Brief, Channel, Copies, Copy, Kept, Length, Order, Said, Tone
from bot.errors import BadInput
from bot.slack.calls import Slack
from bot.slack.copy import progress, table, transfer
from bot.slack.copy.room import Copydesk, whisper
from bot.slack.desk import Desk
from bot.store.conversations import Conversations
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job, Later

SHEET = "sheet"
SUFFIXES = (".csv", ".jsonl")
#: Seconds after which the worker is left to others for a moment: a long file must not stop the answers.
SLICE = 60.0
SORRY = "I am sorry, something went wrong with your file on my side. Please send it again."
EARLIER = "Written by the brand book of before; it has changed since."
STOPPED = "Stopped: the message with the file was deleted."
_WISHES = {"channel": get_args(Channel), "tone": get_args(Tone), "length": get_args(Length)}

_log = logs.get(__name__)


async def take(desk: Desk, said: Said, attached: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Submit a job for each file of products that a marketer sent. Return the files that are none."""
    room = desk.copydesk
    if not attached or room.writer is None or not room.may_write(said.user):
        return [*attached]
    for file in (file for file in attached if _is_sheet(file)):
        name, held = f"{said.id}/sheet/{file['id']}", {"file": file["id"], "name": file["name"]}
        order = Order(name, said.place, said.user, held | wishes(said.text))
        await desk.call(room.books.hand_in, order)
        payload = {"order": name, "said": said.id, "at": time.time()}
        await desk.call(desk.work.submit, Job(name, f"{said.place.team}/sheets", SHEET, payload, said.user))
    return [file for file in attached if not _is_sheet(file)]


def _is_sheet(file: Mapping[str, Any]) -> bool:
    return bool(file.get("id")) and str(file.get("name") or "").lower().endswith(SUFFIXES)


def wishes(text: str) -> dict[str, str]:
    """Read channel, tone and length out of the words that came with a file ("social, bold")."""
    typed = re.findall(r"[a-z_]+", text.lower().replace("search ad", "search_ad"))
    return {name: word for name, known in _WISHES.items() for word in reversed(typed) if word in known}


@dataclass(frozen=True, slots=True)
class Filling:
    """Does the jobs of kind ``sheet``. Files are filled one after the other, so that workers stay free."""

    slack: Slack
    conversations: Conversations
    desk: Copydesk
    metrics: Metrics

    def run(self, job: Job, cancelled: Cancelled) -> None:
        order = self.desk.books.order(job.payload["order"])
        if order is None or self._withdrawn(job):
            return
        told = progress.Progress(self.slack, self.conversations, job.id, order.place)
        try:
            goods = self._read(order)
            briefs, left_out = self._briefs(order, goods)
            done = self._write(job, order, briefs, told, cancelled)
        except BadInput as error:
            told.end(str(error))
            return
        cancelled.unless_handed_over()
        if cancelled.is_set() or self._withdrawn(job):
            told.end(STOPPED)
            return
        if done < len(briefs):
            raise Later(1.0)
        earlier = 0
        if briefs:
            written = {kept.number: self._dated(kept) for kept in self.desk.books.copies(order.id)}
            stem, name = PurePath(order.brief["name"]).stem, order.brief["file"]
            products = {number: brief.product for number, brief in briefs.items()}
            channel = next(iter(briefs.values())).channel
            content = table.write(products, written, channel)
            file, title = f"{stem}.{name}.csv", f"Copy for {stem}"
            transfer.put(self.slack, self.conversations, f"{job.id}/file", order.place, file, title, content)
            earlier = sum(EARLIER in body["warnings"] for body in written.values())
        told.end(table.summary(done, left_out, earlier))
        _log.info("file filled", products=done, skipped=len(left_out))

    def give_up(self, job: Job, error: str) -> None:
        order = self.desk.books.order(job.payload["order"])
        if not order or not whisper(self.slack, order.place.channel, job.user, SORRY):
            _log.error("whoever sent the file cannot be told")

    def _withdrawn(self, job: Job) -> bool:
        return self.conversations.withdrawn(job.payload["said"])

    def _read(self, order: Order) -> catalogue.Catalogue:
        name = str(order.brief["name"])
        try:
            text = transfer.fetch(self.slack, str(order.brief["file"])).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadInput(f"{name} is not UTF-8: save it as CSV UTF-8, and send it again.") from error
        return catalogue.parse(text, PurePath(name).suffix.lower(), name, skip_bad=True)

    def _briefs(self, order: Order, goods: catalogue.Catalogue) -> tuple[dict[int, Brief], list[str]]:
        """The briefs by their product's place in the file, and what was left out of it, in words."""
        wanted = {name: order.brief[name] for name in _WISHES if name in order.brief}
        briefs, left_out = {}, [f"line {line}: {why}" for line, why in goods.skipped]
        for number, product in enumerate(goods.products.values(), 1):
            row = {**wanted, "product": catalogue.row_of(product), "language": product.language}
            try:
                briefs[number] = self.desk.reader.brief_of(row)
            except BadInput as error:
                left_out.append(f"product {product.id}: {error}")
        return briefs, left_out

    def _write(
        self,
        job: Job,
        order: Order,
        briefs: Mapping[int, Brief],
        told: progress.Progress,
        cancelled: Cancelled,
    ) -> int:
        """Write for those that have no copy yet, for a slice of time; return how many have one."""
        assert self.desk.writer
        done = {kept.number for kept in self.desk.books.copies(order.id)}
        todo = [number for number in briefs if number not in done]
        end = time.monotonic() + SLICE

        def stopped() -> bool:
            late = len(todo) < len(briefs) - len(done) and time.monotonic() > end
            return late or cancelled.is_set() or self._withdrawn(job)

        for copies in self.desk.writer.write_many([briefs[n] for n in todo], 1, order.seed, stopped):
            number = todo.pop(0)
            body = {**copy_json(_best(copies)), "brand": self.desk.writer.brand.fingerprint}
            self.desk.books.keep(order.id, {number: body})
            self.metrics.sheet_products.inc()
            told.tell(f"I am writing: {len(briefs) - len(todo)} of {len(briefs)} products …")
        return len(briefs) - len(todo)

    def _dated(self, kept: Kept) -> Mapping[str, Any]:
        """Return a copy's body, with a warning where it follows a brand book that is no more."""
        assert self.desk.writer
        if kept.body.get("brand") == self.desk.writer.brand.fingerprint:
            return kept.body
        return {**kept.body, "warnings": [EARLIER, *kept.body["warnings"]]}


def _best(copies: Copies) -> Copy:
    nothing = Copy((), warnings=("Nothing could be written that the product's own data hold.",))
    return next(iter(copies.copies), nothing)
