"""A thread for what somebody ordered, in their channel or in private where we are not let in; whispers."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from slack_sdk.models.blocks import Block

from bot.domain import Place
from bot.slack import blocks
from bot.slack.calls import Refused, Slack, marker
from bot.slack.posting import change, say_once
from bot.store.conversations import Conversations
from bot.watch import logs

CLOSED = {"not_in_channel", "channel_not_found", "is_archived"}
ELSEWHERE = "I am not in that channel, so here it is: invite me there with `/invite @Shopkeeper`."

_log = logs.get(__name__)


class Head(NamedTuple):
    """A thread, and the message that opens it with the name under which it was posted; or only a thread."""

    place: Place
    ts: str = ""
    name: str = ""
    note: tuple[Block, ...] = ()

    def change(self, slack: Slack, shown: list[Block]) -> None:
        """Let the message that opens the thread say something else, if there is one."""
        if not self.ts:
            return
        try:
            change(slack, self.place, self.ts, "", [*self.note, *shown], marker(self.name, last=True))
        except Refused as refused:  # somebody deleted it
            _log.info("the head of a thread is gone", error=refused.code)


def open_thread(
    slack: Slack,
    books: Conversations,
    name: str,
    place: Place,
    user: str,
    shown: list[Block],
    at: float,
    private: bool = False,
) -> Head:
    """Post the message that opens a thread, once. ``at`` is when it was ordered (Unix time).

    It stands in the channel of ``place``; ``private``, or without one, with ``user`` alone.
    """
    private = private or not place.channel
    if private:
        place = replace(place, channel=own_channel(slack, user))
    since = f"{at - 300:.6f}"
    try:
        ts = say_once(slack, books, name, place, shown, since=since)
    except Refused as refused:
        if private or refused.code not in CLOSED:
            raise
        place = replace(place, channel=own_channel(slack, user))
        note, name = tuple(blocks.small(ELSEWHERE)), f"{name}/dm"
        ts = say_once(slack, books, name, place, [*note, *shown], since=since)
        return Head(replace(place, thread=ts), ts, name, note)
    return Head(replace(place, thread=ts), ts, name)


def own_channel(slack: Slack, user: str) -> str:
    """Return the channel of the direct messages with somebody.

    Raises:
        Refused: there is none, and none can be opened.
    """
    opened = slack.again(slack.client.conversations_open, users=user)
    return str(opened["channel"]["id"])


def whisper(slack: Slack, channel: str, user: str, text: str) -> bool:
    """Say something to one person only. False: Slack would not."""
    try:
        slack.again(slack.client.chat_postEphemeral, channel=channel, user=user, text=text)
    except Refused:
        return False
    return True
