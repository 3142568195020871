"""Work that must be done once, whatever happens: the seam, and its fake.

A ``Job`` is handed to ``Work`` and comes back to a ``Handler`` in a thread of its own. Jobs of one lane run
one after the other, in the order in which they were submitted. The real one is ``bot.durable.DurableWork``.
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

    ``payload`` holds JSON values, ids and flags rather than what people wrote, for it outlives the job for a
    while. ``user`` is for whom it is done, so that it can be forgotten with them.
    """

    id: str
    lane: str
    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    user: str = ""


class Handler(Protocol):
    """Does the jobs. May be called from several threads at once, for different lanes."""

    def run(self, job: Job, cancelled: threading.Event) -> None:
        """Do the job. It may be run again after a crash at any point, so every effect must be idempotent.

        Once ``cancelled`` is set it should return soon; a job that was cancelled is never tried again.
        It is also set when the process must stop: then the job is run again at the next start, unless it returns
        in time, which counts as done. A handler tells the two apart with ``Work.stopping``.
        """

    def give_up(self, job: Job, error: str) -> None:
        """Tell the person that the job cannot be done: its tries are used up. Must be idempotent too."""


class Work(Protocol):
    """The seam to durable work."""

    @property
    def stopping(self) -> bool:
        """Whether this process is about to stop."""

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

    def start(self, handler: Handler) -> None:
        """Begin to do jobs, first those that a dead process left behind."""

    def stop(self, grace: float) -> None:
        """Begin no new job and give the running ones ``grace`` seconds; what is left waits for the next start."""


class InlineWork:
    """The fake: does each job at once, in the thread that submits it, and forgets everything at the end.

    Delays and back-off take no time. While ``held`` is true jobs are only kept; ``run`` does them.
    """

    def __init__(self, held: bool = False) -> None:
        self.held = held
        self.stopping = False
        self.jobs: dict[str, Job] = {}  # every job that ever was submitted
        self._handler: Handler | None = None
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._cancelled: dict[str, threading.Event] = {}
        self._lock = threading.RLock()

    def submit(self, job: Job, delay: float = 0.0) -> bool:
        with self._lock:
            if job.id in self.jobs:
                return False
            self.jobs[job.id] = job
            self._cancelled[job.id] = threading.Event()
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

    def start(self, handler: Handler) -> None:
        self._handler, self.stopping = handler, False
        if not self.held:
            self.run()

    def stop(self, grace: float) -> None:
        self.stopping = True
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
        cancelled = self._cancelled[job.id]
        error = ""
        for _ in range(TRIES):
            if cancelled.is_set():
                return
            try:
                return handler.run(job, cancelled)
            except Exception as raised:  # noqa: BLE001 - whatever goes wrong in one job, the rest goes on
                error = str(raised) or type(raised).__name__
        handler.give_up(job, error)
