"""Slack's requests over HTTP, handed to Bolt once ``bot.http.guard`` has let them in."""

from __future__ import annotations

import time

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from bot.watch.metrics import Metrics


class Receiver:
    """The ASGI app that gives each request to Bolt and times the receipt. ``busy`` counts those in hand."""

    def __init__(self, app: AsyncApp, metrics: Metrics) -> None:
        self._app, self._metrics, self.busy = app, metrics, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.monotonic()
        request = Request(scope, receive)
        body = await request.body()
        try:
            asked = to_async_bolt_request(request, body)
        except Exception:  # noqa: BLE001 - Bolt digs in a payload before it has looked at it
            self._metrics.refused.labels("shape").inc()
            await JSONResponse({"error": "shape"}, 400)(scope, receive, send)
            return
        self.busy += 1
        try:
            response = to_starlette_response(await self._app.async_dispatch(asked))
            await response(scope, receive, send)
        finally:
            self.busy -= 1
        self._metrics.ack.observe(time.monotonic() - started)
