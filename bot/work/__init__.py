"""Work that must be done once, whatever happens: the seam, and its fake.

A ``Job`` is handed to ``Work`` and comes back to a ``Handler`` in a thread of its own. Jobs of one lane run
one after the other, in the order in which they were submitted. The real one is
``bot.work.durable.DurableWork``.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

#: How often a job is tried before it is set aside.
TRIES = 3


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do. ``id`` names it for good: a second job of the same id is never run.

    ``payload`` holds JSON values, ids and flags rather than what people wrote; it is wiped once the job
    is done. ``user`` is for whom it is done, so that it can be forgotten with them.
    """

    id: str
    lane: str
    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    user: str = ""


class Later(Exception):
    """Raised by a handler that cannot go on now: run the job again in ``seconds``. No try is used up.

    The worker is free meanwhile, the lane is not. For Slack being down, or a person who may still be typing.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:g} seconds")
        self.seconds = seconds


class HandedOver(Exception):
    """Raised by a handler whose process must stop: the job goes on from where it is, here or elsewhere."""


class Cancelled(threading.Event):
    """Set when a running job should return soon, and why.

    ``handover`` is true when the process must stop, rather than a person having cancelled the job: it
    will be run again, here or elsewhere, so nobody needs to be told.
    """

    handover = False

    def unless_handed_over(self) -> None:
        """Go on, unless the process must stop.

        Raises:
            HandedOver: it must.
        """
        if self.is_set() and self.handover:
            raise HandedOver


class Handler(Protocol):
    """Does the jobs. May be called from several threads at once, for different lanes."""

    def run(self, job: Job, cancelled: Cancelled) -> None:
        """Do the job. It may be run again after a crash at any point, so every effect must be idempotent."""

    def give_up(self, job: Job, error: str) -> None:
        """Tell the person that the job cannot be done: its tries are used up. Must be idempotent too."""


class Work(Protocol):
    """The seam to durable work."""

    def submit(self, job: Job, delay: float = 0.0) -> bool:
        """Take a job over, durably once this returns; it starts after ``delay`` seconds at the earliest.

        False: a job of this id is known already, and this call changed nothing.
        """

    def cancel(self, job_id: str) -> None:
        """Stop a job: one that waits will not run, one that runs in any process is told within half a second.

        An unknown or finished job is left as it is.
        """

    def ahead(self, job_id: str) -> int:
        """Return how many jobs wait or run before this one; 0 for one that is finished or unknown."""

    def waiting(self) -> int:
        """Return how many jobs wait or run."""

    def unfinished(self, lane: str, kind: str = "", user: str = "") -> tuple[str, ...]:
        """Return the jobs of a lane that wait or run, oldest first: all, or of one kind and for one user."""

    def start(self, handler: Handler) -> None:
        """Begin to do jobs, first those that a dead process left behind."""

    def stop(self, grace: float) -> None:
        """Begin no new job and give the running ones ``grace`` seconds; the rest is left for later."""


class InlineWork:
    """The fake: does each job at once, in the thread that submits it, and forgets everything at the end.

    Delays and back-off take no time. While ``held`` is true jobs are only kept; ``run`` does them.
    """

    def __init__(self, held: bool = False) -> None:
        self.held = held
        self.jobs: dict[str, Job] = {}  # every job that ever was submitted
        self._handler: Handler | None = None
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._cancelled: dict[str, Cancelled] = {}
        self._lock = threading.RLock()

    def submit(self, job: Job, delay: float = 0.0) -> bool:
        with self._lock:
            if job.id in self.jobs:
                return False
            self.jobs[job.id] = job
            self._cancelled[job.id] = Cancelled()
            self._waiting.append(job)
        if not self.held:
            self.run()
        return True

    def cancel(self, job_id: str) -> None:
        if job_id in self._cancelled:
            self._cancelled[job_id].set()
        self._waiting = deque(job for job in self._waiting if job.id != job_id)

    def ahead(self, job_id: str) -> int:
        ids = [job.id for job in (self._running, *self._waiting) if job]
        return ids.index(job_id) if job_id in ids else 0

    def waiting(self) -> int:
        return len(self._waiting) + (self._running is not None)

    def unfinished(self, lane: str, kind: str = "", user: str = "") -> tuple[str, ...]:
        jobs = [job for job in (self._running, *self._waiting) if job and job.lane == lane]
        return tuple(j.id for j in jobs if kind in ("", j.kind) and user in ("", j.user))

    def start(self, handler: Handler) -> None:
        self._handler = handler
        if not self.held:
            self.run()

    def stop(self, grace: float) -> None:
        self._handler = None

    def run(self) -> None:
        """Do what waits, and what that submits. Called by a handler in the midst of a job it does nothing."""
        with self._lock:
            if self._running:
                return
            while self._handler and self._waiting:
                self._running = self._waiting.popleft()
                try:
                    self._try(self._handler, self._running)
                finally:
                    self._running = None

    def _try(self, handler: Handler, job: Job) -> None:
        cancelled, tries, error = self._cancelled[job.id], 0, ""
        while tries < TRIES:
            if cancelled.is_set():
                return
            try:
                return handler.run(job, cancelled)
            except Later as later:
                cancelled.wait(min(later.seconds, 0.05))
            except Exception as raised:  # noqa: BLE001 - whatever goes wrong in one job, the rest goes on
                tries, error = tries + 1, reason(raised)
        handler.give_up(job, error)


def reason(error: BaseException) -> str:
    """Return what went wrong in a line that can be kept; the trace is the log's."""
    return f"{type(error).__name__}: {error}".removesuffix(": ")[:500]
