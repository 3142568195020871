"""The queue: so many requests inside, a slice of work at a time, the shortest first; the rest is sent away.

Requests are not gathered into common batches: a picture is computed alone, whatever it is painted with, so
that its bytes are always the same (``imagegen.painting.alone``), and a batch would save nothing. What a queue
can do instead is choose: the request with the fewest slices left is next, and of equal ones the first that
came. So a single picture waits for a slice of a long request, not for all of it; equal requests are finished
one after the other, where taking turns would make all of them late; and what is begun is put off for shorter
work only, so that few requests at a time hold a part of their pictures.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from imagegen.serving.line import Line
from imagegen.serving.meters import Meters
from imagegen.serving.refusals import Problem

T = TypeVar("T")

#: Seconds after which to come again when the queue is full or slow.
AGAIN = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """A request's place in the queue; ``number`` counts them as they come."""

    line: Line
    number: int

    async def take(self, slice_: Callable[[], T], left: int = 0) -> T:
        """Do one slice of the request in a thread when it is its turn; ``left`` more will follow it.

        Whoever is cancelled leaves the line; a slice that has begun is finished, and nobody waits for it.
        """
        return await self.line.take(slice_, (left, self.number))


class Turns:
    """``workers`` slices at once; ``queue`` requests more may wait; none stays longer than ``deadline``."""

    def __init__(self, workers: int, queue: int, deadline: float, meters: Meters) -> None:
        self._most, self._inside = workers + queue, 0
        self._deadline, self._meters = deadline, meters
        self._line, self._numbers = Line(workers), count()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Place]:
        """Have a place in the queue while this is entered.

        Raises:
            Problem: there is none ("busy"), or the time is over ("late").
        """
        if self._inside >= self._most:
            self._meters.dropped.labels("busy").inc()
            raise Problem("busy", wait=AGAIN)
        self._count(+1)
        try:
            async with asyncio.timeout(self._deadline):
                yield Place(self._line, next(self._numbers))
        except TimeoutError:
            self._meters.dropped.labels("late").inc()
            raise Problem("late", wait=AGAIN) from None
        finally:
            self._count(-1)

    def close(self) -> None:
        """Let the slices that have begun be finished, and no others begin."""
        self._line.close()

    def _count(self, change: int) -> None:
        self._inside += change
        self._meters.admitted.set(self._inside)
