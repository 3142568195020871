"""Bodies of requests: not read further, longer or deeper than they may be.

What was read before a request was let in is played again to whoever it is handed to.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.types import Message, Receive

#: Seconds that a body may take to arrive.
SLOWEST = 10.0


class Refused(Exception):
    """A request that is turned away: with which status, and why (a word for the meters)."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


async def read(request: Request, largest: int) -> bytes:
    """Read the body, but no further than ``largest`` bytes: whoever sends more need not be heard out.

    Raises:
        Refused: it is larger, or takes too long.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:12]) > largest:
        raise Refused(413, "too_large")
    chunks, size = [], 0
    try:
        async with asyncio.timeout(SLOWEST):
            async for chunk in request.stream():
                size += len(chunk)
                if size > largest:
                    raise Refused(413, "too_large")
                chunks.append(chunk)
    except TimeoutError:
        raise Refused(408, "too_slow") from None
    return b"".join(chunks)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives the body that was read, and then what comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def depth(value: Any, most: int) -> int:
    """Return how deep objects and lists are nested, counted without recursion and to ``most + 1`` only."""
    level, deep = [value], 0
    while level and deep <= most:
        level = [
            part
            for outer in level
            if isinstance(outer, dict | list)
            for part in (outer.values() if isinstance(outer, dict) else outer)
        ]
        deep += 1
    return deep
