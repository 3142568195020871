"""Talk to a human: people are told where they are wanted, and the bot is quiet there until they hand back.

    (asked) --HUMAN--> quiet, announced in the people's channel --HAND_BACK--> (answers again)

Either click may come twice or be cut short by a crash: the books decide, jobs do the telling.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import HandOff, Place
from bot.settings import Settings
from bot.slack import blocks, markdown
from bot.slack.calls import Refused, Slack, marker
from bot.slack.desk import Desk, workspace
from bot.slack.jobs import announcing_job, hand_back_job, place_of
from bot.slack.posting import INTENT, change, say_once
from bot.slack.stopping import stop
from bot.store.conversations import Conversations
from bot.support import Support
from bot.watch import logs
from bot.watch.metrics import Metrics
from bot.work import Cancelled, Job

Body = Mapping[str, Any]

#: Said where nobody is named whom a person could turn to.
NOBODY = "I have nobody to call from here. Please ask a colleague."
QUIET = "A person will take over here. I stay quiet until they hand back to me."
#: In a direct message nobody else can write.
QUIET_DM = (
    "I have told our people: one of them will write to you. I stay quiet here until they hand back to me."
)
TOLD = "People have been told; one of them will answer here."
TOLD_DM = "People have been told; one of them will write to you."
TELLING = "I am telling people just now. If nobody can be reached, I will say so here."
BACK = "I am back: ask me anything."
SORRY = "I am sorry, something went wrong on my side. Please press the button again."
_EVER = "9999999999.000000"

_log = logs.get(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to both buttons."""

    @app.action(blocks.HUMAN)
    async def wanted(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        message, user = body["message"], body["user"]["id"]
        thread = message.get("thread_ts") or message["ts"]
        place = Place(workspace(context), body["channel"]["id"], thread)
        if not desk.settings.human_channel:
            await ack()
            desk.later(_whisper(client, place, user, desk.support.human or NOBODY))
            return
        fresh = await desk.call(desk.conversations.hand_off, place, user)
        standing = await desk.call(desk.conversations.handed_off, place)
        if standing:
            await desk.call(desk.work.submit, announcing_job(standing))
        if fresh:
            await stop(desk, place, _EVER)
        await ack()
        if not fresh:
            told = (
                (TOLD_DM if place.channel.startswith("D") else TOLD)
                if standing and standing.announced
                else ""
            )
            desk.later(_whisper(client, place, user, told or TELLING))

    @app.action(blocks.HAND_BACK)
    async def handed_back(
        ack: AsyncAck, body: Body, action: Mapping[str, Any], client: AsyncWebClient
    ) -> None:
        team, channel, thread = str(action["value"]).split(":")
        place = Place(team, channel, thread)
        standing = await desk.call(desk.conversations.handed_off, place)
        if standing:
            by, where, announced = body["user"]["id"], body["channel"]["id"], body["message"]["ts"]
            await desk.call(desk.work.submit, hand_back_job(standing, by, where, announced))
            await desk.call(desk.conversations.hand_back, place)
        await ack()


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
        place = place_of(job)
        people = Place(place.team, self.settings.human_channel, "")
        shown = blocks.announcement(self._words(job, place), place.lane)
        since = f"{job.payload['at'] - 300:.6f}"
        try:
            ts = say_once(self.slack, self.conversations, job.id, people, shown, since=since)
        except Refused as refused:  # nobody would come: do not go quiet on the customer
            _log.error("the hand-off cannot be announced", error=refused.code)
            self._nobody(job, place)
            return
        self.conversations.announced(place, people.channel, ts)
        self._notice(job, place, _quiet(place))
        self.metrics.hand_offs.inc()

    def give_up(self, job: Job, error: str) -> None:
        """Either people were told or they will not come; the thread must know which."""
        place = place_of(job)
        standing = _standing(self.conversations, job)
        try:
            if standing and standing.announced:
                self._notice(job, place, _quiet(place))
            else:
                self._nobody(job, place)
        except Refused as refused:
            _log.error("Slack refuses the notice", error=refused.code)

    def _nobody(self, job: Job, place: Place) -> None:
        if _standing(self.conversations, job):
            self.conversations.hand_back(place)
        self._notice(job, place, markdown.mrkdwn(self.support.human or NOBODY))

    def _notice(self, job: Job, place: Place, words: str) -> None:
        say_once(self.slack, self.conversations, f"{job.id}/notice", place, blocks.small(words))

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
        asked = markdown.quote(turns[-1].question, 600) if turns else ""
        private = (
            " It is a direct message that only they can open: write to them."
            if place.channel[0] == "D"
            else ""
        )
        quoted = f"\n> {asked}" if asked else ""
        return f"<@{job.user}> wants to talk to a human {where}.{private}{quoted}"


@dataclass(frozen=True, slots=True)
class HandingBack:
    """Does the jobs of kind ``handback``: in the books, in the announcement, then in the thread."""

    slack: Slack
    conversations: Conversations

    def run(self, job: Job, cancelled: Cancelled) -> None:
        place = place_of(job)
        if _standing(self.conversations, job):  # first, so that nobody reads what is not so
            self.conversations.hand_back(place)
        if announced := self._announced(job):
            self._change(job, announced)
        since = f"{max(time.time() - 86_400, float(place.thread)):.6f}"
        say_once(self.slack, self.conversations, f"{job.id}/notice", place, blocks.small(BACK), since=since)

    def _announced(self, job: Job) -> str:
        """The ``ts`` of the announcement: where it was not known yet, the books have it by now."""
        announcing = announcing_job(HandOff(place_of(job), job.user, job.payload["at"]))
        posts = (ts for ts in self.conversations.posts(announcing.id) if ts != INTENT)
        return job.payload["announced"] or next(posts, "")

    def _change(self, job: Job, announced: str) -> None:
        by = f"<@{job.payload['by']}>" if job.payload["by"] else "whoever runs it"
        asked = f" The conversation was started by <@{job.user}>." if job.user else ""
        done = blocks.small(f"Handed back to Shopkeeper by {by}.{asked}")
        people = Place(place_of(job).team, job.payload["where"], "")
        try:
            change(self.slack, people, announced, "", done, marker(job.id, last=True))
        except Refused as refused:  # somebody deleted it
            _log.warning("the announcement cannot be changed", error=refused.code)

    def give_up(self, job: Job, error: str) -> None:
        """Tell who pressed the button. Pressed again it ends the hand-off in the books at least."""
        where, by = job.payload["where"], job.payload["by"]
        if not by:
            return  # nobody pressed one
        try:
            self.slack.again(self.slack.client.chat_postEphemeral, channel=where, user=by, text=SORRY)
        except Refused as refused:
            _log.error("Slack refuses the apology", error=refused.code)


def _quiet(place: Place) -> str:
    return QUIET_DM if place.channel.startswith("D") else QUIET


def _standing(books: Conversations, job: Job) -> HandOff | None:
    """The hand-off that this job is about, unless it has ended; a later one is another job's."""
    standing = books.handed_off(place_of(job))
    return standing if standing and standing.at == job.payload["at"] else None
