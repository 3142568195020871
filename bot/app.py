"""The process: opens the shop, lets Slack and the HTTP API in, watches over it, and closes it without loss.

At the start health and metrics answer at once, then the models load, and people are let in last. The first
SIGTERM or SIGINT lets no new event in and gives running answers ``grace`` seconds; what is left waits for the
next start. The second ends the process at once, which durable work survives as it survives a crash.

What the process is made of is built in ``bot.build``; here is only when.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from bot.api.gate import Gate
from bot.background import every, in_thread
from bot.build import Service
from bot.build.serving import Serving, build_serving, slack_mode
from bot.http import Door, Health, web
from bot.http.guard import Guard
from bot.http.listening import Server, bound
from bot.models import Say
from bot.settings import Settings
from bot.slack.connection import Absence, Connection, HttpConnection, SocketConnection, introduce
from bot.slack.lookback import look_back
from bot.watch import logs
from bot.watch.callers import Callers
from bot.watch.limits import Limits
from bot.watch.metrics import Metrics

DAY = 86_400.0
#: Seconds between two looks at the queue.
GAUGE = 5.0
#: Seconds beyond the grace after which a stop that hangs is cut short.
MARGIN = 15.0

T = TypeVar("T")
Builder = Callable[[Settings, Metrics, Say], Serving]
_log = logs.get(__name__)


class _Stopped(Exception):
    """The end was asked for before the start was done."""


class Process:
    """One process that serves Slack, the HTTP API or both, by the tokens that are set.

    ``announce`` gets a line for people once it is at work.

    Raises:
        NotReady: there are no tokens, or Slack's are wrong.
    """

    def __init__(self, settings: Settings, announce: Say, builder: Builder = build_serving) -> None:
        self.settings, self.metrics, self.port = settings, Metrics(), 0
        self.ready = threading.Event()
        self.building = False  # while models load: a thread is at it that cannot be stopped
        self._mode = slack_mode(settings)
        self._announce, self._builder = announce, builder
        self._door, self._step = Door(), "starting"
        self._gate = Gate(Callers(settings.callers), Limits(settings.api_limit, 0), self.metrics)
        self._serving: Serving | None = None
        self._connection: Connection | None = None
        self._absence: Absence | None = None  # of the database, without which no event gets its receipt
        self.stopping, self._stopping = False, asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Serve until the end is asked for.

        Raises:
            NotReady: something is missing, or Slack does not accept us.
        """
        self._loop = asyncio.get_running_loop()
        if self.stopping:  # asked for before there was a loop to tell
            self._stopping.set()
        with self._signals():
            server, listening = self._server(), bound(self.settings.http_host, self.settings.http_port)
            self.port = listening.getsockname()[1]
            answering = asyncio.create_task(server.serve(sockets=[listening]))
            background: list[asyncio.Task[None]] = []
            try:
                await self._unless_stopped(self._open())
                background += [
                    asyncio.create_task(every(DAY, self._expire)),
                    asyncio.create_task(every(GAUGE, self._gauge)),
                ]
                await self._stopping.wait()
            except _Stopped:
                _log.info("stopped before the shop was open")
            finally:
                for task in background:
                    task.cancel()
                await self._close()
                server.should_exit = True
                await answering
                _log.info("stopped")

    def stop(self, status: int = 1) -> None:
        """Ask for the end, from any thread. Asked twice, it comes at once, with this exit status."""
        if self.stopping:
            os._exit(status)
        self.stopping = True
        _log.info("stopping", grace=self.settings.grace)
        if self._loop:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def _open(self) -> None:
        """Build the shop and let people in, in this order."""
        self.building = True
        self._serving = serving = await in_thread(self._builder, self.settings, self.metrics, self._say)
        self.building = False
        told = [await self._open_slack(serving.slack)] if serving.slack else []
        if serving.api:
            self._gate.inner = serving.api
            told.append(f"HTTP API on port {self.port}: /v1/docs says how.")
        self._step = ""
        self.ready.set()
        _log.info("ready", mode=self._mode, port=self.port, callers=len(self.settings.callers))
        self._announce(" ".join([*told, "Ctrl-C stops."]))

    async def _open_slack(self, service: Service) -> str:
        """Let Slack in, and say where we are."""
        self._say("Asking Slack who we are ...")
        identity = await introduce(service.bolt.client)
        self._say("Taking up what was left ...")
        await in_thread(service.work.start, service.handler)
        self._say("Connecting to Slack ...")
        self._connection, away = self._connect(service), time.time()
        self._absence = Absence(partial(self._look_back, service))
        await self._connection.open()
        self._look_back(service, away)
        how = "Socket Mode" if self._mode == "socket" else f"HTTP, port {self.port}"
        _log.info("in Slack", mode=self._mode, team=identity.team, bot=identity.bot)
        return f"At work in {identity.team} as @{identity.bot} ({how})."

    async def _close(self) -> None:
        """Take no more events, let answers end, leave the rest to the next start."""
        if self._connection:
            await self._connection.close()
        requests = asyncio.create_task(self._gate.close(self.settings.grace))
        if self._serving and self._serving.slack:
            limit = self.settings.grace + MARGIN
            try:
                await asyncio.wait_for(in_thread(self._serving.slack.work.stop, self.settings.grace), limit)
            except TimeoutError:
                _log.error("the work does not stop; leaving it as a crash would", seconds=limit)
        await requests
        if self._serving:
            await self._serving.close()

    def _connect(self, service: Service) -> Connection:
        token = self.settings.slack_app_token
        if self._mode == "socket" and token:
            back = partial(self._look_back, service)
            return SocketConnection(service.bolt, token.get_secret_value(), self.metrics, back)
        return HttpConnection(service.bolt, self._door, self.metrics)

    def _look_back(self, service: Service, until: float) -> None:
        service.desk.later(look_back(service.desk, service.bolt.client, until))

    def _server(self) -> Server:
        secret = self.settings.slack_signing_secret
        guarded = Guard(self._door, secret.get_secret_value(), self.metrics) if secret else None
        checks = {"shop": self._shop, "database": self._database}
        if self._mode:
            checks["slack"] = self._slack
        return Server(
            web(Health(checks), self.metrics, guarded if self._mode == "http" else None, self._gate)
        )

    async def _shop(self) -> str:
        return self._step

    async def _database(self) -> str:
        if not self._serving:
            return "not open yet"
        await in_thread(self._serving.ping)
        return ""

    async def _slack(self) -> str:
        slack = self._serving.slack if self._serving else None
        if not slack or not self._connection:
            return "not connected yet"
        return await self._connection.problem() or slack.handler.problem

    def _expire(self) -> None:
        """Remove what is older than the retention."""
        days = self.settings.retention_days
        if self._serving and days:
            removed = self._serving.conversations.expire(time.time() - days * DAY)
            _log.info("retention", days=days, removed=removed)

    def _gauge(self) -> None:
        slack = self._serving.slack if self._serving else None
        if slack and self._absence and self._loop:
            self.metrics.waiting.set(slack.work.waiting())
            self._loop.call_soon_threadsafe(self._absence.there)

    async def _unless_stopped(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Wait for something, unless the end is asked for first."""
        task, stop = asyncio.create_task(coroutine), asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise _Stopped
            return task.result()
        finally:
            for left in (task, stop):
                left.cancel()
            await asyncio.wait({task, stop})

    def _say(self, step: str) -> None:
        self._step = step
        _log.info("starting", step=step)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():  # only there are signals heard
            yield
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop, 128 + number)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
