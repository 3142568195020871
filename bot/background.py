"""Blocking work beside an event loop: once, or every so often.

The threads do not keep the process alive: a database that hangs must not hold up its end.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from bot.watch import logs

T = TypeVar("T")
_log = logs.get(__name__)


def in_thread(function: Callable[..., T], *args: Any) -> asyncio.Future[T]:
    """Do what blocks in a thread of its own."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(found: T | None, error: BaseException | None) -> None:
        if future.done():  # nobody waits any more
            return
        if error:
            future.set_exception(error)
        else:
            future.set_result(cast(T, found))

    def work() -> None:
        found, error = None, None
        try:
            found = function(*args)
        except BaseException as raised:  # noqa: BLE001 - carried over to whoever waits
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=work, daemon=True, name=getattr(function, "__name__", "work")).start()
    return future


async def every(seconds: float, errand: Callable[[], None]) -> None:
    """Do an errand now and then, for ever. If it fails, it is tried again the next time."""
    while True:
        try:
            await in_thread(errand)
        except Exception as error:  # noqa: BLE001 - the database may be away; later it is not
            _log.warning("an errand failed", errand=errand.__name__, exc_info=error)
        await asyncio.sleep(seconds)
