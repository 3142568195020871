"""The desk: everything that a listener may reach for. Listeners only translate; what takes time is work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncBoltContext

from bot.settings import Settings
from bot.slack.copy.room import Copydesk
from bot.slack.pictures.room import Atelier
from bot.store.conversations import Conversations
from bot.support import Support
from bot.watch import logs
from bot.watch.limits import Limits
from bot.watch.metrics import Metrics
from bot.work import Work

Result = TypeVar("Result")
Errand = Coroutine[Any, Any, Any]

_log = logs.get(__name__)


def workspace(context: AsyncBoltContext) -> str:
    """Return the id of the workspace that we are installed in.

    Messages, clicks and commands name other workspaces as well: in a shared channel (Slack Connect) that of
    whoever wrote or clicked. Ids and lanes are made with ours, so that one message has one name.
    """
    return str(context.authorize_result.team_id if context.authorize_result else context.team_id)


@dataclass(slots=True)
class Desk:
    """The services, and the two ways to use them without holding up Slack: ``call`` and ``later``."""

    settings: Settings
    support: Support
    conversations: Conversations
    work: Work
    limits: Limits
    metrics: Metrics
    copydesk: Copydesk
    atelier: Atelier
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=8, thread_name_prefix="desk")
    )
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def call(self, function: Callable[..., Result], *args: Any) -> Result:
        """Do something that blocks for a moment, such as a look into the books."""
        run = copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._threads, run, function, *args)

    def later(self, errand: Errand, otherwise: Callable[[], Errand] | None = None) -> None:
        """Do something that nobody waits for: a status line, a window, a word for one pair of eyes.

        ``otherwise`` is done if that fails.
        """
        task = asyncio.create_task(self._errand(errand, otherwise))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Let the errands end, or end them."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=2.0)
            for task in late:
                task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _errand(self, errand: Errand, otherwise: Callable[[], Errand] | None = None) -> None:
        try:
            await errand
        except Exception as failed:  # noqa: BLE001 - it only decorates; the answer comes by another road
            _log.warning("an errand failed", exc_info=failed)
            if otherwise:
                await self._errand(otherwise())
