"""How it listens: a socket that is bound early, and an end that finishes what is in hand."""

from __future__ import annotations

import logging
import signal
import socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from imagegen.errors import ImagegenError

_log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Serves an app until SIGTERM or Ctrl-C, and then those who are inside for ``grace`` seconds.

    A second signal ends it at once.
    """

    def __init__(self, app: ASGIApp, grace: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                ws="none",
                timeout_graceful_shutdown=grace,
            )
        )

    def serve_on(self, listening: socket.socket) -> int:
        """Serve; return the exit code: 0 if it ended in order, 130 or 143 if it was cut short."""
        for handled in (signal.SIGINT, signal.SIGTERM):
            # uvicorn puts these back at its end and raises the signal again, which is then no surprise.
            signal.signal(handled, signal.SIG_IGN)
        self.last = 0
        self.run(sockets=[listening])
        return 128 + self.last if self.force_exit else 0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ask for the end, or for the end at once."""
        self.force_exit, self.should_exit, self.last = self.should_exit, True, sig
        _log.info("ending at once" if self.force_exit else "finishing what is in hand")


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes a free one.

    Raises:
        ImagegenError: it cannot.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise ImagegenError(
            f"Cannot listen on {host}:{port} ({error.strerror}). Name an address of this machine and a free "
            "port with --host and --port."
        ) from error
    # Connections inherit it. asyncio sets it only where a socket names its protocol, which these do not, and
    # without it the second packet of a response waits 40 ms for the receipt of the first.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
