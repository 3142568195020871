"""One picture, one thread: why the same seed gives the same bytes wherever and however it is painted.

Convolutions add up in an order that depends on the size of the batch and on how many threads share one. In
64 pictures painted at once, none was equal to the last bit to the same picture painted alone. So each
picture is computed alone, in a batch of one, by one thread, and the cores share the pictures instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import torch

Given = TypeVar("Given")
Found = TypeVar("Found")


class Alone:
    """A few threads, within each of which torch computes with that thread only.

    How many threads torch uses is a setting of each thread, which begins with a common one. Setting it
    changes both, so once it is set in every thread of the pool, the common one is put back for all others.
    """

    def __init__(self, workers: int | None = None) -> None:
        usual = torch.get_num_threads()
        count = workers or usual
        self._pool = ThreadPoolExecutor(count, "painter", _single)
        started = Barrier(count)  # every thread gets one job, so every thread has started
        list(self._pool.map(lambda _: started.wait(60), range(count)))
        torch.set_num_threads(usual)

    def map(self, compute: Callable[[Given], Found], things: Iterable[Given]) -> list[Found]:
        """Compute each of ``things`` alone; results in order."""
        return list(self._pool.map(compute, things))


def _single() -> None:
    torch.get_num_threads()  # the first use in a thread takes over the common setting: before ours
    torch.set_num_threads(1)
