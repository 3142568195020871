"""The Bolt app: every feature's listeners on one desk, for Socket Mode and for HTTP alike.

``process_before_response``: Slack gets its receipt when the message is safe in the books. Listeners take
milliseconds, for whatever takes longer is a job or an errand (``Desk.later``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack import agent, ask, draft, feedback, handoff, messages
from bot.slack.authorization import authorization
from bot.slack.copy import listen
from bot.slack.desk import Desk
from bot.slack.excuse import excuse
from bot.slack.pictures import listen as illustrate
from bot.watch import logs

Body = Mapping[str, Any]

FEATURES = (messages, ask, agent, feedback, handoff, draft, listen, illustrate)

_log = logs.get(__name__)


def slack_app(desk: Desk) -> AsyncApp:
    """Build the app from the settings of the desk."""
    settings = desk.settings
    handlers = (
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncRateLimitErrorRetryHandler(max_retry_count=3),
        AsyncServerErrorRetryHandler(max_retry_count=3),
    )
    token = _secret(settings.slack_bot_token)
    client = AsyncWebClient(base_url=settings.slack_url, retry_handlers=[*handlers])
    app = AsyncApp(
        client=client,
        authorize=authorization(client, token),
        signing_secret=_secret(settings.slack_signing_secret),
        process_before_response=True,
        request_verification_enabled=bool(_secret(settings.slack_signing_secret)),
    )
    client.token = token  # a client that comes with it makes Bolt authorize in its own way
    for feature in FEATURES:
        feature.register(app, desk)

    @app.error
    async def failed(error: Exception, body: Body) -> BoltResponse | None:
        """The log gets the trace; whoever clicked or typed gets a sentence. Slack brings an event again.

        A command is acknowledged, for Slack would add an error of its own. A window is not: so it stays open
        with the words in it.
        """
        _log.error("a listener failed", exc_info=error)
        desk.later(excuse(body, client))
        return BoltResponse(status=200) if "command" in body else None

    return app


def worker_client(settings: Settings) -> WebClient:
    """Return the client for threads of work. ``bot.slack.calls`` tries again for it."""
    client = WebClient(
        token=_secret(settings.slack_bot_token), base_url=settings.slack_url, retry_handlers=[], timeout=30
    )
    client.retry_handlers = []  # an empty list is taken for none given, and gets the SDK's own
    return client


def _secret(secret: Any) -> str:
    return str(secret.get_secret_value()) if secret else ""
