"""Thumbs under an answer: the verdict is kept at once, and a bad one asks for its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import Rating
from bot.slack import blocks
from bot.slack.desk import Desk

Body = Mapping[str, Any]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the thumbs, and to the window that asks why."""

    @app.action(blocks.FEEDBACK)
    async def rated(ack: AsyncAck, body: Body, action: Mapping[str, Any], client: AsyncWebClient) -> None:
        verdict, _, job = str(action.get("value", "")).partition(" ")
        rating = Rating(job, body["user"]["id"], verdict == "good")
        await desk.call(desk.conversations.rate, rating)
        await ack()
        desk.metrics.ratings.labels(verdict).inc()
        if not rating.good:
            window = blocks.reason_window(job)
            desk.later(client.views_open(trigger_id=body["trigger_id"], view=window))

    @app.view(blocks.REASON)
    async def explained(ack: AsyncAck, body: Body, view: Mapping[str, Any]) -> None:
        reason = str(view["state"]["values"][blocks.WORDS][blocks.WORDS].get("value") or "").strip()
        rating = Rating(view["private_metadata"], body["user"]["id"], False, reason)
        await desk.call(desk.conversations.rate, rating)
        await ack()
