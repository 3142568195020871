"""``PocketSlack``: the whole thing as one object for tests and benchmarks.

``with PocketSlack() as slack:`` serves on a free port of loopback. The app under test gets
``api_url``, ``bot_token`` and ``app_token`` (Socket Mode), or ``signing_secret`` and ``use_http``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from bot.playground import agents, chat, reading, streams, uploads, windows  # noqa: F401 - they register methods
from bot.playground.courier import Courier
from bot.playground.faults import Faults
from bot.playground.glass import Glass
from bot.playground.hands import Hands
from bot.playground.http_events import JSON_TYPE, HttpEvents
from bot.playground.people import People
from bot.playground.records import Channel, User
from bot.playground.remote import Remote
from bot.playground.server import Server
from bot.playground.socket_mode import SocketMode
from bot.playground.state import Workspace
from bot.playground.web_api import Slack, WebApi

T = TypeVar("T")


class PocketSlack(People, Hands, Glass):
    """A Slack workspace with one installed app and two people, ``user`` and ``colleague``, in ``channel``.

    ``manifest``: what the app may do and hears of; without it, everything. ``patience`` is how long
    Slack waits for an acknowledgement, ``retries`` the pauses before an event is brought again.
    """

    bot_token = "xoxb-pocket-0000000000"
    app_token = "xapp-pocket-0000000000"
    signing_secret = "pocket-signing-secret"

    def __init__(
        self,
        *,
        manifest: Path | None = None,
        port: int = 0,
        patience: float = 3.0,
        retries: Sequence[float] = (0.0, 60.0, 300.0),
        stream_seconds: float = 300.0,
        trigger_seconds: float = 3.0,
    ) -> None:
        installed = _installed(manifest)
        self.space = Workspace()
        self.faults = Faults()
        self.server = Server(port)
        self.courier = Courier(patience, retries, self.space.changed)
        self.socket_mode = SocketMode(self.space, self.space.changed)
        self.courier.carrier = self.socket_mode
        self.slack = Slack(
            self.space,
            self.tell,
            self.server.url,
            trigger_seconds=trigger_seconds,
            stream_seconds=stream_seconds,
            scopes=installed.get("scopes"),
            events=installed.get("events"),
            offers=installed.get("offers"),
        )
        tokens = {"xoxb": self.bot_token, "xapp": self.app_token}
        self._web_api = WebApi(self.slack, self.faults, tokens, chat.respond)
        self._http: HttpEvents | None = None
        self.user = self.add_user("ana").id
        self.colleague = self.add_user("ben").id
        self.channel = self.add_channel("help", (self.user, self.colleague)).id

    def __enter__(self) -> Self:
        routes = [
            Route("/api/{method}", self._web_api.answer, methods=["GET", "POST"]),
            Route("/response/{token}", self._web_api.respond, methods=["POST"]),
            Route("/upload/{id}", self._upload, methods=["POST"]),
            Route("/files-pri/{id}/{name}", self._download),
            Route("/control/{act}", Remote(self).answer, methods=["POST"]),
            WebSocketRoute("/link/", self.socket_mode.link),
        ]
        self.courier.start(self.server.start([*routes]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.call(self.courier.stop())
        if self._http:
            self.server.call(self._http.close())
        self.server.call(self.socket_mode.drop())
        self.server.stop()

    async def _upload(self, request: Request) -> Response:
        return await uploads.upload(self.slack, request)

    async def _download(self, request: Request) -> Response:
        return await uploads.download(self.slack, request, self.bot_token)

    @property
    def api_url(self) -> str:
        """The ``base_url`` for the SDK's clients."""
        return f"{self.server.url}/api/"

    @property
    def team(self) -> str:
        return self.space.team

    @property
    def bot(self) -> str:
        """The bot's user id."""
        return self.space.bot

    def add_user(self, name: str, team: str = "") -> User:
        """Another person: of this workspace, or of another one that shares a channel (Slack Connect)."""
        return self.space.add_user(name, team=team)

    def add_channel(self, name: str, members: Sequence[str] = (), *, private: bool = False) -> Channel:
        """A channel with these people and the bot in it."""
        return self.space.add_channel(name, members, private=private)

    def use_http(self, url: str) -> None:
        """Bring everything to ``url`` in signed requests from now on, after Slack's check of the address."""
        self._http = HttpEvents(url, self.signing_secret)
        if not self.server.call(self._http.verify(self.courier.patience)):
            raise RuntimeError(f"{url} did not return the challenge")
        self.courier.carrier = self._http

    def signed(self, body: str, content_type: str = JSON_TYPE, at: float | None = None) -> dict[str, str]:
        """Headers that make ``body`` a request of Slack's, for requests of a test's own."""
        return HttpEvents("", self.signing_secret).signed(body, content_type, at)

    def ask_to_reconnect(self, reason: Literal["warning", "refresh_requested"] = "refresh_requested") -> None:
        """Send ``disconnect`` down every socket."""
        self.server.call(self.socket_mode.ask_to_leave(reason))

    def drop_sockets(self) -> None:
        """Cut every socket without a word."""
        self.server.call(self.socket_mode.drop())

    def advance(self, seconds: float) -> None:
        """Put the workspace's clock forward: streams and windows grow old."""
        self.space.advance(seconds)

    def wait_for(self, happens: Callable[[], T], timeout: float = 10.0) -> T:
        """Wait until ``happens()`` is true and return it.

        Raises:
            TimeoutError: it did not; the message tells what there is to see.
        """
        end = time.monotonic() + timeout
        with self.space.lock:
            while not (found := happens()):
                if time.monotonic() >= end:
                    raise TimeoutError(f"not within {timeout} s. There is:\n{self.transcript()}")
                self.space.lock.wait(0.02)  # what happens may not be the workspace's doing
            return found


def _installed(manifest: Path | None) -> dict[str, frozenset[str]]:
    """What an app's manifest asks for: scopes of its bot, events, names of its commands and shortcuts."""
    if manifest is None:
        return {}
    given: Mapping[str, Any] = json.loads(manifest.read_text("utf-8"))
    features = given.get("features", {})
    offers = [command["command"] for command in features.get("slash_commands", ())]
    offers += [shortcut["callback_id"] for shortcut in features.get("shortcuts", ())]
    return {
        "scopes": frozenset(given["oauth_config"]["scopes"]["bot"]),
        "events": frozenset(given["settings"]["event_subscriptions"]["bot_events"]),
        "offers": frozenset(offers),
    }
