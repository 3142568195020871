"""A process for ``test_work``: does jobs and writes their ids into a file, until it is killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from bot.store.database import open_database
from bot.work import Cancelled, Job, executors
from bot.work.durable import DurableWork

_DATABASE, _WORK, _NAME, _OUT = sys.argv[1:]
_GO = Path(f"{_OUT}.go")


class Writer:
    """``die`` kills the process the first time it is run, ``hang`` waits until a file says go."""

    def run(self, job: Job, cancelled: Cancelled) -> None:
        out = Path(_OUT)
        again = out.exists() and job.id in out.read_text().split()
        with out.open("a") as file:
            print(job.id, file=file)
        if job.kind == "die" and not again:
            os.kill(os.getpid(), signal.SIGKILL)
        while job.kind == "hang" and not _GO.exists():
            time.sleep(0.02)

    def give_up(self, job: Job, error: str) -> None:
        raise AssertionError(error)


if __name__ == "__main__":
    executors.SILENT = 3.0
    DurableWork(open_database(_DATABASE), _WORK, _NAME).start(Writer())
    threading.Event().wait()
