"""The control API over HTTP: ``POST /control/{act}`` with the arguments as JSON, for other processes.

A subset of ``PocketSlack``: people act, faults are ordered, the rest is read. Messages are named by
``channel`` and ``ts``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.playground.people import NobodyCanDoThat
from bot.playground.records import Json, Message

if TYPE_CHECKING:
    from bot.playground.control import PocketSlack

_PLAIN = ("add_user", "add_channel", "stop_session", "open_messages_tab", "advance")


class Remote:
    """Answers control requests by asking ``pocket``."""

    def __init__(self, pocket: PocketSlack) -> None:
        self.pocket = pocket
        faults = pocket.faults
        self._acts: dict[str, Callable[..., Any]] = {
            **{name: getattr(pocket, name) for name in _PLAIN},
            **{name: getattr(pocket, name) for name in ("drop_sockets", "ask_to_reconnect", "use_http")},
            **{
                name: getattr(faults, name)
                for name in ("fail", "slow", "storm", "limit_posts", "limit_tiers")
            },
            "clear_faults": faults.clear,
            "hold": pocket.courier.hold,
            "release": pocket.courier.release,
            "say": lambda **given: seen(pocket.say(**given)),
            "mention": lambda **given: seen(pocket.mention(**given)),
            "dm": lambda **given: seen(pocket.dm(**given)),
            "edit": lambda channel, ts, text: pocket.edit(self._message(channel, ts), text),
            "delete": lambda channel, ts: pocket.delete(self._message(channel, ts)),
            "press": self._press,
            "messages": lambda **given: [seen(message) for message in pocket.messages(**given)],
            "violations": lambda: [asdict(refusal) for refusal in pocket.violations],
            "stats": self._stats,
        }

    async def answer(self, request: Request) -> Response:
        act = self._acts.get(request.path_params["act"])
        if act is None:
            return JSONResponse({"error": f"there is: {', '.join(sorted(self._acts))}"}, 404)
        try:
            given = json.loads(await request.body() or b"{}")
            result = await run_in_threadpool(act, **given)
        except (NobodyCanDoThat, ValueError, TypeError, KeyError) as failed:
            return JSONResponse({"error": f"{type(failed).__name__}: {failed}"}, 400)
        return JSONResponse({"result": asdict(result) | _listed(result) if hasattr(result, "id") else result})

    def _message(self, channel: str, ts: str) -> Message:
        found = self.pocket.space.find(channel, ts)
        if found is None:
            raise NobodyCanDoThat(f"there is no message {ts} in {channel}")
        return found

    def _press(self, user: str, channel: str, ts: str, action_id: str, choice: Any = None) -> None:
        self.pocket.press(user, self._message(channel, ts), action_id, choice)

    def _stats(self) -> Json:
        pocket = self.pocket
        with pocket.space.lock:
            return {
                "messages": len(pocket.space.messages),
                "calls": len(pocket.space.calls),
                "refusals": len(pocket.space.refusals),
                "violations": len(pocket.violations),
                "deliveries": len(pocket.courier.deliveries),
                "unacknowledged": len(pocket.unacknowledged()),
                "ack_seconds": pocket.latencies(),
                "sockets": len(pocket.socket_mode.sockets),
                "sockets_opened": pocket.socket_mode.opened,
            }


def _listed(record: Any) -> Json:
    """Sets are no JSON."""
    return {name: sorted(value) for name, value in asdict(record).items() if isinstance(value, set)}


def seen(message: Message) -> Json:
    """A message with all it has shown, as JSON."""
    return {
        **{"channel": message.channel, "ts": message.ts, "thread": message.thread, "user": message.user},
        **{"text": message.text, "shown": message.shown, "blocks": message.blocks},
        **{"metadata": message.metadata, "running": bool(message.stream and message.stream.running)},
        "versions": [asdict(version) for version in message.versions],
    }
