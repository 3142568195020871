"""Slack's agent surface: questions to begin with, and the Stop button beside what we are writing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Place
from bot.manners import examples
from bot.slack.desk import Desk, workspace
from bot.slack.status import aquietly
from bot.slack.stopping import stop

Event = Mapping[str, Any]

#: Slack shows no more than four.
PROMPTS = 4


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to people who open our conversation, and to those who press Stop on answers to themselves."""

    @app.event("app_home_opened")
    async def opened(event: Event, client: AsyncWebClient) -> None:
        desk.metrics.events.labels("app_home_opened").inc()
        if event.get("tab") == "messages":
            desk.later(_suggest(desk, event["channel"], client))

    @app.event("agent_session_stopped")
    async def stopped(event: Event, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        desk.metrics.events.labels("agent_session_stopped").inc()
        place = Place(workspace(context), event["channel"], event["thread_ts"])
        await stop(desk, place, event["event_ts"], event["user"])
        where = {"channel_id": place.channel, "thread_ts": place.thread}
        desk.later(aquietly(client.agents_sessions_setStatus, **where, status="active"))
        desk.later(aquietly(client.assistant_threads_setStatus, **where, status=""))


async def _suggest(desk: Desk, channel: str, client: AsyncWebClient) -> None:
    entries = await desk.call(desk.support.knowledge.entries)
    prompts = [{"title": question, "message": question} for question in examples(entries, PROMPTS)]
    if prompts:
        title = f"Ask me about {desk.support.shop}"
        await client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts, title=title)
