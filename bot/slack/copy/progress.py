"""One message that says how far long work is: posted once, changed every few seconds, and at the end."""

from __future__ import annotations

import time

from bot.domain import Place
from bot.slack import blocks
from bot.slack.calls import Refused, Slack, marker
from bot.slack.markdown import quote
from bot.slack.posting import change, say_once
from bot.store.conversations import Conversations
from bot.watch import logs

#: Seconds between two changes; Slack takes about one a second in a channel.
PACE = 3.0
READING = "I am reading your file …"
LONGEST = 2_900

_log = logs.get(__name__)


class Progress:
    """The message of one job, in the thread of ``place``; a second run of the job finds it again."""

    def __init__(self, slack: Slack, books: Conversations, job_id: str, place: Place) -> None:
        self._slack, self._place, self._job = slack, place, job_id
        self._ts = say_once(slack, books, job_id, place, [blocks.section(READING)])
        self._next = time.monotonic() + PACE

    def tell(self, words: str) -> None:
        """Say how far it is, unless that was said a moment ago."""
        if time.monotonic() >= self._next:
            self.end(words)
            self._next = time.monotonic() + PACE

    def end(self, words: str) -> None:
        """Say what has become of it."""
        shown = [blocks.section("\n".join(quote(line, LONGEST) for line in words.splitlines())[:LONGEST])]
        try:
            change(self._slack, self._place, self._ts, "", shown, marker(self._job, last=True))
        except Refused as refused:  # somebody deleted it; the work is worth doing all the same
            _log.info("the message of the progress is gone", error=refused.code)
