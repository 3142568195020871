"""Durable work: jobs that outlive crashes, in order within their lane.

Each submitted job puts a token, named after it, into its lane (``tokens``, on DBOS). A token that runs
takes the oldest unfinished job of the lane from the book (``jobs``), so order and idempotence rest on one
table, and a token too many does no harm. DBOS brings tokens back after a crash, the book knows what is left
to do. Tokens are taken early and wait in this process for one of its workers, oldest job first.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine

from bot.store.database import full_url
from bot.watch import logs
from bot.work import TRIES, Cancelled, Handler, Job, Later, reason, tokens
from bot.work.executors import BEAT, Executor
from bot.work.jobs import JobBook, Taken

#: Seconds before the next try, by the number of errors so far; after ``TRIES`` it is given up at once.
_BACK_OFF = (1.0, 5.0, 0.0, 5.0, 15.0, 0.0)
#: In how many processes a job may be begun before it counts as the one that kills them.
_STARTS = 10
_FLAGS, _TOP_UP, _PRUNE = 0.25, 30.0, 3600.0
#: How long handlers may take to leave once they have been told to.
_LEAVE = 3.0

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Running:
    """A job in this process: waiting for its time or a worker, or in the hands of the handler."""

    taken: Taken
    cancelled: Cancelled = field(default_factory=Cancelled)
    ready: bool = False
    handled: bool = False

    def hand_over(self) -> None:
        if not self.cancelled.is_set():
            self.cancelled.handover = True
            self.cancelled.set()


class DurableWork:
    """The real ``Work``. One in a process: DBOS allows no second.

    ``engine`` is the shop's database, ``url`` that of DBOS. ``name`` is this process's among those that
    share the database; after a crash the same name finds its jobs again at once, another after 15 seconds.
    ``workers`` do the jobs; as many more do those of the kinds in ``quick``, which never wait for the others.
    """

    def __init__(
        self, engine: Engine, url: str, name: str = "shopkeeper", workers: int = 2, quick: Container[str] = ()
    ) -> None:
        self._book = JobBook(engine)
        self._executor = Executor(engine, name)
        self._url, self._workers, self._quick = full_url(url), workers, quick
        self._handler: Handler | None = None
        self._running: set[_Running] = set()
        self._change = threading.Condition()  # guards _running and the worker places
        self._stopped = threading.Event()
        self._stopped.set()
        self._pulse: threading.Thread | None = None
        self._steady = 0.0  # since when the database has answered

    def submit(self, job: Job, delay: float = 0.0) -> bool:
        """See ``Work``. Before ``start`` a job is only written down."""
        if not self._book.add(job, time.time() + delay if delay else 0.0):
            return False
        if not self._stopped.is_set():
            try:
                tokens.put(job.id, job.lane)
            except Exception:  # the job is safe: the next topping up brings it on its way
                log.exception("no token for job %s", job.id)
        return True

    def cancel(self, job_id: str) -> None:
        self._book.cancel(job_id)
        self._tell({job_id})

    def ahead(self, job_id: str) -> int:
        return self._book.ahead(job_id)

    def waiting(self) -> int:
        return self._book.lanes().total()

    def unfinished(self, lane: str, kind: str = "", user: str = "") -> tuple[str, ...]:
        return self._book.unfinished(lane, kind, user)

    def start(self, handler: Handler) -> None:
        """See ``Work``.

        Raises:
            NotReady: another process of this name is at work.
        """
        self._executor.claim()
        self._handler = handler
        self._stopped.clear()
        # On SQLite there is nobody to share with; elsewhere other processes shall find lanes, too.
        lanes = 64 if self._url.startswith("sqlite") else 8 * self._workers
        tokens.launch(self._url, self._executor.name, lanes, self._next)
        tokens.top_up(self._book.lanes())
        self._pulse = threading.Thread(target=self._beat, name="shopkeeper-pulse", daemon=True)
        self._pulse.start()

    def stop(self, grace: float) -> None:
        if self._stopped.is_set():
            return
        self._stopped.set()
        with self._change:
            self._hand_over(only_waiting=True)
            self._change.wait_for(lambda: not self._running, timeout=grace)
            self._hand_over()
            if not self._change.wait_for(lambda: not self._running, timeout=_LEAVE):
                log.warning("%d jobs did not leave in time", len(self._running))
        if self._pulse:
            self._pulse.join()
        tokens.destroy()
        self._executor.leave()

    def _next(self, lane: str) -> None:
        """Do the oldest job of a lane: what a token is for."""
        if self._stopped.is_set():
            raise tokens.HandOver
        taken = self._book.take(lane)
        if taken is None:
            return
        running = _Running(taken)
        with self._change:
            self._running.add(running)
            if self._stopped.is_set():
                running.hand_over()
        try:
            self._drive(running)
        finally:
            with self._change:
                self._running.discard(running)
                self._change.notify_all()

    def _drive(self, running: _Running) -> None:
        """Bring a job to its end, or hand it over."""
        job, cancelled = running.taken.job, running.cancelled
        tries, error, not_before = running.taken.tries, running.taken.error, running.taken.not_before
        if running.taken.starts > _STARTS and tries < TRIES:
            tries, error = TRIES, f"the process ended {_STARTS} times while it worked on this"
        done = False
        while not done and not cancelled.wait(max(0.0, not_before - time.time())):
            with self._worker(running):
                if cancelled.is_set():
                    break
                try:
                    self._handle(running, tries, error)
                    done = True
                except Later as later:
                    not_before = time.time() + later.seconds
                except Exception as raised:
                    with logs.bound(job=job.id):
                        log.exception("a job failed (%s, try %d)", job.kind, tries + 1)
                    tries, error = tries + 1, error if tries >= TRIES else reason(raised)
                    not_before = time.time() + _BACK_OFF[tries - 1]
                    done = tries == len(_BACK_OFF)  # not even the person could be told
            if not done:
                self._book.postpone(job.id, not_before, tries, error)
        if cancelled.is_set() and cancelled.handover:
            self._book.put_back(job.id)
            raise tokens.HandOver
        state = "cancelled" if cancelled.is_set() else "failed" if tries >= TRIES else "done"
        self._book.end(job.id, state, error if state == "failed" else "")

    def _handle(self, running: _Running, tries: int, error: str) -> None:
        assert self._handler
        if tries < TRIES:
            self._handler.run(running.taken.job, running.cancelled)
        else:
            self._handler.give_up(running.taken.job, error)

    @contextmanager
    def _worker(self, running: _Running) -> Iterator[None]:
        """Hold a worker for jobs of its sort. Of those that are ready the oldest gets the next one free."""
        with self._change:
            running.ready = True
            self._change.wait_for(lambda: running.cancelled.is_set() or self._turn(running))
            running.ready, running.handled = False, True
        try:
            yield
        finally:
            with self._change:
                running.handled = False
                self._change.notify_all()

    def _turn(self, running: _Running) -> bool:
        quick = running.taken.job.kind in self._quick
        rivals = [other for other in self._running if (other.taken.job.kind in self._quick) == quick]
        free = sum(other.handled for other in rivals) < self._workers
        return free and running.taken.row == min(other.taken.row for other in rivals if other.ready)

    def _tell(self, job_ids: set[str]) -> None:
        """Tell the handlers of jobs that were cancelled."""
        with self._change:
            for running in self._running:
                if running.taken.job.id in job_ids:
                    running.cancelled.set()
            self._change.notify_all()

    def _hand_over(self, only_waiting: bool = False) -> None:
        with self._change:
            for running in self._running:
                if not (only_waiting and running.handled):
                    running.hand_over()
            self._change.notify_all()

    def _beat(self) -> None:
        """Beat, look for the dead, carry cancellations to the running, and keep DBOS tidy."""
        due = {self._alive: 0.0, self._top_up: time.monotonic() + _TOP_UP, tokens.prune: 0.0}
        every = {self._alive: BEAT, self._top_up: _TOP_UP, tokens.prune: _PRUNE}
        self._steady = time.monotonic()
        while not self._stopped.wait(_FLAGS):
            try:
                if self._running:
                    self._tell(self._book.cancelled(r.taken.job.id for r in list(self._running)))
                for task, at in due.items():
                    if at <= time.monotonic():
                        due[task] = time.monotonic() + every[task]
                        task()
            except Exception:  # the database may be away for a while
                self._steady = time.monotonic()
                log.exception("the pulse of durable work missed a beat")

    def _alive(self) -> None:
        if not self._executor.beat():
            log.warning("this process had been declared dead: its jobs are left to others")
            self._hand_over()
        if time.monotonic() < self._steady + 2 * BEAT:
            return  # after an outage the others must have time to beat, too
        for name, beat in self._executor.dead():
            tokens.recover(name)
            self._executor.bury(name, beat)

    def _top_up(self) -> None:
        tokens.top_up(self._book.lanes())
