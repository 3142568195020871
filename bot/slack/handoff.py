"""Talk to a human: people are told where they are wanted, and the bot is quiet there until they hand back.

    (asked) --HUMAN--> quiet, announced in the people's channel --HAND_BACK--> (answers again)

Either click may come twice or be cut short by a crash: the books decide, jobs do the telling.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import HandOff, Place
from bot.settings import Settings
from bot.slack import blocks, markdown
from bot.slack.calls import Refused, Slack, marker
from bot.slack.desk import Desk
from bot.slack.posting import say_once
from bot.store.conversations import Conversations
from bot.support import Support
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job

Body = Mapping[str, Any]

#: Said where nobody is named whom a person could turn to.
NOBODY = "I have nobody to call from here. Please ask a colleague."
QUIET = "A person will take over here. I stay quiet until they hand back to me."
BACK = "I am back: ask me anything."
_EVER = "9999999999.000000"

_log = logs.get(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both buttons."""

    @app.action(blocks.HUMAN)
    async def wanted(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        message, user = body["message"], body["user"]["id"]
        place = Place(body["team"]["id"], body["channel"]["id"], message.get("thread_ts") or message["ts"])
        if not desk.settings.human_channel:
            await ack()
            desk.later(_whisper(client, place, user, desk.support.human or NOBODY))
            return
        fresh = await desk.call(desk.conversations.hand_off, place, user, "")
        standing = await desk.call(desk.conversations.handed_off, place)
        if standing:
            await desk.call(desk.work.submit, _job(standing, "handoff"))
        await ack()
        if not fresh:
            desk.later(_whisper(client, place, user, "People have been told; one of them will answer here."))

    @app.action(blocks.HAND_BACK)
    async def handed_back(
        ack: AsyncAck, body: Body, action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        team, channel, thread = str(action["value"]).split(":")
        place = Place(team, channel, thread)
        standing = await desk.call(desk.conversations.handed_off, place)
        if standing:
            by = {
                "by": body["user"]["id"],
                "where": body["channel"]["id"],
                "announced": body["message"]["ts"],
            }
            await desk.call(desk.work.submit, _job(standing, "handback", **by))
            await desk.call(desk.conversations.hand_back, place)
        await ack()


def _job(standing: HandOff, kind: str, **more: str) -> Job:
    place = standing.place
    payload = {
        "team": place.team,
        "channel": place.channel,
        "thread": place.thread,
        "at": standing.at,
        **more,
    }
    return Job(f"{place.lane}/{kind}/{standing.at}", place.lane, kind, payload, standing.user)


async def _whisper(client: AsyncWebClient, place: Place, user: str, text: str) -> None:
    await client.chat_postEphemeral(channel=place.channel, thread_ts=place.thread, user=user, text=text)


@dataclass(frozen=True, slots=True)
class Announcing:
    """Does the jobs of kind ``handoff``: tells the people, then the thread."""

    slack: Slack
    conversations: Conversations
    support: Support
    settings: Settings
    metrics: Metrics

    def run(self, job: Job, cancelled: Cancelled) -> None:
        place = _place(job)
        people = Place(place.team, self.settings.human_channel, "")
        shown = blocks.announcement(self._words(job, place), place.lane)
        since = f"{job.payload['at'] - 300:.6f}"
        try:
            ts = say_once(self.slack, self.conversations, job.id, people, shown, since=since)
        except Refused as refused:  # nobody would come: do not go quiet on the customer
            _log.error("the hand-off cannot be announced", error=refused.code)
            self.conversations.hand_back(place)
            said = blocks.small(markdown.mrkdwn(self.support.human or NOBODY))
            say_once(self.slack, self.conversations, f"{job.id}/notice", place, said)
            return
        self.conversations.announced(place, ts)
        say_once(self.slack, self.conversations, f"{job.id}/notice", place, blocks.small(QUIET))
        self.metrics.hand_offs.inc()

    def _words(self, job: Job, place: Place) -> str:
        """Who wants a person, where, and what they asked last."""
        try:
            link = self.slack.again(
                self.slack.client.chat_getPermalink, channel=place.channel, message_ts=place.thread
            )["permalink"]
        except Refused:
            link = ""
        where = f"<{markdown.safe_link(link)}|in this conversation>" if link else "in a conversation"
        turns = self.conversations.history(place, _EVER)
        asked = markdown.escape(markdown.shorten(turns[-1].question, 600)) if turns else ""
        private = (
            " It is a direct message that only they can open: write to them."
            if place.channel[0] == "D"
            else ""
        )
        quoted = f"\n> {asked}" if asked else ""
        return f"<@{job.user}> wants to talk to a human {where}.{private}{quoted}"


@dataclass(frozen=True, slots=True)
class HandingBack:
    """Does the jobs of kind ``handback``: the announcement says who did it, the thread that we are back."""

    slack: Slack
    conversations: Conversations

    def run(self, job: Job, cancelled: Cancelled) -> None:
        place, payload = _place(job), job.payload
        done = (
            f"Handed back to Shopkeeper by <@{payload['by']}>. The conversation was started by <@{job.user}>."
        )
        try:
            self.slack.again(
                self.slack.client.chat_update,
                channel=payload["where"],
                ts=payload["announced"],
                text="Handed back to Shopkeeper.",
                blocks=blocks.small(done),
                metadata=marker(job.id, last=True),
            )
        except Refused as refused:  # somebody deleted it
            _log.warning("the announcement cannot be changed", error=refused.code)
        since = f"{max(time.time() - 86_400, float(place.thread)):.6f}"
        say_once(self.slack, self.conversations, f"{job.id}/notice", place, blocks.small(BACK), since=since)


def _place(job: Job) -> Place:
    return Place(job.payload["team"], job.payload["channel"], job.payload["thread"])
