"""One message that says how far long work is: posted once, changed every few seconds, and at the end.

It has a button to stop the work, as long as there is something to stop.
"""

from __future__ import annotations

import time

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

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
STOP = "sheet_stop"
LONGEST = 2_900

_log = logs.get(__name__)


class Progress:
    """The message of an order, in the thread of ``place``; whoever goes on with it finds it again."""

    def __init__(self, slack: Slack, books: Conversations, order: str, place: Place) -> None:
        self._slack, self._place, self._order, self._head = slack, place, order, ""
        self._ts = say_once(slack, books, order, place, self._shown(READING, stop=True))
        self._next = time.monotonic() + PACE

    def begin(self, head: str) -> None:
        """Begin all that is said from now on with what was understood."""
        self._head = head

    def tell(self, words: str) -> None:
        """Say how far it is, unless that was said a moment ago."""
        if time.monotonic() >= self._next:
            self._set(words, stop=True)
            self._next = time.monotonic() + PACE

    def end(self, words: str) -> None:
        """Say what has become of it."""
        self._set(words, stop=False)

    def _shown(self, words: str, stop: bool) -> list[Block]:
        said = blocks.section("\n".join(quote(line, LONGEST) for line in words.splitlines())[:LONGEST])
        button = ButtonElement(text="Stop", action_id=STOP, value=self._order)
        return [said, *([ActionsBlock(elements=[button])] if stop else [])]

    def _set(self, words: str, stop: bool) -> None:
        shown, mark = self._shown(f"{self._head}\n{words}".strip(), stop), marker(self._order, last=True)
        try:
            change(self._slack, self._place, self._ts, "", shown, mark)
        except Refused as refused:  # somebody deleted it; the work is worth doing all the same
            _log.info("the message of the progress is gone", error=refused.code)
