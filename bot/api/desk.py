"""What the API's routes may reach for: the services, and the two ways to use them without blocking the loop.

``once`` does a request under its Idempotency-Key; ``start`` has a worker do what blocks, in its turn.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.api.crew import Busy, Crew
from bot.api.refusals import Problem
from bot.background import in_thread
from bot.briefs import Reader
from bot.copywriter import Copywriter
from bot.store.replies import Found, Replies
from bot.support import Support
from bot.watch.metrics import Metrics

Json = dict[str, Any]
T = TypeVar("T")

#: Seconds after which a caller is told to come again; what was begun for a key goes on and is kept.
LONGEST = 120.0
#: Seconds after which to come again when all workers are taken.
AGAIN = 5.0


@dataclass(slots=True)
class Desk:
    """The services. ``crew`` are the threads in which they work. Without a ``copywriter`` no copy is to be
    had, and ``closed`` says why."""

    support: Support
    copywriter: Copywriter | None
    reader: Reader
    replies: Replies
    crew: Crew
    metrics: Metrics
    closed: str = ""
    _tasks: set[asyncio.Task[Json]] = field(default_factory=set)

    async def start(self, function: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        """As ``Crew.start``, but whoever finds the queue full is told when to come again."""
        try:
            return await self.crew.start(function, *args)
        except Busy:
            raise Problem("busy", wait=AGAIN) from None

    async def once(
        self, request: Request, key: str | None, asked: BaseModel, work: Callable[[], Awaitable[Json]]
    ) -> JSONResponse:
        """Do ``work``, unless its reply is known by the key that the caller gave it.

        Raises:
            Problem: the key was used for something else, is in hand, or the work takes too long.
        """
        caller: str = request.scope["caller"]
        if key is None:
            return JSONResponse(await self._patiently(work()))
        found = await in_thread(self.replies.begin, caller, key, _hash(request.scope["path"], asked))
        if found.verdict == "known":
            return JSONResponse(found.body, headers={"Idempotency-Replayed": "true"})
        if found.verdict == "other":
            raise Problem("key_reused")
        if found.verdict == "in hand":
            raise Problem("in_progress", wait=AGAIN)
        return JSONResponse(await self._patiently(self._kept(caller, key, found, work())))

    async def _kept(self, caller: str, key: str, found: Found, work: Awaitable[Json]) -> Json:
        """Do the work and keep its reply. One that comes to nothing may be tried again."""
        try:
            body = await work
        except BaseException:
            await in_thread(self.replies.release, caller, key, found)
            raise
        await in_thread(self.replies.finish, caller, key, found, body)
        return body

    async def _patiently(self, work: Awaitable[Json]) -> Json:
        """Wait for the work, but not for ever. It goes on when nobody waits any more."""

        async def do() -> Json:
            return await work

        task = asyncio.create_task(do())
        self._tasks.add(task)  # the loop itself holds tasks only weakly
        task.add_done_callback(self._done)
        try:
            async with asyncio.timeout(LONGEST):
                return await asyncio.shield(task)
        except TimeoutError:
            raise Problem("late", wait=AGAIN) from None

    def _done(self, task: asyncio.Task[Json]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # seen, even if nobody waits for it any more


def _hash(path: str, asked: BaseModel) -> str:
    """The same for requests that ask the same, however their JSON is spaced or ordered."""
    words = json.dumps([path, asked.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()
