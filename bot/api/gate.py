"""Stands before the API: knows the caller, counts, keeps limits, and lets in only what can be read.

It is there before the shop is open and says so until then. Everything that is turned away here, no library
behind it has seen. Bodies and queries are never logged; every request gets an id, which is in its response
(X-Request-Id), in its log lines and, if the caller sent one, the caller's own.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.refusals import Problem, answer
from bot.http.bodies import Refused, depth, read, replayed
from bot.watch import logs
from bot.watch.callers import Callers
from bot.watch.limits import Limits
from bot.watch.metrics import Metrics

#: Bytes of a body: the longest source of an article in any script, or a long conversation.
LARGEST = 1_000_000
#: A brief with a product has four levels.
DEEPEST = 12

#: What anybody may read, and what takes a token. Other addresses are counted as "other".
PUBLIC = frozenset({"/v1/openapi.json", "/v1/docs"})
ROUTES = PUBLIC | {"/v1/answers", "/v1/answers/stream", "/v1/copies", "/v1/products"}

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BEARER = re.compile(r"bearer +([\x21-\x7e]+) *", re.IGNORECASE)
_log = logs.get(__name__)


class Gate:
    """An ASGI app around the API, which is put into ``inner`` when the shop is open."""

    def __init__(self, callers: Callers, limits: Limits, metrics: Metrics) -> None:
        self.inner: ASGIApp | None = None
        self._callers, self._limits, self._metrics = callers, limits, metrics
        self._running = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def close(self, grace: float) -> None:
        """Let nobody in any more, and give those who are in ``grace`` seconds to be served."""
        self.inner = None
        try:
            await asyncio.wait_for(self._quiet.wait(), grace)
        except TimeoutError:
            _log.warning("requests are cut short", running=self._running)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        given = request.headers.get("x-request-id", "")
        named = given if _ID.fullmatch(given) else str(uuid.uuid4())
        route = scope["path"] if scope["path"] in ROUTES else "other"
        started, status = time.monotonic(), 0

        async def out(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = named
                headers["X-Content-Type-Options"] = "nosniff"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        self._running += 1
        self._quiet.clear()
        self._metrics.api_running.inc()
        with logs.bound(request=named):
            try:
                await self._serve(request, out)
            finally:
                self._running -= 1
                if not self._running:
                    self._quiet.set()
                seconds = time.monotonic() - started
                self._metrics.api_running.dec()
                self._metrics.api_requests.labels(route, str(status)).inc()
                self._metrics.api_seconds.labels(route).observe(seconds)
                caller = scope.get("caller", "")
                _log.info("request", route=route, status=status, caller=caller, seconds=round(seconds, 3))

    async def _serve(self, request: Request, send: Send) -> None:
        begun = False

        async def out(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        scope, receive = request.scope, request.receive
        try:
            inner = self._admit(request)
            if request.method == "POST":
                receive = replayed(await self._readable(request), receive)
            await inner(scope, receive, out)
        except ClientDisconnect:
            _log.info("the caller is gone")
        except Refused as refused:
            await answer(Problem(refused.reason))(scope, receive, send)
        except Problem as problem:
            await answer(problem)(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the last place where anybody looks
            _log.error("a request failed", exc_info=error)
            if not begun:
                await answer(Problem("internal"))(scope, receive, send)

    def _admit(self, request: Request) -> ASGIApp:
        """Return the app that may be asked.

        Raises:
            Problem: the caller is unknown or asks too often, or the shop is not open.
        """
        if not self._callers:
            raise Problem("api_off")
        if request.scope["path"] not in PUBLIC:
            found = _BEARER.fullmatch(request.headers.get("authorization", ""))
            caller = self._callers.who(found[1]) if found else ""
            if not caller:
                raise Problem("unauthorized")
            request.scope["caller"] = caller
            if wait := self._limits.take(caller, ""):
                raise Problem("limited", wait=wait)
        if self.inner is None:
            raise Problem("not_ready", wait=10)
        return self.inner

    async def _readable(self, request: Request) -> bytes:
        """Return the body, once it is known to be JSON that others can handle.

        Raises:
            Problem: it is none.
            Refused: it is too large or too slow.
        """
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Problem("not_json")
        body = await read(request, LARGEST)
        try:
            found = json.loads(body.decode("utf-8"), parse_constant=_no_number)
            json.dumps(
                found, ensure_ascii=False, allow_nan=False
            ).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError):
            raise Problem("unreadable") from None
        if depth(found, DEEPEST) > DEEPEST:
            raise Problem("unreadable")
        return body


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
