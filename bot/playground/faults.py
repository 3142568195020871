"""What can go wrong at Slack's end, on demand: rate limits, server errors, slow answers.

Decides for each request before and after it is done; knows nothing of what the request means.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

#: Requests a minute of Slack's tiers.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
_POSTS = ("chat.postMessage", "chat.postEphemeral", "chat.startStream")


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one request. ``after``: it is done all the same, only the answer is an error."""

    status: int = 0
    after: bool = False
    delay: float = 0.0
    retry_after: int = 1


@dataclass(slots=True)
class _Plan:
    """Some faults to come: which methods, how many, how often, until when."""

    fault: Fault
    methods: tuple[str, ...]
    times: int | None
    share: float
    until: float | None


@dataclass(slots=True)
class _Bucket:
    """A token bucket: ``rate`` a second, ``burst`` at once."""

    rate: float
    burst: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until the next may pass; 0 takes it."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.rate


@dataclass(slots=True)
class Faults:
    """The faults in force. All methods may be called while the server runs."""

    seed: int = 0
    _plans: list[_Plan] = field(default_factory=list)
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)
    _posts_a_second: float | None = None
    _burst: int = 1
    _tiers: bool = False
    _random: random.Random = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def fail(
        self,
        status: int = 503,
        *,
        methods: Sequence[str] = (),
        times: int | None = 1,
        share: float = 1.0,
        seconds: float | None = None,
        after: bool = False,
        retry_after: int = 1,
    ) -> None:
        """Let requests fail: the next ``times`` of these methods (default: all), or a share for a while."""
        self._plan(Fault(status, after, 0.0, retry_after), methods, times, share, seconds)

    def slow(
        self,
        delay: float,
        *,
        methods: Sequence[str] = (),
        times: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """Let requests wait ``delay`` seconds before they are looked at."""
        self._plan(Fault(delay=delay), methods, times, 1.0, seconds)

    def storm(self, seconds: float, *, share: float = 0.5, retry_after: int = 1) -> None:
        """For a while, a share of requests fails: rate limits, server errors, and some of these too late."""
        for status, after in ((429, False), (500, False), (503, False), (500, True), (502, True)):
            self.fail(
                status, times=None, share=share / 5, seconds=seconds, after=after, retry_after=retry_after
            )

    def limit_posts(self, a_second: float = 1.0, burst: int = 1) -> None:
        """Slack's special rule: about one post a second in a channel."""
        with self._lock:
            self._posts_a_second, self._burst = a_second, burst

    def limit_tiers(self) -> None:
        """Hold each method to its tier's requests a minute."""
        with self._lock:
            self._tiers = True

    def clear(self) -> None:
        """Everything is well again."""
        with self._lock:
            self._plans.clear()
            self._buckets.clear()
            self._posts_a_second, self._tiers = None, False

    def decide(self, method: str, channel: str, tier: int) -> Fault:
        """What happens to this request."""
        with self._lock:
            now = time.monotonic()
            if wait := self._wait(method, channel, tier, now):
                return Fault(429, retry_after=max(1, math.ceil(wait)))
            self._plans = [p for p in self._plans if p.times != 0 and (p.until is None or now < p.until)]
            delay = 0.0
            for plan in self._plans:
                if plan.methods and method not in plan.methods:
                    continue
                if plan.share < 1 and self._random.random() >= plan.share:
                    continue
                if plan.times is not None:
                    plan.times -= 1
                if plan.fault.status:
                    return Fault(plan.fault.status, plan.fault.after, delay, plan.fault.retry_after)
                delay += plan.fault.delay
            return Fault(delay=delay)

    def _plan(
        self, fault: Fault, methods: Sequence[str], times: int | None, share: float, seconds: float | None
    ) -> None:
        with self._lock:
            until = None if seconds is None else time.monotonic() + seconds
            self._plans.append(_Plan(fault, tuple(methods), times, share, until))

    def _wait(self, method: str, channel: str, tier: int, now: float) -> float:
        """Seconds this request is too early, by the post rule and by its tier."""
        waits = [0.0]
        if self._posts_a_second and method in _POSTS:
            waits.append(self._bucket("post", channel, self._posts_a_second, self._burst, now).wait(now))
        if self._tiers and method not in _POSTS and tier in TIERS:
            a_minute = TIERS[tier]
            waits.append(self._bucket(method, "", a_minute / 60, a_minute, now).wait(now))
        return max(waits)

    def _bucket(self, name: str, channel: str, rate: float, burst: float, now: float) -> _Bucket:
        return self._buckets.setdefault((name, channel), _Bucket(rate, burst, burst, now))
