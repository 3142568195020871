"""The book of jobs: what was submitted, in which order, and how far it has come.

It decides what is done next in a lane; ``bot.work.durable`` only brings lanes and threads together. Every
method is one short transaction.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, case, func, select, update

from bot.store.database import lock, reading, writing
from bot.store.rows import clean
from bot.store.tables import JobRow
from bot.work import Job

_UNFINISHED = JobRow.ended.is_(None)


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that this process has taken. ``row`` is its place in the order of all jobs."""

    job: Job
    row: int
    not_before: float
    tries: int
    starts: int
    error: str


class JobBook:
    """The table ``jobs``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, job: Job, not_before: float) -> bool:
        """Write a job down. False: its id is known."""
        row = JobRow(
            id=job.id,
            lane=job.lane,
            kind=job.kind,
            payload=dict(job.payload),
            user=job.user,
            state="waiting",
            cancelled=False,
            not_before=not_before,
            tries=0,
            starts=0,
            error="",
            at=time.time(),
        )
        with writing(self._engine) as session:
            lock(session, job.id)  # another process may have it in the same moment
            if session.scalar(select(JobRow.row).where(JobRow.id == job.id)):
                return False
            session.add(row)
            return True

    def take(self, lane: str) -> Taken | None:
        """Take the oldest job of a lane that has not ended; one that was cancelled ends here."""
        query = select(JobRow).where(JobRow.lane == lane, _UNFINISHED).order_by(JobRow.row)
        with writing(self._engine) as session:
            for row in session.scalars(query.with_for_update()):
                if row.cancelled:
                    _end(row, "cancelled")
                    continue
                row.state, row.starts = "running", row.starts + 1
                job = Job(row.id, row.lane, row.kind, dict(row.payload), row.user)
                return Taken(job, row.row, row.not_before, row.tries, row.starts, row.error)
        return None

    def postpone(self, job_id: str, not_before: float, tries: int, error: str) -> None:
        """Note that a job goes on later, after an error or by its own wish."""
        values: dict[str, Any] = {"not_before": not_before, "tries": tries, "error": clean(error)}
        self._set(job_id, **values)

    def put_back(self, job_id: str) -> None:
        """Leave a job to the next start; that it was begun here does not count against it."""
        self._set(job_id, state="waiting", starts=case((JobRow.starts > 0, JobRow.starts - 1), else_=0))

    def end(self, job_id: str, state: str, error: str = "") -> None:
        """Note that a job is over: ``done``, ``cancelled`` or ``failed``; only the last keeps its payload."""
        with writing(self._engine) as session:
            row = session.scalar(select(JobRow).where(JobRow.id == job_id, _UNFINISHED))
            if row:
                _end(row, state, clean(error))

    def cancel(self, job_id: str) -> None:
        """Mark a job as cancelled; one that nobody has taken is over."""
        with writing(self._engine) as session:
            row = session.scalar(select(JobRow).where(JobRow.id == job_id, _UNFINISHED).with_for_update())
            if row:
                row.cancelled = True
                if row.state == "waiting":
                    _end(row, "cancelled")

    def cancelled(self, job_ids: Iterable[str]) -> set[str]:
        """Return those of these jobs that are to be cancelled."""
        query = select(JobRow.id).where(JobRow.id.in_(list(job_ids)), JobRow.cancelled)
        with reading(self._engine) as session:
            return set(session.scalars(query))

    def ahead(self, job_id: str) -> int:
        """Return how many unfinished jobs were submitted before this unfinished one."""
        own = select(JobRow.row).where(JobRow.id == job_id, _UNFINISHED).scalar_subquery()
        with reading(self._engine) as session:
            return session.scalar(select(func.count()).where(_UNFINISHED, JobRow.row < own)) or 0

    def unfinished(self, lane: str, kind: str = "", user: str = "") -> tuple[str, ...]:
        """Return the jobs of a lane that have not ended, oldest first; perhaps of one kind, for one user."""
        query = select(JobRow.id).where(JobRow.lane == lane, _UNFINISHED).order_by(JobRow.row)
        if kind:
            query = query.where(JobRow.kind == kind)
        if user:
            query = query.where(JobRow.user == user)
        with reading(self._engine) as session:
            return tuple(session.scalars(query))

    def lanes(self) -> Counter[str]:
        """Return how many jobs of each lane have not ended."""
        query = select(JobRow.lane, func.count()).where(_UNFINISHED).group_by(JobRow.lane)
        with reading(self._engine) as session:
            return Counter({lane: count for lane, count in session.execute(query)})

    def _set(self, job_id: str, **values: Any) -> None:
        with writing(self._engine) as session:
            session.execute(update(JobRow).where(JobRow.id == job_id, _UNFINISHED).values(**values))


def _end(row: JobRow, state: str, error: str = "") -> None:
    row.state, row.error, row.ended = state, error, time.time()
    if state != "failed":
        row.payload, row.user = {}, ""
