"""What people see before the first word: a status line, and with it Slack's own Stop button.

A workspace where the app is no agent refuses these calls; then they are left out, for the answer does
not depend on them.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.domain import Place
from bot.slack.calls import Slack
from bot.watch import logs

#: Slack clears a status after 120 seconds.
REFRESH = 90.0

_log = logs.get(__name__)


def before_yours(ahead: int) -> str:
    """Say how many questions wait before this one."""
    return f"{ahead} question{'' if ahead == 1 else 's'} before yours"


class Status:
    """Within, the thread shows that we are at work, from the first ``refresh`` on."""

    def __init__(self, slack: Slack, place: Place) -> None:
        self._slack, self._place = slack, place
        self._shown, self._working = float("-inf"), False

    def __enter__(self) -> Status:
        return self

    def refresh(self, words: bool = True) -> None:
        """Show the Stop button and, with ``words``, a status line, again before Slack takes it away."""
        if not self._working:
            self._session("processing")
            self._working = True
        if words and time.monotonic() - self._shown > REFRESH:
            self._shown = time.monotonic()
            self._say("is reading the FAQ …")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error:  # no answer took it away
            self._say("")
        self._session("active")  # the Stop button may stand there since the question began to wait

    def _say(self, status: str) -> None:
        quietly(
            self._slack.client.assistant_threads_setStatus,
            channel_id=self._place.channel,
            thread_ts=self._place.thread,
            status=status,
        )

    def _session(self, status: str) -> None:
        quietly(
            self._slack.client.agents_sessions_setStatus,
            channel_id=self._place.channel,
            thread_ts=self._place.thread,
            status=status,
        )


def quietly(method: Callable[..., Any], **args: Any) -> None:
    """Ask for something that only decorates: whatever goes wrong, the work goes on."""
    try:
        method(**args)
    except SlackApiError as failed:
        _log.debug("no status here", error=str(failed.response.get("error")))
    except OSError as failed:
        _log.debug("no status here", error=type(failed).__name__)


async def aquietly(method: Callable[..., Awaitable[Any]], **args: Any) -> None:
    """The same for listeners."""
    try:
        await method(**args)
    except SlackApiError as failed:
        _log.debug("no status here", error=str(failed.response.get("error")))
