"""Which processes do jobs, and which of them are alive: each beats, and silence is death."""

from __future__ import annotations

import os
import socket
import time
import uuid

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from bot.errors import NotReady
from bot.store.database import lock, reading, writing
from bot.store.tables import ExecutorRow

#: A process beats so often, and is dead after so many seconds of silence.
BEAT, SILENT = 2.0, 15.0


class Executor:
    """This process among those that share a database, under a name that lasts over its restarts."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine, self.name = engine, name
        self._host, self._pid = socket.gethostname(), os.getpid()
        self._process = f"{self._host}:{self._pid}:{uuid.uuid4().hex[:8]}"

    def claim(self) -> None:
        """Take the name. Whether a process that had it still lives is seen from its number, or its beats.

        Raises:
            NotReady: it does.
        """
        deadline, first = time.monotonic() + 2.5 * BEAT, None
        while (known := self._known()) and time.monotonic() < deadline:
            process, beat = known
            host, pid, _ = process.rsplit(":", 2)
            if host == self._host and self._gone(int(pid)):
                break
            first = first or beat
            if beat > first:
                raise self._taken()
            time.sleep(BEAT / 8)
        with writing(self._engine) as session:
            lock(session, self.name)  # another may start in the same moment
            row, now = session.get(ExecutorRow, self.name), _now(session)
            if row and row.beat > now - SILENT and row.process != (known and known[0]):
                raise self._taken()
            session.merge(ExecutorRow(name=self.name, process=self._process, beat=now))

    def beat(self) -> bool:
        """Say that this process is alive. False: it had been declared dead, or another has its name."""
        with writing(self._engine) as session:
            row, now = session.get(ExecutorRow, self.name), _now(session)
            if row is None:
                session.add(ExecutorRow(name=self.name, process=self._process, beat=now))
                return False
            known, row.process, row.beat = row.process == self._process, self._process, now
            return known

    def dead(self) -> list[tuple[str, float]]:
        """Return the executors that have fallen silent, with their last beat."""
        with reading(self._engine) as session:
            rows = session.scalars(select(ExecutorRow).where(ExecutorRow.beat < _now(session) - SILENT))
            return [(row.name, row.beat) for row in rows]

    def bury(self, name: str, beat: float) -> None:
        """Strike out an executor, unless it has beaten since."""
        with writing(self._engine) as session:
            session.execute(delete(ExecutorRow).where(ExecutorRow.name == name, ExecutorRow.beat == beat))

    def leave(self) -> None:
        """Declare this process dead, so that others take over at once what it leaves."""
        own = (ExecutorRow.name == self.name, ExecutorRow.process == self._process)
        with writing(self._engine) as session:
            session.execute(update(ExecutorRow).where(*own).values(beat=0.0))

    def _taken(self) -> NotReady:
        return NotReady(
            f"A process named {self.name!r} is at work already. Stop it, or give this one "
            "a name of its own with SHOPKEEPER_EXECUTOR."
        )

    def _known(self) -> tuple[str, float] | None:
        """Return the process that goes by our name, and its last beat, if that is not long ago."""
        with reading(self._engine) as session:
            row = session.get(ExecutorRow, self.name)
            return (row.process, row.beat) if row and row.beat > _now(session) - SILENT else None

    def _gone(self, pid: int) -> bool:
        """Say whether a process of this machine has ended. Our own number is a former process's."""
        if os.name == "nt":  # where this would end the process
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return pid == self._pid


def _now(session: Session) -> float:
    """The database's clock, which all processes share. SQLite has only this machine's."""
    if session.get_bind().dialect.name == "postgresql":
        return float(session.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0)
    return time.time()
