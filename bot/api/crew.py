"""Threads for what blocks: so many at work, so many who wait for them, and the rest is sent away at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, TypeVar

from bot.background import in_thread

T = TypeVar("T")


class Busy(Exception):
    """As many wait as may."""


class Late(Exception):
    """A place did not become free in time."""


class Crew:
    """``workers`` at a time, ``queue`` waiting, each at most ``patience`` seconds."""

    def __init__(self, workers: int, queue: int, patience: float) -> None:
        self.patience = patience
        self._most, self._inside = workers + queue, 0
        self._places = asyncio.Semaphore(workers)

    async def start(self, function: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        """Wait for a place, begin ``function`` in a thread, and return its future.

        The place is taken until the thread has ended, whether or not somebody still waits for it: shield the
        future from being cancelled.

        Raises:
            Busy: too many wait already.
            Late: the wait is over.
        """
        if self._inside >= self._most:
            raise Busy
        self._inside += 1
        try:
            async with asyncio.timeout(self.patience):
                await self._places.acquire()
        except BaseException as error:
            self._inside -= 1
            if isinstance(error, TimeoutError):
                raise Late from None
            raise
        future = in_thread(copy_context().run, function, *args)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, future: asyncio.Future[Any]) -> None:
        self._inside -= 1
        self._places.release()
        if not future.cancelled():
            future.exception()  # seen, even if nobody waits for it any more
