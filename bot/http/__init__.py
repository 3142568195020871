"""The process's HTTP side: is it alive, is it ready, what does it count; Slack's door and the API's.

It knows neither Bolt nor the shop: checks, the door and the API are handed in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.watch import logs
from bot.watch.metrics import Metrics

#: Says what is wrong with a part; an empty text means nothing is.
Check = Callable[[], Awaitable[str]]
#: A part that gives no answer within so many seconds is not ready.
PATIENCE = 2.0

_log = logs.get(__name__)


class Health:
    """What must be well for the process to be of use. Each part is asked once at a time."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self.checks = checks
        self._asked: dict[str, asyncio.Task[str]] = {}

    async def report(self) -> dict[str, str]:
        """Return "ok", or what is wrong, for each part."""
        found = await asyncio.gather(*map(self._ask, self.checks))
        return {name: wrong or "ok" for name, wrong in zip(self.checks, found, strict=True)}

    async def _ask(self, name: str) -> str:
        task = self._asked.get(name)
        if task is None or task.done():
            task = self._asked[name] = asyncio.create_task(self._check(name))
        await asyncio.wait({task}, timeout=PATIENCE)
        return task.result() if task.done() else f"no answer within {PATIENCE:g} seconds"

    async def _check(self, name: str) -> str:
        try:
            return await self.checks[name]()
        except Exception as error:  # noqa: BLE001 - a part that cannot be asked is not ready
            _log.warning("a health check failed", part=name, exc_info=error)
            return type(error).__name__


class Door:
    """Where Slack's requests arrive. Shut, it asks Slack to come again, which Slack does."""

    def __init__(self) -> None:
        self.inner: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shut = JSONResponse({"error": "not_ready"}, 503, headers={"Retry-After": "10"})
        await (self.inner or shut)(scope, receive, send)


def web(health: Health, metrics: Metrics, slack: ASGIApp | None, api: ASGIApp | None = None) -> Starlette:
    """Return the app to serve; ``slack`` takes ``POST /slack/events`` and is ``None`` in Socket Mode.

    ``api`` takes everything under ``/v1/``.
    """

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        parts = await health.report()
        well = all(found == "ok" for found in parts.values())
        return JSONResponse({"status": "ok" if well else "not ready", "parts": parts}, 200 if well else 503)

    async def numbers(_: Request) -> Response:
        return Response(metrics.page(), media_type=CONTENT_TYPE_LATEST)

    routes = [
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", numbers),
    ]
    if slack is not None:
        routes.append(Route("/slack/events", slack))
    if api is not None:
        routes.append(Route("/v1/{rest:path}", api))
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # a path is right or it is not
    return app
