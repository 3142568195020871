"""The queue: so many requests inside, each a slice of its work at a time, in turn; the rest is sent away.

Requests are not gathered into common batches: a picture is computed alone, whatever it is painted with, so
that its bytes are always the same (``imagegen.painting.alone``), and a batch would save nothing. What a queue
can do instead is be fair: a request for many pictures goes to the end of the line after each slice, so one
for a single picture waits for slices, not for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from imagegen.serving.meters import Meters
from imagegen.serving.refusals import Problem

T = TypeVar("T")

#: Seconds after which to come again when the queue is full or slow.
AGAIN = 5.0


class Turns:
    """``workers`` slices at once; ``queue`` requests more may wait; none stays longer than ``deadline``."""

    def __init__(self, workers: int, queue: int, deadline: float, meters: Meters) -> None:
        self._most, self._inside = workers + queue, 0
        self._deadline, self._meters = deadline, meters
        self._pool = ThreadPoolExecutor(workers, "turn")

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Have a place in the line while this is entered.

        Raises:
            Problem: there is none ("busy"), or the time is over ("late").
        """
        if self._inside >= self._most:
            self._meters.dropped.labels("busy").inc()
            raise Problem("busy", wait=AGAIN)
        self._count(+1)
        try:
            async with asyncio.timeout(self._deadline):
                yield
        except TimeoutError:
            self._meters.dropped.labels("late").inc()
            raise Problem("late", wait=AGAIN) from None
        finally:
            self._count(-1)

    async def take(self, slice_: Callable[[], T]) -> T:
        """Do one slice in a thread when it is its turn.

        Whoever is cancelled leaves the line; a slice that has begun is finished, and nobody waits for it.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, slice_)

    def close(self) -> None:
        """Let the slices that have begun be finished, and no others begin."""
        self._pool.shutdown(cancel_futures=True)

    def _count(self, change: int) -> None:
        self._inside += change
        self._meters.admitted.set(self._inside)
