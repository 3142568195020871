"""Messages that Slack gave up delivering, because we were away for long: found where we talked, and heard.

Slack brings an event again for about five minutes. What was written later, in the conversations of the last
day, is found by reading them from the last message that is known in each, and goes through the same door as
what is delivered; so nothing is answered twice, whoever brings it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.desk import Desk
from bot.slack.hearing import STAMP, WRITTEN, Delivery, hear
from bot.watch import logs
from bot.watch.limits import Limits

Message = Mapping[str, Any]

#: So far back people still wait, in seconds.
DAY = 86_400.0
#: Seconds between two calls: Slack allows 50 a minute, and answers that are being given need some of them.
PACE = 1.5
#: So many calls at most, five minutes' worth; pages of one conversation; messages on a page.
CALLS, PAGES, PAGE = 200, 5, 200
#: Seconds before the last message that is known: what came then may have been lost with the one before.
OVERLAP = 10.0

_log = logs.get(__name__)


async def look_back(desk: Desk, client: AsyncWebClient, until: float) -> None:
    """Hear what was written while we were away. ``until`` (Unix time): since when we are back, or were gone.

    A message that was heard after ``until`` says nothing about those before it. One conversation that cannot
    be read does not keep us from the others.
    """
    threads = await desk.call(desk.conversations.known, until - DAY, until)
    if not threads:
        return
    me = await client.auth_test()
    back = _LookBack(desk, client, str(me["team_id"]), str(me["user_id"]))
    channels: dict[str, str] = {}
    for place, last in threads.items():  # latest first
        channels.setdefault(place.channel, last)
    for channel, last in channels.items():
        await back.read(channel, "", last)
    for place, last in threads.items():
        if STAMP.fullmatch(place.thread):  # what waits for a window or a command stands in none
            await back.read(place.channel, place.thread, last)
    _log.info("looked back", calls=back.calls, heard=back.heard, unread=back.unread)


@dataclass(slots=True)
class _LookBack:
    """One look: what it may still do, and what it has found."""

    desk: Desk
    client: AsyncWebClient
    team: str
    bot: str
    calls: int = 0
    heard: int = 0
    unread: int = 0  # conversations, for want of calls or because Slack refuses

    async def read(self, channel: str, thread: str, since: str) -> None:
        """Hear what was written in a channel or a thread after ``since``, in its order."""
        try:
            found = await self._pages(channel, thread, since)
        except (SlackApiError, ClientError, OSError, TimeoutError) as failed:
            self.unread += 1
            code = str(failed.response.get("error")) if isinstance(failed, SlackApiError) else ""
            _log.warning("cannot look back there", channel=channel, error=code or type(failed).__name__)
            return
        for message in sorted(found, key=_ts):
            new = await self._hear(channel, message)
            if new and message.get("reply_count") and not thread:
                await self.read(channel, str(message["ts"]), str(message["ts"]))

    async def _pages(self, channel: str, thread: str, since: str) -> list[Message]:
        method = self.client.conversations_replies if thread else self.client.conversations_history
        since = f"{float(since) - OVERLAP:.6f}"
        args: dict[str, Any] = {"ts": thread} if thread else {}
        args |= {"channel": channel, "oldest": since, "limit": PAGE}
        found: list[Message] = []
        for _ in range(min(PAGES, CALLS - self.calls)):
            self.calls += 1
            page = await method(**args)
            await asyncio.sleep(PACE)
            messages: list[Message] = page.get("messages", [])
            found += (message for message in messages if _ts(message) > since)
            args["cursor"] = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not args["cursor"]:
                return found
        self.unread += 1
        return found

    async def _hear(self, channel: str, message: Message) -> bool:
        """Hand a message to the door through which events come. False: it is known, or not for us."""
        if message.get("subtype") not in WRITTEN:
            return False
        event = {**message, "channel": channel}
        if event.get("thread_ts") == event["ts"]:  # the first of a thread; events do not say so
            del event["thread_ts"]
        delivery = Delivery(event, self.team, self.bot, self.client)
        books, id = self.desk.conversations, delivery.id(str(event["ts"]))
        if await self.desk.call(books.said, id) or self.desk.limits.verdict(id) is False:
            return False
        # Without limits: what is heard here in one go was not asked in one go, and nobody would ask again.
        await hear(replace(self.desk, limits=Limits(0, 0)), delivery)
        new = await self.desk.call(books.said, id) is not None
        self.heard += new
        self.desk.metrics.missed.inc(new)
        return new


def _ts(message: Message) -> str:
    return str(message["ts"])
