"""Stands before the routes: knows the caller, counts, lets in what can be read, sees when the caller leaves.

Everything that is turned away here, no library behind it has seen. Every response has an X-Request-Id, which
is the caller's own if they sent one, and which the log of a failure names.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import uuid
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from imagegen.serving.callers import Callers
from imagegen.serving.meters import Meters
from imagegen.serving.refusals import Problem, answer
from imagegen.serving.turns import AGAIN

#: Bytes of a body: the longest seeds and texts that are read need less, in any script.
LARGEST = 128 * 1024
#: Seconds that a body may take to arrive.
SLOWEST = 10.0
#: A request has an object with a list in it.
DEEPEST = 4
#: What anybody may read; all else takes a token.
PUBLIC = frozenset({"/healthz", "/readyz", "/metrics", "/v1/openapi.json"})

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BEARER = re.compile(r"bearer +([\x21-\x7e]+) *", re.IGNORECASE)
_log = logging.getLogger(__name__)


class Gate:
    """An ASGI app around the routes."""

    def __init__(self, app: ASGIApp, callers: Callers, meters: Meters) -> None:
        self._app, self._callers, self._meters = app, callers, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        given = request.headers.get("x-request-id", "")
        named = given if _ID.fullmatch(given) else str(uuid.uuid4())
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

        try:
            self._admit(request)
            await self._served(scope, await _read(request), receive, out)
        except ClientDisconnect:
            status = 499  # nobody gets it; the log and the meters know it by nginx's number
            self._meters.dropped.labels("gone").inc()
        except Problem as problem:
            await answer(problem)(scope, receive, out)
        except asyncio.CancelledError:  # the server stops, and its patience is over
            if not status:
                await answer(Problem("stopping", wait=AGAIN))(scope, receive, out)
        except Exception as error:  # noqa: BLE001 - the last place where anybody looks
            _log.error("a request failed", exc_info=error, extra={"request": named})
            if not status:
                await answer(Problem("internal"))(scope, receive, out)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._meters.requests.labels(route, str(status)).inc()
            self._meters.seconds.labels(route).observe(time.monotonic() - started)

    def _admit(self, request: Request) -> None:
        """Let in who is known.

        Raises:
            Problem: the caller is not.
        """
        if self._callers and request.scope["path"] not in PUBLIC:
            found = _BEARER.fullmatch(request.headers.get("authorization", ""))
            if not found or not self._callers.know(found[1]):
                raise Problem("unauthorized")

    async def _served(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Hand the request on, and drop it where it stands if the caller hangs up.

        Raises:
            ClientDisconnect: the caller has hung up.
        """
        given, gone = False, asyncio.Event()

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            gone.set()

        async def replay() -> Message:
            nonlocal given
            if given:
                await gone.wait()
                return {"type": "http.disconnect"}
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def serve() -> None:
            await self._app(scope, replay, send)

        work, watching = asyncio.create_task(serve()), asyncio.create_task(watch())
        try:
            await asyncio.wait({work, watching}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ClientDisconnect
            work.result()
        finally:
            for task in (work, watching):
                task.cancel()
            await asyncio.gather(work, watching, return_exceptions=True)


async def _read(request: Request) -> bytes:
    """Return the body; of a POST, once it is known to be JSON that others can handle.

    Raises:
        Problem: it is none, too large or too slow.
    """
    posted = request.method == "POST"
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if posted and kind != "application/json":
        raise Problem("not_json")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > LARGEST:
        raise Problem("too_large")
    body = b""
    try:
        async with asyncio.timeout(SLOWEST):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise Problem("too_large")
    except TimeoutError:
        raise Problem("too_slow") from None
    if posted:
        _readable(body)
    return body


def _readable(body: bytes) -> None:
    """See that a body is JSON in UTF-8, not too deep, and that its texts and numbers can be written again.

    Raises:
        Problem: it is not.
    """
    try:
        found = json.loads(body.decode("utf-8"))
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise Problem("unreadable") from None
    level: list[Any] = [found]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _within(outer)]
    if level:
        raise Problem("unreadable")


def _within(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
