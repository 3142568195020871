"""The web server of the pocket Slack: routes, and uvicorn on loopback in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

T = TypeVar("T")
START_SECONDS = 20.0


class Server:
    """Serves ``routes`` on a free port (or the one given) until ``stop``."""

    def __init__(self, port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    def start(self, routes: list[BaseRoute]) -> asyncio.AbstractEventLoop:
        """Serve in a thread; returns its event loop once it runs."""
        config = uvicorn.Config(
            Starlette(routes=routes),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="pocket-slack", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_SECONDS) or self.loop is None:
            raise RuntimeError("the pocket Slack did not start")
        return self.loop

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        assert self._server
        self.loop = asyncio.get_running_loop()
        self._socket.listen(256)
        self._ready.set()
        await self._server.serve(sockets=[self._socket])

    def call(self, work: Coroutine[Any, Any, T], timeout: float = 30.0) -> T:
        """Run something on the server's loop and wait for it."""
        assert self.loop
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout)

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(START_SECONDS)
        self._socket.close()
