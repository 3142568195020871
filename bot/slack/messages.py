"""What people write: mentions, direct messages, follow-ups, edits, deletions, files. Here it comes in."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.changes import change, withdraw
from bot.slack.desk import Desk, workspace
from bot.slack.hearing import WRITTEN, Delivery, Event, hear


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to what people write."""

    @app.event("app_mention")
    async def mentioned(event: Event, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        desk.metrics.events.labels("app_mention").inc()
        await hear(desk, _delivery(event, context, client))

    @app.event("message")
    async def written(event: Event, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        desk.metrics.events.labels("message").inc()
        delivery = _delivery(event, context, client)
        subtype = event.get("subtype")
        if subtype in WRITTEN:
            await hear(desk, delivery)
        elif subtype == "message_deleted":
            await withdraw(desk, delivery, event["deleted_ts"])
        elif subtype == "message_changed":
            await change(desk, delivery, event["message"], event.get("previous_message") or {})


def _delivery(event: Event, context: AsyncBoltContext, client: AsyncWebClient) -> Delivery:
    return Delivery(event, workspace(context), str(context.bot_user_id), client)
