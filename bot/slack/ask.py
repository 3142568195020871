"""``/ask``: a question typed as a command is put into the channel, and answered in a thread under it.

Whoever types ``/ask`` in a channel sits among people who wonder the same. A private answer would be gone with
the next reload, could not be rated, followed up or handed to a person, and would be asked for again by
the next one. So only the receipt is private; who wants the answer for themselves asks in a direct message.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookClient

from bot.domain import Place, Said
from bot.slack import blocks, markdown
from bot.slack.calls import Refused, Slack
from bot.slack.changes import withdraw
from bot.slack.desk import Desk, workspace
from bot.slack.hearing import Delivery
from bot.slack.jobs import at, place_of, question_job
from bot.slack.posting import remove, say_once
from bot.slack.status import before_yours
from bot.store.conversations import Conversations
from bot.watch import logs
from bot.work import Cancelled, Job, Work

Body = Mapping[str, Any]

COMMAND = "/ask"
RECEIPT = "I put your question into the channel and answer there, for others who wonder."
NOT_YOURS = "Only the person who asked this can withdraw it."
STANDS = "I am sorry, I could not take your question away. Please press Withdraw again."
UNINVITED = (
    "I am not in this channel. Invite me with `/invite @Shopkeeper` and ask again, "
    "or ask me in a direct message."
)
SORRY = "I am sorry, I could not put your question into the channel. Please ask me in a direct message."
_CLOSED = {"not_in_channel", "channel_not_found"}

_log = logs.get(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command."""

    @app.command(COMMAND)
    async def asked(ack: AsyncAck, command: Mapping[str, Any], context: AsyncBoltContext) -> None:
        desk.metrics.events.labels("command").inc()
        text = markdown.plain(command.get("text") or "", str(context.bot_user_id))
        if not text:
            await ack(f"Write your question after the command: `{COMMAND} How long does delivery take?`")
            return
        user, channel = command["user_id"], command["channel_id"]
        if words := desk.limits.put_off(user, channel):
            desk.metrics.limited.inc()
            await ack(words)
            return
        said = typed(workspace(context), channel, user, text, command["trigger_id"])
        await desk.call(desk.conversations.hear, said)
        payload = {"said": said.id, "channel": channel, "at": time.time(), "reply": command["response_url"]}
        await desk.call(desk.work.submit, Job(said.id, said.place.lane, "ask", payload, user))
        ahead = await desk.call(desk.work.ahead, said.id)
        await ack(f"{RECEIPT} {before_yours(ahead)}." if ahead else RECEIPT)

    @app.action(blocks.WITHDRAW)
    async def withdrawn(
        ack: AsyncAck, body: Body, action: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        user, channel, ts = body["user"]["id"], body["channel"]["id"], body["message"]["ts"]
        if user != action["value"]:
            await ack()
            desk.later(client.chat_postEphemeral(channel=channel, user=user, text=NOT_YOURS))
            return
        place = Place(workspace(context), channel, ts)
        event = {"channel": channel, "event_ts": action["action_ts"]}
        await withdraw(desk, Delivery(event, place.team, str(context.bot_user_id), client), ts)
        job = f"{place.lane}/withdrawn/{action['action_ts']}"
        await desk.call(desk.work.submit, Job(job, place.lane, "withdraw", at(place), user))
        await ack()


def typed(team: str, channel: str, user: str, text: str, trigger: str) -> Said:
    """Words that stand in no message: they wait in the books, under the id of the click that brought them."""
    return Said(
        f"{team}:{channel}:{trigger}", Place(team, channel, trigger), user, text, f"{time.time():.6f}"
    )


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Does the jobs of kind ``withdraw``: takes the question away, once the answer to it is gone."""

    slack: Slack

    def run(self, job: Job, cancelled: Cancelled) -> None:
        place = place_of(job)
        remove(self.slack, place, place.thread)

    def give_up(self, job: Job, error: str) -> None:
        """Tell the asker, who can press again while the button stands there."""
        where = {"channel": job.payload["channel"], "user": job.user}
        try:
            self.slack.again(self.slack.client.chat_postEphemeral, **where, text=STANDS)
        except Refused as refused:
            _log.error("the asker cannot be told", error=refused.code)


@dataclass(frozen=True, slots=True)
class Asking:
    """Does the jobs of kind ``ask``: puts the question into the channel, where it becomes like any other."""

    slack: Slack
    conversations: Conversations
    work: Work

    def run(self, job: Job, cancelled: Cancelled) -> None:
        said = self.conversations.said(job.payload["said"])
        if said is None:
            return  # it is in the channel already, or forgotten
        channel = Place(said.place.team, said.place.channel, "")
        words = f"<@{said.user}> asks:\n> {markdown.quote(said.text, 2_500)}"
        shown = blocks.question(words, said.user)
        since = f"{job.payload['at'] - 300:.6f}"
        try:
            ts = say_once(self.slack, self.conversations, job.id, channel, shown, since=since)
        except Refused as refused:
            _log.info("cannot ask there", error=refused.code)
            self._decline(job, UNINVITED if refused.code in _CLOSED else SORRY)
            return
        asked = Said(
            f"{channel.team}:{channel.channel}:{ts}",
            Place(channel.team, channel.channel, ts),
            said.user,
            said.text,
            ts,
        )
        self.conversations.hear(asked)
        self.work.submit(question_job(asked))
        self.conversations.withdraw(said.id)

    def give_up(self, job: Job, error: str) -> None:
        """See ``Handler``; once the question is in the channel, its own job speaks."""
        if self.conversations.said(job.payload["said"]):
            self._decline(job, SORRY)

    def _decline(self, job: Job, sentence: str) -> None:
        """The question does not get into the channel: say so where only the asker sees it."""
        WebhookClient(job.payload["reply"]).send(text=sentence, response_type="ephemeral")
        self.conversations.withdraw(job.payload["said"])
