"""Who is next: a few threads, each of which takes the slice of the lowest rank that waits.

The event loop chooses, not the threads, and a thread is free only after whoever it worked for has spoken: who
has more slices to be done asks for the next one before another request's is begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent import futures
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")
Rank = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    rank: Rank
    number: int  # equal ranks: as they came
    slice_: Callable[[], Any] = field(compare=False)
    done: asyncio.Future[Any] = field(compare=False)


class Line:
    """``workers`` slices at once; of one event loop at a time."""

    def __init__(self, workers: int) -> None:
        self._pool = futures.ThreadPoolExecutor(workers, "turn")
        self._idle = workers
        self._waiting: set[_Waiting] = set()
        self._numbers = count()

    async def take(self, slice_: Callable[[], T], rank: Rank) -> T:
        """Do one slice in a thread when no lower rank waits.

        Whoever is cancelled leaves the line; a slice that has begun is finished, and nobody waits for it.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        mine = _Waiting(rank, next(self._numbers), slice_, done)
        self._waiting.add(mine)
        self._begin()
        try:
            return await done
        finally:
            self._waiting.discard(mine)

    def close(self) -> None:
        """Let the slices that have begun be finished, and no others begin."""
        self._waiting.clear()
        self._pool.shutdown()

    def _begin(self) -> None:
        while self._idle and self._waiting:
            first = min(self._waiting)
            self._waiting.remove(first)
            if not first.done.done():  # else it was cancelled
                self._idle -= 1
                self._pool.submit(first.slice_).add_done_callback(self._ended(first.done))

    def _free(self) -> None:
        self._idle += 1
        self._begin()

    def _ended(self, done: asyncio.Future[T]) -> Callable[[futures.Future[T]], None]:
        loop = done.get_loop()

        def end(slice_: futures.Future[T]) -> None:
            if not done.done():
                error = slice_.exception()
                done.set_exception(error) if error else done.set_result(slice_.result())
            loop.call_soon(self._free)  # after whoever waits for ``done``, who is called sooner

        def tell(slice_: futures.Future[T]) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits
                loop.call_soon_threadsafe(end, slice_)

        return tell
