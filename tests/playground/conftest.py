"""A pocket Slack, the SDK's client for it, and real Bolt apps that live in it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import PocketSlack

Register = Callable[[AsyncApp], None]


@pytest.fixture
def slack() -> Iterator[PocketSlack]:
    with PocketSlack() as pocket:
        yield pocket


@pytest.fixture
def client(slack: PocketSlack) -> WebClient:
    return client_of(slack)


def client_of(slack: PocketSlack) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url)


def bolt_app(slack: PocketSlack, register: Register) -> AsyncApp:
    logger = logging.getLogger("tests.bolt")
    logger.setLevel(logging.CRITICAL)  # a dropped socket is part of the play
    app = AsyncApp(
        client=AsyncWebClient(slack.bot_token, base_url=slack.api_url),
        signing_secret=slack.signing_secret,
        logger=logger,
    )
    register(app)
    return app


@contextmanager
def bolt(slack: PocketSlack, register: Register) -> Iterator[None]:
    """A Bolt app on Socket Mode, in a thread of its own."""
    ready, done = threading.Event(), threading.Event()

    async def live() -> None:
        app = bolt_app(slack, register)
        handler = AsyncSocketModeHandler(app, slack.app_token, logger=app.logger, ping_interval=2)
        await handler.connect_async()
        ready.set()
        await asyncio.to_thread(done.wait)
        await handler.close_async()
        await handler.client.aiohttp_client_session.close()

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    try:
        assert ready.wait(20)
        yield
    finally:
        done.set()
        thread.join(20)
