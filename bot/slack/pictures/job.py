"""Paints what was ordered and posts it: once, whatever is redelivered or killed.

What a sheet shows is in the books before it is painted, and a seed gives the same bytes again: a second run
posts the same pictures, or finds them.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from bot.domain import Kept, Order, Place
from bot.errors import BadInput
from bot.painting import Drawn, Painter
from bot.slack import blocks
from bot.slack.calls import Refused, Slack, marker
from bot.slack.copy import transfer
from bot.slack.markdown import escape, shorten
from bot.slack.pictures import cards
from bot.slack.pictures.room import GONE, Atelier, motif_of, subject
from bot.slack.posting import change, say_once
from bot.slack.threads import Head, open_thread, whisper
from bot.store.conversations import Conversations
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job

PICTURE = "picture"
#: Characters of alternative text that Slack takes.
ALT = 1_000
PAINTING, BELOW = "I am painting …", "Painted; the sheet and its buttons are below."
SORRY = "I am sorry, something went wrong on my side. Please ask for the picture again."

_log = logs.get(__name__)


def picture_job(order: Order) -> Job:
    """The job that paints an order; those about one sheet take turns. What was typed waits in the books."""
    lane = str(order.brief.get("of") or order.id)
    return Job(order.id, lane, PICTURE, {"order": order.id, "at": time.time()}, order.user)


@dataclass(frozen=True, slots=True)
class Painting:
    """Does the jobs of kind ``picture``."""

    slack: Slack
    conversations: Conversations
    room: Atelier
    metrics: Metrics

    def run(self, job: Job, cancelled: Cancelled) -> None:
        order = self.room.books.order(job.payload["order"])
        if order is None:
            return  # forgotten meanwhile
        head = self._head(job, order)
        cancelled.unless_handed_over()
        try:
            if self.room.painter is None:
                raise BadInput(self.room.why)
            if order.brief["task"] == "sheet":
                self._sheet(self.room.painter, order, head)
            else:
                self._one(self.room.painter, order)
        except BadInput as error:
            self._tell(order, head, f"This cannot be painted: {error}")

    def give_up(self, job: Job, error: str) -> None:
        """Tell the marketer alone; what is in the books by then stays there."""
        order = self.room.books.order(job.payload["order"])
        channel = order.place.channel if order else ""
        if not whisper(self.slack, channel or job.user, job.user, SORRY):
            _log.error("the marketer cannot be told")

    def _head(self, job: Job, order: Order) -> Head:
        if order.place.thread:
            return Head(order.place)
        shown, at = cards.head(order, PAINTING), job.payload["at"]
        return open_thread(
            self.slack, self.conversations, f"{order.id}/head", order.place, order.user, shown, at
        )

    def _sheet(self, painter: Painter, order: Order, head: Head) -> None:
        kept = self.room.candidates(order)
        if not kept:
            return  # forgotten meanwhile
        drawn = painter.sheet([motif_of(each.body) for each in kept])
        self._file(order, head.place, f"Candidates: {subject(order.brief)}", "candidates", drawn)
        shown = cards.rows(order, kept, self.room.books.choices(order.id), painter.palette)
        self._say(order, head.place, shown)
        self.metrics.pictures.labels("painted").inc(len(kept))
        head.change(self.slack, cards.head(order, BELOW))

    def _one(self, painter: Painter, order: Order) -> None:
        """Paint one candidate of a sheet by itself: clean, enlarged, or on a poster."""
        brief = order.brief
        sheet = self.room.books.order(brief["of"])
        kept = self.room.books.copy(brief["of"], brief["number"])
        if sheet is None or kept is None:
            raise BadInput(GONE)
        if why := self.room.stale(kept):
            raise BadInput(why)
        motif, said = motif_of(kept.body), subject(kept.body)
        if brief["task"] == cards.POSTER:
            drawn = painter.poster(motif, brief["headline"], brief["text"], brief["shape"])
            shown = cards.poster(order, drawn, brief["shape"])
        else:
            drawn = painter.paint(motif, cards.size(brief["task"], painter.palette))
            shown = cards.single(order, kept, painter.palette)
        self._say(order, order.place, shown)
        title = f"{'Poster' if brief['task'] == cards.POSTER else 'Picture'}: {said}"
        self._file(order, order.place, title, f"{said} {motif.seed}", drawn)
        self.metrics.pictures.labels(brief["task"]).inc()
        if brief["task"] == cards.CHOOSE:
            self._show_again(painter, sheet, kept, order.place)

    def _show_again(self, painter: Painter, sheet: Order, kept: Kept, place: Place) -> None:
        """Let the rows of a sheet say what was chosen by now."""
        name = _card(sheet)
        choices, all_kept = self.room.books.choices(sheet.id), self.room.books.copies(sheet.id)
        shown = cards.rows(sheet, all_kept, choices, painter.palette)
        try:
            ts = self.conversations.posts(name)[-1]
            change(self.slack, place, ts, "", shown, marker(name, last=True))
        except Refused as refused:  # somebody deleted it
            _log.info("the rows of a sheet are gone", error=refused.code)

    def _say(self, order: Order, place: Place, shown: list[Block]) -> None:
        say_once(self.slack, self.conversations, _card(order), place, shown)

    def _file(self, order: Order, place: Place, title: str, stem: str, drawn: Drawn) -> None:
        """Put a picture into the thread, under a name that no other order's has."""
        mark = hashlib.sha256(order.id.encode()).hexdigest()[:8]
        file = f"{re.sub(r'[^a-z0-9]+', '-', stem.lower()).strip('-')[:60]}-{mark}.png"
        name = f"{order.id}/file"
        transfer.put(
            self.slack, self.conversations, name, place, file, title, drawn.png, shorten(drawn.alt, ALT)
        )

    def _tell(self, order: Order, head: Head, why: str) -> None:
        if head.ts:
            head.change(self.slack, cards.head(order, why))
        else:
            said = [blocks.section(escape(why))]
            say_once(self.slack, self.conversations, f"{order.id}/why", order.place, said)


def _card(order: Order) -> str:
    """The name under which the words of an order are posted once."""
    return f"{order.id}/card"


def task(name: str, sheet: Order, number: int, **more: Any) -> Mapping[str, Any]:
    """Write down what is to be done with one candidate of a sheet."""
    return {"task": name, "of": sheet.id, "number": number, **more}
