"""Who we are, for each event: Slack is asked once, and an event that comes before it answers comes again.

Bolt's own way tells Slack that all is well when it could not ask, and the event is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


class Unknown(Exception):
    """Slack has not told us who we are. No ``SlackApiError``: Bolt would take the app for removed."""


def authorization(client: AsyncWebClient, token: str) -> Callable[[], Awaitable[AuthorizeResult]]:
    """Return what Bolt asks for each event; it raises ``Unknown`` until Slack has answered once."""
    lock = asyncio.Lock()
    known: list[AuthorizeResult] = []

    async def authorize() -> AuthorizeResult:
        async with lock:
            if not known:
                try:
                    us = await client.auth_test()
                except SlackApiError as failed:
                    raise Unknown("auth.test failed") from failed
                known.append(AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=us))
        return known[0]

    return authorize
