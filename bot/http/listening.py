"""How the process listens: a socket that is bound early, and uvicorn without signals of its own."""

from __future__ import annotations

import socket
from contextlib import AbstractContextManager, nullcontext

import uvicorn
from starlette.types import ASGIApp

from bot.errors import NotReady


class Server(uvicorn.Server):
    """Serves an app. The process has an order in which it stops, so signals are not uvicorn's business."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                ws="none",
                timeout_graceful_shutdown=5,
            )
        )

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes a free one.

    Raises:
        NotReady: it cannot. The message names the settings.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise NotReady(
            f"Cannot listen on {host}:{port} ({error.strerror}). Set SHOPKEEPER_HTTP_HOST and "
            "SHOPKEEPER_HTTP_PORT to an address of this machine and a free port."
        ) from error
    # asyncio only does this for sockets that name their protocol; without it a small response waits 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
