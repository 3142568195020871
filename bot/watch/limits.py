"""How often a person and a channel may ask: sliding windows, so that one cannot use up the others' patience.

Counts live in memory, for this process alone. They need no database: after a restart everybody
starts afresh, and with two processes a person gets at most twice the limit.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MINUTE = 60.0
#: So many people and channels are remembered; beyond it the one that was quiet longest is forgotten.
REMEMBERED = 10_000


class Window:
    """At most ``limit`` events of one key within any ``seconds``. A limit of 0 is no limit."""

    def __init__(self, limit: int, seconds: float = MINUTE, remembered: int = REMEMBERED) -> None:
        self.limit, self.seconds, self._remembered = limit, seconds, remembered
        # Ordered by the last event, so that what can be forgotten is always in front.
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, key: str, now: float) -> float:
        """Return the seconds until another event of ``key`` is allowed: 0 means now."""
        times = self._times.get(key)
        if self.limit <= 0 or times is None:
            return 0.0
        while times and times[0] <= now - self.seconds:
            times.popleft()
        return times[0] + self.seconds - now if len(times) >= self.limit else 0.0

    def add(self, key: str, now: float) -> None:
        """Count an event."""
        if self.limit <= 0:
            return
        self._times.setdefault(key, deque(maxlen=self.limit)).append(now)
        self._times.move_to_end(key)
        while self._times:
            quiet, times = next(iter(self._times.items()))
            if len(self._times) <= self._remembered and times and times[-1] > now - self.seconds:
                return
            del self._times[quiet]

    def __len__(self) -> int:
        return len(self._times)


class Limits:
    """Both windows together. ``user`` and ``channel`` are questions a minute; safe to use from any thread."""

    def __init__(
        self,
        user: int,
        channel: int,
        clock: Callable[[], float] = time.monotonic,
        remembered: int = REMEMBERED,
    ) -> None:
        self._user, self._channel = Window(user, MINUTE, remembered), Window(channel, MINUTE, remembered)
        self._clock = clock
        self._lock = threading.Lock()
        self._verdicts: OrderedDict[str, bool] = OrderedDict()
        self._remembered = remembered

    def take(self, user: str, channel: str, message: str = "") -> float:
        """Return 0.0 and count the question, or return the seconds to wait and count nothing.

        ``message`` is its id, under which ``verdict`` knows it from now on.
        """
        with self._lock:
            now = self._clock()
            wait = max(self._user.wait(user, now), self._channel.wait(channel, now))
            if wait <= 0.0:
                self._user.add(user, now)
                self._channel.add(channel, now)
            if message:
                self._verdicts[message] = wait <= 0.0
                while len(self._verdicts) > self._remembered:
                    self._verdicts.popitem(last=False)
            return max(wait, 0.0)

    def put_off(self, user: str, channel: str, message: str = "") -> str:
        """``take`` in words: return what to tell who must wait, or nothing if the question is counted."""
        wait = math.ceil(self.take(user, channel, message))
        if not wait:
            return ""
        again = f"in {wait} second{'' if wait == 1 else 's'}"
        with self._lock:
            own = self._user.wait(user, self._clock()) > 0.0
        if own:
            return f"That was a lot of questions. Ask again {again}."
        return f"Many people ask in this channel just now. Ask again {again}, or in a direct message."

    def verdict(self, message: str) -> bool | None:
        """Return whether a message was let in when it came first; None if it has not come yet.

        Slack delivers a message more than once, and a mention as two events: each counts once.
        """
        with self._lock:
            return self._verdicts.get(message)

    def __len__(self) -> int:
        """Return how many people and channels are remembered."""
        return len(self._user) + len(self._channel)
