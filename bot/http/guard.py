"""Stands before Slack's HTTP door and lets in only what Slack signed, lately, in a form that can be read.

Everything else is turned away with a 4xx before any library sees it: Bolt answers 500 to a timestamp that is
no number, and lets ``ssl_check=1`` pass unsigned. This file knows HTTP and Slack's signature, not Bolt.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.http.bodies import Refused, read, replayed
from bot.http.shape import fits
from bot.watch.metrics import Metrics

#: Slack's largest are views and long messages, well below.
LARGEST = 1_000_000
#: Slack's own rule: what was signed five minutes ago may be a recording.
STALE = 300.0

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


class Guard:
    """An ASGI app around another one. ``secret`` is the app's signing secret, ``clock`` tells Unix time."""

    def __init__(
        self, app: ASGIApp, secret: str, metrics: Metrics, clock: Callable[[], float] = time.time
    ) -> None:
        self._app, self._secret, self._metrics, self._clock = app, secret.encode(), metrics, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await self._checked(Request(scope, receive))
        except ClientDisconnect:
            return
        except Refused as refused:
            self._metrics.refused.labels(refused.reason).inc()
            await JSONResponse({"error": refused.reason}, refused.status)(scope, receive, send)
            return

        await self._app(scope, replayed(body, receive), send)

    async def _checked(self, request: Request) -> bytes:
        """Return the body of a request that Slack sent.

        Raises:
            Refused: it is not Slack's, too old, too large or cannot be read.
        """
        if request.method != "POST":
            raise Refused(405, "method")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (_JSON, _FORM):
            raise Refused(415, "content_type")
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not _TIMESTAMP.fullmatch(stamp) or not _SIGNATURE.fullmatch(signature):
            raise Refused(401, "unsigned")
        if abs(self._clock() - int(stamp)) > STALE:
            raise Refused(401, "stale")
        body = await read(request, LARGEST)
        if not hmac.compare_digest(signature, sign(self._secret, stamp, body)):
            raise Refused(401, "forged")
        _read(body, kind)
        return body


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """Return Slack's signature of a request."""
    digest = hmac.new(secret, b"v0:%s:%s" % (timestamp.encode(), body), hashlib.sha256).hexdigest()
    return f"v0={digest}"


def _read(body: bytes, kind: str) -> None:
    """See that the body is a payload as Slack sends them.

    Raises:
        Refused: it is not.
    """
    try:
        text = body.decode("utf-8")
        payload = json.loads(text) if kind == _JSON else _form(text)
        json.dumps(payload, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise Refused(400, "unreadable") from None
    if not fits(payload):
        raise Refused(400, "shape")


def _form(text: str) -> Any:
    """A slash command is a form; a click is a form whose one field ``payload`` holds JSON."""
    if text.startswith("{"):  # Bolt would take it for JSON, whatever its heading says
        raise ValueError("JSON under the heading of a form")
    fields = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=100))
    if "payload" in fields:
        return json.loads(fields["payload"])
    if "command" not in fields:
        raise ValueError("neither a command nor a click")
    return fields
