"""Stopping a run cleanly after the step at hand: by Ctrl-C or when its time is up, in all processes alike."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import torch
from accelerate import Accelerator


class Stop:
    """Asked after every step. ``asked`` tells Ctrl-C from a run that is over."""

    def __init__(self, accelerator: Accelerator, minutes: float | None) -> None:
        self._accelerator = accelerator
        self._end = None if minutes is None else time.monotonic() + 60 * minutes
        self.asked = False

    def now(self) -> bool:
        wanted = self.asked or (self._end is not None and time.monotonic() >= self._end)
        if self._accelerator.num_processes > 1:  # one that stops alone would leave the others waiting
            flag = torch.tensor(float(wanted), device=self._accelerator.device)
            return bool(self._accelerator.reduce(flag, "sum") > 0)
        return wanted

    @contextmanager
    def listening(self, say: Callable[[str], None]) -> Iterator[None]:
        """Turn the first Ctrl-C into a wish; a second one stops at once."""
        if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
            yield
            return

        def ask(number: int, frame: FrameType | None) -> None:
            if self.asked:
                raise KeyboardInterrupt
            self.asked = True
            say("Stopping after this step; the same command goes on from here.")

        before = signal.signal(signal.SIGINT, ask)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
