"""One answer as people watch it grow: a streamed message, or several when Slack's limits are reached.

A stream holds 12,000 bytes and lives five minutes, so the answer rolls over to a next message before. Where
streaming is refused or breaks, the same message is kept up to date with ``chat.update``. Every message's
``ts`` is recorded as soon as it is known; the last one carries the mark that the answer is whole.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.domain import Place
from bot.slack import markdown
from bot.slack.calls import Interrupted, Refused, Slack, Unreachable, job_of, marker
from bot.slack.posting import change, end_stream, post
from bot.work import Cancelled

#: Seconds after which an answer rolls over to a next message: streams die at about 300.
LONGEST = 240.0
#: Seconds between two changes of a message: a stream may grow 100 times a minute, a message change 50.
STREAM_PACE, UPDATE_PACE = 0.6, 1.2


class Live:
    """The messages of one job in one thread. ``record`` is called with each new ``ts``."""

    def __init__(
        self,
        slack: Slack,
        place: Place,
        user: str,
        job_id: str,
        since: str,
        record: Callable[[str], None],
        cancelled: Cancelled,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._slack, self._place, self._user, self._job = slack, place, user, job_id
        self._since, self._record, self._cancelled, self._clock = since, record, cancelled, clock
        self._streaming = True  # until Slack refuses
        self._alive = False  # the current message is a stream that still grows
        self._ts, self._text, self._unsent = "", "", ""
        self._began = self._sent = 0.0
        self.posts: list[str] = []

    def say(self, text: str) -> None:
        """Add a piece of rendered text. It is shown with the next ``tick``."""
        self._unsent += markdown.gap(self._unsent or self._text, text) + text

    def tick(self) -> None:
        """Show what has been said, if Slack's pace allows it."""
        pace = STREAM_PACE if self._streaming else UPDATE_PACE
        if self._unsent and (not self._ts or self._clock() - self._sent >= pace):
            self.flush()

    def flush(self) -> None:
        """Show what has been said, rolling over where a message is full or old."""
        while self._unsent and not self._cancelled.is_set():
            if self._ts and self._clock() - self._began > LONGEST:
                self._roll()
            whole = markdown.size(self._unsent) <= markdown.LIMIT
            room = markdown.LIMIT - markdown.size(self._text)
            if self._ts and (room < 500 or (whole and markdown.size(self._unsent) > room)):
                self._roll()
                continue
            head, rest = markdown.cut(self._unsent, room)
            try:
                self._send(head)
            except Interrupted:
                return
            self._unsent = rest
            self._sent = self._clock()
            if rest:
                self._roll()

    def finish(self, blocks: Sequence[Block], last: bool = True) -> None:
        """Show the rest and end the answer with ``blocks`` and its mark.

        When a person stopped it the rest is dropped: nothing more appears but the blocks.

        Raises:
            HandedOver: the process must stop and not all was sent, so the answer must not be marked as whole.
        """
        self.flush()
        if self._unsent:
            self._cancelled.unless_handed_over()
        mark = marker(self._job, last)
        if not self._ts:
            self._post([*blocks], "", mark)
        elif self._alive:
            self._stop(blocks, mark)
        else:
            self._update(blocks, mark)

    def _send(self, head: str) -> None:
        if not self._ts:
            self._begin(head)
        elif self._alive:
            self._append(head)
        else:
            self._text += head
            self._update((), marker(self._job))

    def _begin(self, head: str) -> None:
        """Start a message: a stream, or a plain one where streams are refused."""
        head = head.lstrip()
        if self._streaming:
            try:
                self._known(
                    self._slack.post(
                        self._slack.client.chat_startStream,
                        self._lost,
                        self._cancelled,
                        channel=self._place.channel,
                        thread_ts=self._place.thread,
                        recipient_team_id=self._place.team,
                        recipient_user_id=self._user,
                        markdown_text=head,
                    )
                )
                self._alive, self._text = True, head
                return
            except Refused:
                self._streaming = False
        self._post([], head, marker(self._job), self._cancelled)

    def _append(self, head: str) -> None:
        """Add to the stream. When that fails or is doubtful, the message is set to what it should say."""
        self._text += head
        try:
            self._slack.once(
                self._slack.client.chat_appendStream,
                self._cancelled,
                channel=self._place.channel,
                ts=self._ts,
                markdown_text=head,
            )
        except Interrupted:
            self._text = self._text.removesuffix(head)
            raise
        except (Refused, Unreachable):
            if not self._cancelled.is_set():  # a native Stop has ended the stream, and rightly so
                self._mend((), marker(self._job))

    def _roll(self) -> None:
        """End this message; the next words begin another."""
        if self._alive:
            self._stop((), marker(self._job))
        else:
            self._update((), marker(self._job))
        self._ts = self._text = ""
        self._alive = False
        self._unsent = self._unsent.lstrip()

    def _stop(self, blocks: Sequence[Block], mark: dict[str, Any]) -> None:
        args: dict[str, Any] = {"blocks": [*blocks]} if blocks else {}
        args |= {"channel": self._place.channel, "ts": self._ts, "metadata": mark}
        try:
            self._slack.once(self._slack.client.chat_stopStream, **args)
            self._alive = False
        except (Refused, Unreachable):
            self._mend(blocks, mark)

    def _mend(self, blocks: Sequence[Block], mark: dict[str, Any]) -> None:
        """The stream is broken, or may be: end it and set the message to what it should say."""
        self._alive = False
        end_stream(self._slack, self._place, self._ts)
        self._update(blocks, mark)

    def _update(self, blocks: Sequence[Block], mark: dict[str, Any]) -> None:
        change(self._slack, self._place, self._ts, self._text, blocks, mark)

    def _post(
        self,
        blocks: list[Block],
        text: str,
        mark: dict[str, Any],
        unless: threading.Event | None = None,
    ) -> None:
        self._known(post(self._slack, self._place, text, blocks, mark, self._lost, unless))
        self._text, self._alive = text, False

    def _known(self, ts: str) -> None:
        self._record(ts)
        self.posts.append(ts)
        self._ts, self._began = ts, self._clock()

    def _lost(self) -> str:
        """Find the message that we may have posted without hearing of it."""
        for message in self._slack.mine(self._place, self._since):
            if job_of(message) in ("", self._job) and message["ts"] not in self.posts:
                return str(message["ts"])
        return ""
