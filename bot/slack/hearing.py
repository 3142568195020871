"""How a message is heard: is it meant for us, may its author ask now, and its way into the books.

A message is in the books and its job is submitted before Slack gets its receipt: a crash in between makes
Slack deliver it again, and the same id makes it the same message.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Place, Question, Said
from bot.errors import BadInput
from bot.manners import asks, nods, small_talk
from bot.slack import files, markdown
from bot.slack.answering import PAUSES
from bot.slack.copy import intake
from bot.slack.desk import Desk
from bot.slack.jobs import question_job
from bot.slack.status import aquietly, before_yours
from bot.watch import logs
from bot.work import Job

Event = Mapping[str, Any]

#: Seconds between two looks at the queue for somebody who waits.
LOOK = 20.0
#: So many seconds apart a person's direct messages are one question, as long as the first one waits.
LULL = 60.0
HANDED_OFF = "People have taken this conversation over. I answer here again once they hand it back to me."
STAMP = re.compile(r"\d{1,12}\.\d{1,6}")
#: Messages that people write: plain, with files, and replies that are shown in the channel too.
WRITTEN = (None, "file_share", "thread_broadcast")

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event with what Bolt knows about it."""

    event: Event
    team: str
    bot: str
    client: AsyncWebClient

    @property
    def channel(self) -> str:
        return str(self.event["channel"])

    @property
    def direct(self) -> bool:
        return self.event.get("channel_type") == "im" or self.channel.startswith("D")

    @property
    def twins(self) -> bool:
        """Whether Slack brings this as two events: a mention in a channel is also a message there."""
        return not self.direct and f"<@{self.bot}>" in str(self.event.get("text") or "")

    def id(self, ts: str) -> str:
        """The name of a message: the same however often it is delivered."""
        return f"{self.team}:{self.channel}:{ts}"


async def hear(desk: Desk, delivery: Delivery) -> None:
    """Put a message that is meant for us into the books, and submit its job."""
    event = delivery.event
    user, ts = event.get("user"), str(event.get("ts"))
    if not user or event.get("bot_id") or user == delivery.bot or not STAMP.fullmatch(ts):
        return
    said = await desk.call(desk.conversations.said, delivery.id(ts))
    if said is None:
        if await desk.call(desk.conversations.withdrawn, delivery.id(ts)):
            return
        said = await meant_for_us(desk, delivery, event)
        if said is None:
            return
        quiet = await desk.call(desk.conversations.handed_off, said.place)  # then people talk to people
        if not quiet and not _let_in(desk, delivery, said):
            return
    within = LULL if delivery.direct else PAUSES * desk.settings.pause
    if not await desk.call(desk.conversations.hear, said, within if desk.settings.pause else 0.0):
        desk.metrics.duplicates.inc(not delivery.twins)
    said = await desk.call(desk.conversations.said, said.id)
    if said is None:  # deleted meanwhile
        return
    if attached := event.get("files") or []:
        left = await intake.take(desk, said, attached)
        note = files.job(said, left)
        wanted = asks(said.text) if len(left) < len(attached) else bool(said.text)
        if not wanted:  # a mention of it may have been heard without the files: the note is the answer
            await desk.call(desk.conversations.set_aside, said, note.id)
        if left:
            await desk.call(desk.work.submit, note)
        if not wanted:
            return
    job = question_job(said)
    with logs.bound(job=job.id):
        if await desk.call(desk.work.submit, job, desk.settings.pause):
            _log.info("question heard", user=said.user)
            if await desk.call(desk.conversations.handed_off, said.place):
                if f"<@{delivery.bot}>" in str(
                    event.get("text") or ""
                ):  # asked by name, silence looks broken
                    desk.later(_whisper(delivery, said, HANDED_OFF))
                return
            desk.later(_tell_position(desk, delivery, job, said))


def _let_in(desk: Desk, delivery: Delivery, said: Said) -> bool:
    """Whether this person and channel may ask now. It counts once for each message, and is said once."""
    verdict = desk.limits.verdict(said.id)
    if verdict is not None:
        return verdict
    words = desk.limits.put_off(said.user, delivery.channel, said.id)
    if words:
        desk.metrics.limited.inc()
        desk.later(_whisper(delivery, said, words))
    return not words


async def meant_for_us(desk: Desk, delivery: Delivery, message: Event) -> Said | None:
    """Return the message if we should answer it: a direct message, a mention, or a word in our thread."""
    user, ts = str(message["user"]), str(message["ts"])
    raw, thread = str(message.get("text") or ""), message.get("thread_ts")
    place = Place(delivery.team, delivery.channel, str(thread or ts))
    named = delivery.direct or f"<@{delivery.bot}>" in raw
    said = Said(delivery.id(ts), place, user, markdown.plain(raw, delivery.bot), ts)
    if named and not message.get("files") and _only_nods(desk, said.text):
        return None
    if not named:
        to_somebody_else = raw.lstrip().startswith("<@")
        if not thread or to_somebody_else or await desk.call(_is_talk, desk, said):
            return None
    return said


def _only_nods(desk: Desk, text: str) -> bool:
    return nods(text) and not small_talk(text, desk.support.shop)


def _is_talk(desk: Desk, said: Said) -> bool:
    """Whether a line in a thread is meant for other people. We put a word in only if we have an answer.

    Who asked us last may go on asking without our name, and may go on with a question that still waits.
    """
    asker = desk.conversations.asker(said.place)
    if not asker or nods(said.text) or small_talk(said.text, desk.support.shop):
        return True
    if said.user == asker and (not said.text or asks(said.text)):
        return False
    if desk.conversations.last_heard(said.place, said.user) is not None:
        return False
    try:  # alone: with the question before it anything would find that one's answer
        return not said.text or not desk.support.find(Question(said.text)).answerable
    except BadInput:
        return True


async def _tell_position(desk: Desk, delivery: Delivery, job: Job, said: Said) -> None:
    """While others are before this question, say how many: in the status line, or in a whisper.

    The Stop button stands there as long; the answer takes it away, or we if there is none.
    """
    where: dict[str, Any] = {"channel_id": said.place.channel, "thread_ts": said.place.thread}
    session = partial(aquietly, delivery.client.agents_sessions_setStatus, **where)
    told = shown = False
    while ahead := await desk.call(desk.work.ahead, job.id):
        if not shown:
            await session(status="processing")
            shown = True
        try:
            await delivery.client.assistant_threads_setStatus(**where, status=before_yours(ahead))
            if job.id not in await desk.call(desk.work.unfinished, job.lane):  # it was quicker than we
                await delivery.client.assistant_threads_setStatus(**where, status="")
                break
        except SlackApiError:
            if not told:
                await _whisper(delivery, said, f"{before_yours(ahead)}. I will answer here.")
                told = True
        await asyncio.sleep(LOOK)
    if shown and not await desk.call(desk.work.unfinished, job.lane, "answer"):
        await session(status="active")


async def _whisper(delivery: Delivery, said: Said, text: str) -> None:
    """Say something to one person only."""
    thread = delivery.event.get("thread_ts")
    await delivery.client.chat_postEphemeral(
        channel=said.place.channel, user=said.user, text=text, **({"thread_ts": thread} if thread else {})
    )
