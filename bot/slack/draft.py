"""The message shortcut "Draft a reply": a private draft for a service agent, to send, edit or dismiss.

A window is private by nature. It opens at once, is filled when the draft is there, and its text can be
changed; nothing reaches the customer before the agent presses Send.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Answer, Place, Question, Said
from bot.errors import BadInput
from bot.settings import Settings
from bot.slack import blocks, markdown
from bot.slack.calls import Refused, Slack, marker
from bot.slack.desk import Desk, workspace
from bot.slack.excuse import excuse
from bot.slack.jobs import at, place_of
from bot.slack.posting import content, say_once
from bot.store.conversations import Conversations
from bot.support import Support
from bot.watch import logs
from bot.work import Cancelled, Job
from bot.writing import write

Body = Mapping[str, Any]

NOT_YOURS = "Drafts are for service agents. Ask the person who runs Shopkeeper to add you."
NOTHING = "There are no words in this message that I could reply to."
STOPPED = "The draft was stopped. Try the shortcut again."
READING = "Reading the FAQ …"
UNINVITED = "I am not in that channel: invite me there with `/invite @Shopkeeper`, and send it again."
SORRY = "I am sorry, something went wrong on my side. Please send it yourself."
_CLOSED = {"not_in_channel", "channel_not_found"}

_log = logs.get(__name__)


def may_draft(settings: Settings, user: str) -> bool:
    """Whether somebody is a service agent; with nobody named, everybody is."""
    agents = {name.strip() for name in settings.agents.split(",")} - {""}
    return not agents or user in agents


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the shortcut and to its window."""

    @app.shortcut({"type": "message_action", "callback_id": blocks.DRAFT})
    async def wanted(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        await ack()
        desk.later(_open(desk, body, client, context), lambda: excuse(body, client))

    @app.view(blocks.DRAFT)
    async def sent(ack: AsyncAck, body: Body, view: Mapping[str, Any]) -> None:
        user, values = body["user"]["id"], view["state"]["values"]
        text = "".join(
            str(values[name][blocks.WORDS].get("value") or "") for name in sorted(values, key=_number)
        )
        where = json.loads(view["private_metadata"])
        if not may_draft(desk.settings, user) or not text.strip():
            await ack()
            return
        held = _held(where, f"{view['id']}.reply", user, text.strip())
        await desk.call(desk.conversations.hear, held)
        payload = {"said": held.id, "at": time.time(), **where}
        lane = Place(where["team"], where["channel"], where["thread"]).lane
        await desk.call(desk.work.submit, Job(held.id, lane, "reply", payload, user))
        await ack()


def _number(block_id: str) -> int:
    return int(block_id.removeprefix(blocks.WORDS) or 0)


def _held(where: Mapping[str, str], name: str, user: str, text: str) -> Said:
    """Words that wait in the books for their job: payloads never hold what people wrote."""
    place = Place(where["team"], where["channel"], name)
    return Said(f"{place.lane}", place, user, text, f"{time.time():.6f}")


async def _open(desk: Desk, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
    """Open the window while the click is fresh, and submit the job that fills it."""
    message, agent = body["message"], body["user"]["id"]
    ts = message["ts"]
    where = {
        "team": workspace(context),
        "channel": body["channel"]["id"],
        "thread": message.get("thread_ts") or ts,
    }
    text = markdown.plain(message.get("text") or "", str(context.bot_user_id))
    allowed = may_draft(desk.settings, agent)
    note = READING if allowed and text else NOTHING if allowed else NOT_YOURS
    window = blocks.draft_window(json.dumps(where), note)
    opened = await client.views_open(trigger_id=body["trigger_id"], view=window)
    if note != READING:
        return
    view = opened["view"]["id"]
    held = _held(where, f"{view}.draft", message.get("user") or agent, text)
    await desk.call(desk.conversations.hear, held)
    payload = {"said": held.id, "view": view, "at": time.time(), **where}
    await desk.call(desk.work.submit, Job(held.id, held.place.lane, "draft", payload, agent))


@dataclass(frozen=True, slots=True)
class Drafting:
    """Does the jobs of kind ``draft``: fills the window."""

    slack: Slack
    support: Support
    conversations: Conversations
    settings: Settings

    def run(self, job: Job, cancelled: Cancelled) -> None:
        held = self.conversations.said(job.payload["said"])
        if held is None:
            return
        try:
            question = Question(held.text)
        except BadInput as too_long:
            self._show(job, str(too_long))
            self.conversations.withdraw(held.id)
            return
        events = write(self.support, question, cancelled, self.settings.patience)
        answer = next(event for event in events if isinstance(event, Answer))
        cancelled.unless_handed_over()
        if cancelled.is_set():  # half a search is no verdict on the FAQ
            self._show(job, STOPPED)
            self.conversations.withdraw(held.id)
            return
        known = answer.status == "answered"
        note = (
            "Only you see this. Change it as you like; it is sent when you say so."
            if known
            else "Our FAQ does not answer this. Only you see this, and nothing is sent unless you say so."
        )
        below = blocks.sources(answer.citations, self._link) if known else []
        self._show(job, note, answer.text, below)
        self.conversations.withdraw(held.id)

    def give_up(self, job: Job, error: str) -> None:
        self._show(job, "I am sorry, something went wrong on my side. Please try the shortcut again.")

    def _show(self, job: Job, note: str, draft: str | None = None, below: list[Block] | None = None) -> None:
        window = blocks.draft_window(json.dumps(at(place_of(job))), note, draft, below or [])
        try:
            self.slack.again(self.slack.client.views_update, view_id=job.payload["view"], view=window)
        except Refused as refused:  # dismissed meanwhile
            _log.info("the window is gone", error=refused.code)

    def _link(self, citation: Any) -> str:
        entry = self.support.knowledge.get(citation.id, citation.version)
        return entry.url if entry else ""


@dataclass(frozen=True, slots=True)
class Replying:
    """Does the jobs of kind ``reply``: posts what the agent has approved."""

    slack: Slack
    conversations: Conversations

    def run(self, job: Job, cancelled: Cancelled) -> None:
        held = self.conversations.said(job.payload["said"])
        if held is None:
            return
        place = place_of(job)
        since = f"{job.payload['at'] - 300:.6f}"
        words = markdown.render(held.text, lambda url: True)
        signed = blocks.small(f"Sent by <@{job.user}>")
        try:
            say_once(self.slack, self.conversations, job.id, place, signed, words, since=since)
        except Refused as refused:
            _log.error("the reply cannot be posted", error=refused.code)
            self._return(job, held, UNINVITED if refused.code in _CLOSED else SORRY)
            return
        self.conversations.withdraw(held.id)

    def give_up(self, job: Job, error: str) -> None:
        """Give the agent their words back."""
        if held := self.conversations.said(job.payload["said"]):
            self._return(job, held, SORRY)

    def _return(self, job: Job, held: Said, why: str) -> None:
        """Send the words to the agent alone: the window is closed. A second copy harms less than none."""
        parts = markdown.split(markdown.render(held.text, lambda url: True))
        note = blocks.small(f"This was not sent to <#{job.payload['channel']}>. {why}")
        try:
            for part in parts:
                self.slack.again(
                    self.slack.client.chat_postMessage,
                    channel=job.user,
                    metadata=marker(job.id, last=True),
                    **content(part, note if part is parts[-1] else ()),
                )
        except Refused as refused:  # the words stay in the books
            _log.error("the agent cannot be told", error=refused.code)
            return
        self.conversations.withdraw(held.id)
