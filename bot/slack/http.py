"""Slack's requests over HTTP, handed to Bolt once ``bot.http_guard`` has let them in."""

from __future__ import annotations

import time

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.metrics import Metrics


def receiver(app: AsyncApp, metrics: Metrics) -> ASGIApp:
    """Return the ASGI app that gives each request to Bolt and times the receipt."""

    async def receive_request(scope: Scope, receive: Receive, send: Send) -> None:
        started = time.monotonic()
        request = Request(scope, receive)
        body = await request.body()
        try:
            asked = to_async_bolt_request(request, body)
        except Exception:  # noqa: BLE001 - Bolt digs in a payload before it has looked at it
            metrics.refused.labels("shape").inc()
            await JSONResponse({"error": "shape"}, 400)(scope, receive, send)
            return
        response = to_starlette_response(await app.async_dispatch(asked))
        await response(scope, receive, send)
        metrics.ack.observe(time.monotonic() - started)

    return receive_request
