"""Tokens in DBOS: each lets some process do the next job of one lane, and outlives that process.

The only file that speaks to DBOS. A token is a workflow whose only argument is its lane, in a queue with a
partition for each lane and room for one running token in a partition. What people wrote never gets here.
"""

from __future__ import annotations

import contextvars
import logging
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSConfig
from sqlalchemy import make_url

_QUEUE, _WORKFLOW = "lanes", "shopkeeper.lane"
#: Part of what DBOS recovers by. Change it only when a token of today could not be run any more.
_VERSION = "1"
_ACTIVE = ["ENQUEUED", "PENDING"]
_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


class HandOver(BaseException):
    """Leaves a running token pending, for the next start. No ``Exception``, which DBOS would record."""


def launch(url: str, executor: str, lanes: int, work: Callable[[str], None]) -> None:
    """Start DBOS: ``work(lane)`` is called in a thread of its own for each token, of ``lanes`` at a time.

    Tokens that were pending under this executor's name are taken up again.
    """
    logging.getLogger("dbos").addHandler(logging.NullHandler())  # or DBOS would add one for the console
    if url.startswith("sqlite"):
        with sqlite3.connect(make_url(url).database or "") as connection:
            connection.execute("PRAGMA journal_mode=WAL")  # lasts; DBOS would block readers while it writes
        connection.close()

    def token(lane: str) -> None:
        # In a context of its own: what the job does must not count as steps of this workflow.
        contextvars.Context().run(work, lane)

    config: DBOSConfig = {
        "name": "shopkeeper",
        "system_database_url": url,
        "application_version": _VERSION,
        "executor_id": executor,
        "log_level": "WARNING",
    }
    DBOS(config=config)
    DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=None)(token)
    DBOS.launch()
    DBOS.register_queue(
        _QUEUE,
        partition_concurrency=1,
        worker_concurrency=lanes,
        polling_interval_sec=0.1,
        on_conflict="always_update",
    )


def destroy() -> None:
    """Stop DBOS. Running tokens stay pending."""
    DBOS.destroy(destroy_registry=True)


def put(name: str, lane: str) -> None:
    """Put a token into its lane. One of the same name is put once."""
    DBOS.enqueue_workflow_with_options(
        {
            "workflow_name": _WORKFLOW,
            "queue_name": _QUEUE,
            "workflow_id": name,
            "queue_partition_key": lane,
            "app_version": _VERSION,
        },
        lane,
    )


def top_up(wanted: Counter[str]) -> None:
    """See that each lane has as many tokens as jobs: a crash may have come between the two."""
    tokens = DBOS.list_workflows(queue_name=_QUEUE, status=_ACTIVE, load_input=False, load_output=False)
    missing = wanted - Counter(token.queue_partition_key or "" for token in tokens)
    for lane in missing.elements():
        put(f"{lane}~{uuid.uuid4().hex}", lane)


def recover(executor: str) -> None:
    """Take up the tokens that a dead executor left pending."""
    DBOS._recover_pending_workflows([executor])


def prune(days: float = 1.0) -> None:
    """Delete tokens that were finished so long ago."""
    before = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    while True:
        old = DBOS.list_workflows(
            status=_OVER, completed_before=before, limit=500, load_input=False, load_output=False
        )
        if not old:
            return
        DBOS.delete_workflows([token.workflow_id for token in old])
