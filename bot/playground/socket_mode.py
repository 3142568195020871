"""Socket Mode: websockets the app opens, envelopes that go down, acknowledgements that come back.

Knows hello, envelopes, acknowledgements, polite and rude goodbyes. It does not know what it carries.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
import uuid
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.courier import Delivery, NotCarried, answer_of
from bot.playground.records import Json
from bot.playground.state import Workspace

MOST = 10  # sockets of one app
GOODBYE = 1.0  # seconds that the app has to answer the closing of a socket


class SocketMode:
    """The app's open sockets. A carrier for the courier."""

    def __init__(self, space: Workspace, changed: Callable[[], None]) -> None:
        self.space, self._changed = space, changed
        self.sockets: list[WebSocket] = []
        self.opened = 0  # sockets ever
        self.unknown_acks: list[Json] = []
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Json]]] = {}
        self._late: dict[str, Delivery] = {}
        self._turn = itertools.count()
        self.deaf = False  # acknowledgements are lost on their way

    async def link(self, socket: WebSocket) -> None:
        """One socket from hello to goodbye. A ticket opens one socket."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self.space.tickets or len(self.sockets) >= MOST:
            await socket.close(4001)
            return
        self.space.tickets.discard(ticket)
        await socket.accept()
        self.sockets.append(socket)
        self.opened += 1
        hello = {
            "type": "hello",
            "num_connections": len(self.sockets),
            "debug_info": {"host": "pocket", "approximate_connection_time": 18_060},
            "connection_info": {"app_id": self.space.app},
        }
        try:
            await socket.send_json(hello)
            self._changed()
            while True:
                self._heard(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):  # gone, from either end
            pass
        finally:
            self._gone(socket)

    async def carry(self, delivery: Delivery, attempt: int, reason: str, patience: float) -> Json:
        """Send an envelope down one of the sockets and wait for its acknowledgement."""
        if not self.sockets:
            raise NotCarried("no_connection")
        socket = self.sockets[next(self._turn) % len(self.sockets)]
        envelope_id = str(uuid.uuid4())
        envelope = {
            **{"envelope_id": envelope_id, "type": delivery.kind, "payload": delivery.payload},
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, future)
        try:
            await socket.send_json(envelope)
            return await asyncio.wait_for(future, patience)
        except TimeoutError as failed:
            self._late[envelope_id] = delivery
            raise NotCarried("timeout") from failed
        except (WebSocketDisconnect, RuntimeError) as failed:
            raise NotCarried("connection_failed") from failed
        finally:
            self._waiting.pop(envelope_id, None)

    def _heard(self, text: str) -> None:
        said = json.loads(text)
        if self.deaf:
            return
        envelope_id = said.get("envelope_id", "")
        if waiting := self._waiting.get(envelope_id):
            if not waiting[1].done():
                waiting[1].set_result(answer_of(said.get("payload")))
        elif late := self._late.pop(envelope_id, None):
            late.acked = late.acked or time.monotonic()  # too late for its person, but not to be sent again
        else:
            self.unknown_acks.append(said)

    def _gone(self, socket: WebSocket) -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)
        for owner, future in list(self._waiting.values()):
            if owner is socket and not future.done():
                future.set_exception(NotCarried("connection_failed"))
        self._changed()

    async def ask_to_leave(self, reason: str) -> None:
        """Tell the app to reconnect, as Slack does from time to time."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "pocket"}})

    async def drop(self) -> None:
        """Cut all sockets without a word."""
        sockets = list(self.sockets)
        for socket in sockets:
            self._gone(socket)
        await asyncio.gather(*map(_cut, sockets))


async def _cut(socket: WebSocket) -> None:
    """Close a socket, though nobody at the other end may say goodbye any more."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE):
            await socket.close(1011)
