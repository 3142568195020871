"""How Slack reaches us: Socket Mode or HTTP, opened and closed alike. And who we are there.

Closing lets the events in hand end, so that what was taken from Slack is in the books; what comes later
Slack brings again, to another process or to the next start.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotReady
from bot.http import Door
from bot.slack.http import Receiver
from bot.slack.manifest import wanted_scopes
from bot.watch import logs
from bot.watch.metrics import Metrics

#: Seconds for events in hand to end; Slack would bring them again after three.
_HANDS = 3.0
#: Seconds between two looks whether the line is still there.
_PING = 5.0
#: Seconds between two tries to reach Slack.
RETRY = 5.0
#: Seconds of absence after which Slack may have given up an event; it tries for about 300.
GONE = 240.0
#: Slack's words for a token that will not do, however often it is tried.
_HOPELESS = {
    "invalid_auth": "is not valid (a character lost, or of another app)",
    "not_authed": "is missing",
    "account_inactive": "belongs to an app that was removed from the workspace",
    "token_revoked": "was revoked",
    "token_expired": "has expired",
    "no_permission": "lacks a permission",
    "missing_scope": "lacks a scope (connections:write for the app-level token)",
    "not_allowed_token_type": "is of the wrong kind",
    "org_login_required": "belongs to a workspace that was moved to another organisation",
}
_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in Slack, and what we may do there."""

    team: str
    bot: str
    scopes: frozenset[str]


async def introduce(client: AsyncWebClient) -> Identity:
    """Ask Slack who we are, as long as it takes: Slack may be away for a while.

    Raises:
        NotReady: Slack does not accept the bot token.
    """
    while True:
        try:
            answer = await client.auth_test()
        except SlackApiError as error:
            _unless_hopeless(error, "SHOPKEEPER_SLACK_BOT_TOKEN")
            await _wait_for_slack(error)
        except (ClientError, OSError) as error:
            await _wait_for_slack(error)
        else:
            granted = next((v for k, v in answer.headers.items() if k.lower() == "x-oauth-scopes"), "")
            scopes = frozenset(scope.strip() for scope in str(granted).split(",") if scope.strip())
            if scopes and (
                missing := sorted(wanted_scopes() - scopes)
            ):  # or nobody knows why a feature fails
                _log.warning(
                    "the Slack app lacks scopes: upload the manifest and reinstall the app", missing=missing
                )
            return Identity(str(answer.get("team", "")), str(answer.get("user", "")), scopes)


class Absence:
    """Notices that events may have been lost because something was away for long.

    ``back`` is called when it is there again, with the Unix time since which it had been away.
    """

    def __init__(self, back: Callable[[float], None]) -> None:
        self._back, self._seen = back, time.time()

    def there(self) -> None:
        """Say that it is there."""
        seen, self._seen = self._seen, time.time()
        if self._seen - seen > GONE:
            self._back(seen)


class Connection(Protocol):
    """A way by which events come."""

    async def open(self) -> None:
        """Let events in."""

    async def close(self) -> None:
        """Let no more in, and those in hand end."""

    async def problem(self) -> str:
        """Say what is wrong; nothing if events can come."""


class HttpConnection:
    """Slack posts to our door."""

    def __init__(self, app: AsyncApp, door: Door, metrics: Metrics) -> None:
        self._receiver, self._door = Receiver(app, metrics), door

    async def open(self) -> None:
        self._door.inner = self._receiver

    async def close(self) -> None:
        self._door.inner = None
        await _until(lambda: self._receiver.busy == 0)

    async def problem(self) -> str:
        return "" if self._door.inner else "not open yet"


class SocketConnection:
    """We call Slack, and it sends events down the line. ``back``: see ``Absence``."""

    def __init__(
        self, app: AsyncApp, app_token: str, metrics: Metrics, back: Callable[[float], None] = lambda _: None
    ) -> None:
        self._back = back
        self._handler = _TimedHandler(app, app_token, metrics)
        self._client = self._handler.client
        self._watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """See ``Connection``; waits for Slack as long as it takes.

        Raises:
            NotReady: Slack does not accept the app-level token.
        """
        while self._client.wss_uri is None:  # asked for here, since the SDK would try a bad token for ever
            try:
                self._client.wss_uri = await self._client.issue_new_wss_url()
            except SlackApiError as error:
                _unless_hopeless(error, "SHOPKEEPER_SLACK_APP_TOKEN")
                await _wait_for_slack(error)
            except (ClientError, OSError) as error:
                await _wait_for_slack(error)
        self._watch = asyncio.create_task(self._renew())
        await self._client.connect()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        if self._watch:
            self._watch.cancel()
        client = self._client
        client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
        if client.message_receiver is not None:
            client.message_receiver.cancel()
            await _until(lambda: self._handler.busy == 0 and client.message_queue.empty())
        await client.close()  # type: ignore[no-untyped-call]

    async def problem(self) -> str:
        return "" if await self._client.is_connected() else "no connection to Slack"

    async def _renew(self) -> None:
        """While there is no line, let the SDK ask for a new address: it would try an expired one for ever."""
        absence = Absence(self._back)
        while True:
            await asyncio.sleep(RETRY)
            if await self._client.is_connected():
                absence.there()
            else:
                self._client.wss_uri = None


class _TimedHandler(AsyncSocketModeHandler):
    """Bolt's handler, which also counts the events in hand and times their receipts."""

    def __init__(self, app: AsyncApp, app_token: str, metrics: Metrics) -> None:
        super().__init__(app, app_token, ping_interval=_PING)
        self._metrics, self.busy = metrics, 0

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        started = time.monotonic()
        self.busy += 1
        try:
            await super().handle(client, req)
        finally:
            self.busy -= 1
        self._metrics.ack.observe(time.monotonic() - started)


def _unless_hopeless(error: SlackApiError, variable: str) -> None:
    code = str(error.response.get("error", ""))
    if code in _HOPELESS:
        raise NotReady(
            f"Slack does not accept {variable}: it {_HOPELESS[code]} ({code}). Copy it again from "
            "https://api.slack.com/apps > your app; after a change of scopes, reinstall the app first."
        ) from error


async def _wait_for_slack(error: Exception) -> None:
    _log.warning("Slack cannot be reached yet; trying again", error=type(error).__name__)
    await asyncio.sleep(RETRY)


async def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _HANDS
    while not done() and time.monotonic() < end:
        await asyncio.sleep(0.02)
